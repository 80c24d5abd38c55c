label pii
label process
zone onprem { holds = [cache, journel, 3]  color = red }
zone vendor { holds = cache }
model local = "ollama/llama3.3" { zone = onpremise }
model other = "openai/gpt-5" { zone = "vendor" }
policy "privacy" {
  pii stays in onpre
  pi stays in vendor
  pii released by Reed
  Read never exchanges with onprem
  pii stays in process
}
policy "privacy" { pii released by Read }
signature Read { input mail: str @pi  input note: str @vendor  output team: str }
tool find @onprem @vendor { input q: str  output r: str  from python "x:f" }
tool seek @nowhere { input q: str  output r: str  from python "x:f" }
