enum Team { billing shipping }
signature Triage { """Decide who owns the mail.""" input mail: str output team: Team }

metric missing for Triage { from python "judge:score" }
metric unknown for Triage { from python "scores:scored" }
metric few for Triage { from python "scores:few" }
metric both for Triage { score = 1  from python "scores:score" }
metric server for Triage { from mcp "office" "score" }
metric fine for Triage { from python "scores:score" }

module Best { input mail: str  output team: Team  team = (Triage(mail) by best_of(n = 2, score = fine)).team }
