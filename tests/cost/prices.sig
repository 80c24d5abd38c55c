"""Money by list prices, by a model's own, and unknown."""

signature Rate { input text: str(..100)  output stars: int(1..5) }

model large = "openai/gpt-5-mini" { max_tokens = 500 }
model house = "openai/our-own" { base_url = "https://models.example.com/v1"  usd_per_m_input = 1  usd_per_m_output = 2 }
model other = "openai/another" { base_url = "https://models.example.com/v1" }

module Listed { input text: str(..100)  output stars: int  stars = Rate(text).stars on large }
module Own { input text: str(..100)  output stars: int  stars = Rate(text).stars on house }
module Unknown { input text: str(..100)  output stars: int  stars = Rate(text).stars on large + Rate(text).stars on other }

# budget Listed: usd=0.001
# budget Listed: usd=0.01
# budget Unknown: usd=1
