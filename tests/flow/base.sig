"""What the programs of this folder share."""

label pii "identifies a person"
zone onprem { holds = [cache, journal, trace, log, report] }
zone vendor
model local = "ollama/llama3.3" { zone = onprem }
model cloud = "openai/gpt-5" { zone = vendor }
model loose = "openai/gpt-5-mini"

signature Ask { input text: str  output answer: str }
signature Judge { input text: str  output yes: bool }
signature Split { input text: str  output parts: [str] }
signature Redact { input text: str  output clean: str }
type Person { name: str @pii  city: str  age: int }
type Place { city: str }
type Note { who: Person  words: str  tags: [str] }
type Mail { subject: str  body: str @pii }
type Parcel { number: str }

policy "privacy" {
  pii stays in onprem
  pii released by Redact
}
