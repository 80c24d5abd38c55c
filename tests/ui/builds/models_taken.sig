zone vendor
zone house

model thinking = "openai/gpt-5" { temperature = 0.2, effort = "xhigh", max_tokens = 4000 }
model unseeded = "anthropic/claude-opus-4-7" { seed = 1, thinking = 2000 }
model plain = "openai/gpt-4o" { effort = "low" }
model odd = "openai/gpt-4o" { can = { temperatur = "never" } }
model told = "openai/gpt-5" { temperature = 0.2, can = { temperature = "always" } }
model quiet = "openai/gpt-5.5" { temperature = 0.2, effort = "none" }
model first = "openai/gpt-4o" { zone = vendor, fallback = [second, third, first, second], share = [nobody] }
model second = "openai/gpt-4.1" { zone = vendor }
model third = "vllm/x" { zone = house }
model fourth = "openai/gpt-4o" { fallback = [quiet, Ask], share = ["quiet"] }

signature Ask {
  """Answer."""
  input  question: str
  output answer: str
}
