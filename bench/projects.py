"""Generated projects of one shape, as `.sig` and as BAML: what bench/frontend.py checks.

A unit is a typed question about a mail with its documents; every fourth has a test. Fifty units a file, and one file of
shared types. BAML has one namespace and tests of single functions; in `.sig` a test goes through a module, every eighth
unit is a signature with an example, and `linked` adds an entry file that uses a module of every other file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

PER_FILE = 50
TOPICS = ("invoice", "parcel", "refund", "password", "delivery", "contract", "meeting", "warranty")

TOML = '[project]\nname = "desk"\nversion = "0.1.0"\nsource = "{entry}.sig"\n'
TYPES = '''"""What the desk's files share."""

enum Team "who owns the problem" {
  billing   "invoices, refunds"
  shipping  "parcels, delivery dates"
  technical "the product misbehaves"
  other
}

type Doc { title: str  text: str(..2000)  score: float(0..1) = 0.5 }
'''
SIGNATURE = '''
signature Decide{n} {{
  """Decide what a mail about a {topic} needs, and who owns it."""
  input  mail: str "verbatim, in any language"
  input  docs: [Doc](..8)
  output team: Team
  output urgency: int(1..5) "5 = the customer cannot work"
  output order: str(matching r"[A-Z]{{2}}-\\d{{6}}")? "order number"
  ensure order == none or order in mail "an order number is quoted, never invented"
  guide if len(docs) > 3 """Prefer the newest document."""
}}
'''
EXAMPLE = '''
signature Label{n} {{
  """Say whether a mail is about a {topic}."""
  input  mail: str
  output about: bool
  output team: Team
  example {{ mail = "Where is my {topic}?", about = true, team = shipping }}
}}
'''
MODULE = """
module Desk{n} {{
  input  mail: str
  input  docs: [Doc](..8)
  output reply: str
  output team: Team
  first  = Decide{n}(mail, docs)
  useful = [doc.title for doc in docs if doc.score >= 0.5]
  reply  = match first.team {{
    billing | shipping -> f"{{first.team}} ({{first.urgency}}) will answer"
    _                  -> join(useful, ", ") if len(useful) > 0 else "We will get back to you."
  }}
  team   = first.team
}}
"""
TEST = """
test "a mail about a {topic} ({n})" {{
  desk = Desk{n}(mail = "Where is my {topic}?", docs = [])
  expect desk.reply != ""
}}
"""

BAML_TYPES = """client<llm> Main {
  provider openai
  options {
    model "gpt-5"
    api_key env.OPENAI_API_KEY
  }
}

enum Team {
  Billing @description("invoices, refunds")
  Shipping @description("parcels, delivery dates")
  Technical @description("the product misbehaves")
  Other
}

class Doc {
  title string
  text string
  score float
}
"""
BAML_FUNCTION = """
class Decision{n} {{
  team Team
  urgency int @description("5 = the customer cannot work") @assert(scale, {{{{ this >= 1 and this <= 5 }}}})
  order string? @description("order number")
}}

function Decide{n}(mail: string, docs: Doc[]) -> Decision{n} {{
  client Main
  prompt #"
    Decide what a mail about a {topic} needs, and who owns it.
    {{% if docs|length > 3 %}}Prefer the newest document.{{% endif %}}
    Mail, verbatim, in any language: {{{{ mail }}}}
    {{% for doc in docs %}}{{{{ doc.title }}}}: {{{{ doc.text }}}}
    {{% endfor %}}
    {{{{ ctx.output_format }}}}
  "#
}}
"""
BAML_TEST = """
test Desk{n} {{
  functions [Decide{n}]
  args {{
    mail "Where is my {topic}?"
    docs []
  }}
  @@assert(answered, {{{{ this.urgency > 0 }}}})
}}
"""


def write_sig(folder: Path, size: int, *, tests: bool = True, linked: bool = False, per_file: int = PER_FILE) -> None:
    """A `.sig` project of `size` signatures."""
    parts = {f"part{i}": _part(numbers, tests) for i, numbers in enumerate(_numbers(size, per_file))}
    entry = {"desk": _desk(size, per_file)} if linked else {}
    files = {f"{name}.sig": text for name, text in {"types": TYPES, **parts, **entry}.items()}
    _write(folder, {"sig.toml": TOML.format(entry="desk" if linked else "part0"), **files})


def write_baml(folder: Path, size: int, *, tests: bool = True) -> None:
    """A BAML project of `size` functions with a class each, in `folder`/baml_src."""
    files = {"types.baml": BAML_TYPES}
    for i, numbers in enumerate(_numbers(size)):
        texts = [BAML_FUNCTION + (BAML_TEST if tests and n % 4 == 2 else "") for n in numbers]
        files[f"part{i}.baml"] = "".join(map(_filled, texts, numbers))
    (folder / "baml_src").mkdir()
    _write(folder / "baml_src", files)


def edit(folder: Path, ending: str, round_: int) -> None:
    """Change the words of one unit in the middle of the project, one that a linked entry uses; every round another
    change."""
    paths = sorted(folder.rglob(f"part*.{ending}"))
    path = paths[len(paths) // 2]
    text = path.read_text(encoding="utf-8")
    words = "who owns it"
    at = text.rfind(words, 0, max(text.find("module Desk"), text.find(words) + len(words)))
    path.write_text(f"{text[:at]}{words} {round_}{text[at + len(words) :]}", encoding="utf-8")


def lines(folder: Path) -> int:
    return sum(path.read_text(encoding="utf-8").count("\n") for path in folder.rglob("*.*") if path.is_file())


def _numbers(size: int, per_file: int = PER_FILE) -> list[range]:
    return [range(start, min(start + per_file, size)) for start in range(0, size, per_file)]


def _part(numbers: range, tests: bool) -> str:
    texts = ["import types { Team, Doc }\n"]
    for n in numbers:
        unit = EXAMPLE if tests and n % 8 == 5 else SIGNATURE
        more = MODULE + (TEST if tests else "") if n % 4 == 2 else ""
        texts.append(_filled(unit + more, n))
    return "".join(texts)


def _desk(size: int, per_file: int = PER_FILE) -> str:
    """The entry that uses the first module of every file."""
    parts = enumerate(_numbers(size, per_file))
    firsts = [(i, next((n for n in numbers if n % 4 == 2), None)) for i, numbers in parts]
    used = [(i, n) for i, n in firsts if n is not None]
    imports = [f"import part{i} {{ Desk{n} }}\n" for i, n in used]
    steps = [f"  step{n} = Desk{n}(mail, []).reply\n" for _, n in used]
    reply = " + ".join(f"step{n}" for _, n in used)
    return "".join(
        [*imports, "module Desk {\n  input mail: str\n  output reply: str\n", *steps, f"  reply = {reply}\n}}\n"]
    )


def _filled(text: str, n: int) -> str:
    return text.format(n=n, topic=TOPICS[n % len(TOPICS)])


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
