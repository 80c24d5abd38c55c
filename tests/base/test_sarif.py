"""SARIF 2.1.0: the log validates against what the standard demands of the parts that we write; regions point at what is
meant; a leak is a code flow; a fix is the edit that `--fix` makes."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigc.base.diagnostic import error, warning
from sigc.base.sarif import render_sarif
from sigc.base.source import Memory, SourceFile, Span
from sigc.check.project import check_project

# Section numbers are those of the standard. `additionalProperties: false` stands wherever the standard's schema has it.
MESSAGE = {
    "type": "object",
    "required": ["text"],
    "properties": {"text": {"type": "string"}},
    "additionalProperties": False,
}  # 3.11
ARTIFACT = {
    "type": "object",
    "properties": {"uri": {"type": "string", "format": "uri-reference"}, "uriBaseId": {"type": "string"}},
    "additionalProperties": False,
}  # 3.4
REGION = {
    "type": "object",
    "required": ["startLine"],
    "properties": {
        name: {"type": "integer", "minimum": 1} for name in ("startLine", "startColumn", "endLine", "endColumn")
    },
    "additionalProperties": False,
}  # 3.30
PHYSICAL = {
    "type": "object",
    "required": ["artifactLocation"],
    "properties": {"artifactLocation": ARTIFACT, "region": REGION},
    "additionalProperties": False,
}  # 3.29
LOCATION = {
    "type": "object",
    "properties": {"id": {"type": "integer", "minimum": -1}, "physicalLocation": PHYSICAL, "message": MESSAGE},
    "additionalProperties": False,
}  # 3.28
FLOW = {
    "type": "object",
    "required": ["threadFlows"],
    "properties": {
        "threadFlows": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["locations"],
                "properties": {
                    "locations": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "type": "object",
                            "properties": {
                                "location": LOCATION,
                                "executionOrder": {"type": "integer", "minimum": -1},
                                "importance": {"enum": ["important", "essential", "unimportant"]},
                            },
                            "additionalProperties": False,
                        },
                    }
                },
                "additionalProperties": False,
            },
        }
    },
    "additionalProperties": False,
}  # 3.36 to 3.38
FIX = {
    "type": "object",
    "required": ["artifactChanges"],
    "properties": {
        "description": MESSAGE,
        "artifactChanges": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["artifactLocation", "replacements"],
                "properties": {
                    "artifactLocation": ARTIFACT,
                    "replacements": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "type": "object",
                            "required": ["deletedRegion"],
                            "properties": {"deletedRegion": REGION, "insertedContent": MESSAGE},
                            "additionalProperties": False,
                        },
                    },
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}  # 3.55 to 3.57
RESULT = {
    "type": "object",
    "required": ["message"],
    "properties": {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": {"enum": ["none", "note", "warning", "error"]},
        "message": MESSAGE,
        "locations": {"type": "array", "items": LOCATION},
        "relatedLocations": {"type": "array", "uniqueItems": True, "items": {**LOCATION, "required": ["id"]}},
        "codeFlows": {"type": "array", "items": FLOW},
        "fixes": {"type": "array", "items": FIX, "uniqueItems": True},
        "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
    },
    "additionalProperties": False,
}  # 3.27
RULE = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "string"},
        "shortDescription": MESSAGE,
        "help": {**MESSAGE, "properties": {"text": {"type": "string"}, "markdown": {"type": "string"}}},
    },
    "additionalProperties": False,
}  # 3.49
SCHEMA = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool"],
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "properties": {
                                    "name": {"type": "string"},
                                    "version": {"type": "string"},
                                    "rules": {"type": "array", "uniqueItems": True, "items": RULE},
                                },
                                "additionalProperties": False,
                            }
                        },
                        "additionalProperties": False,
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "originalUriBaseIds": {"type": "object"},
                    "results": {"type": "array", "items": RESULT},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}  # 3.13, 3.14, 3.18, 3.19

LEAK = """label pii
zone onprem
model cloud = "openai/gpt-4.1"
signature Sum { input mail: str  output sum: str }
signature Reply { input sum: str  output reply: str }
policy "privacy" { pii stays in onprem }
module Desk {
  input mail: str @pii
  output reply: str
  sum = Sum(mail).sum
  reply = (Reply(sum) on cloud).reply
}
"""
SLIPS = 'type Row { a: string  b: strr "💡 one" }\nsignature A { input x: Rwo  output y: bool  ensure x.a == None }\n'


def log_of(text: str, path: str = "main.sig") -> dict[str, Any]:
    project, found = check_project(path, Memory.of({path: text}), root=".", lints=True)
    log = json.loads(render_sarif(found, {p: SourceFile(p, t) for p, t in project.sources.items()}))
    jsonschema.validate(log, SCHEMA, format_checker=jsonschema.FormatChecker())
    (run,) = log["runs"]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    result: dict[str, Any] = run
    return result


def in_region(text: str, region: dict[str, int]) -> str:
    """The text of a region, found as a reader that counts UTF-16 code units finds it."""
    lines = text.split("\n")
    units = ["".join(line + "\n").encode("utf-16-le") for line in lines]
    first, last = region["startLine"] - 1, region["endLine"] - 1
    start, end = 2 * (region["startColumn"] - 1), 2 * (region["endColumn"] - 1)
    if first == last:
        return units[first][start:end].decode("utf-16-le")
    return (units[first][start:] + b"".join(units[first + 1 : last]) + units[last][:end]).decode("utf-16-le")


def test_regions_point_at_what_is_meant() -> None:
    results = log_of(SLIPS)["results"]
    told = [in_region(SLIPS, r["locations"][0]["physicalLocation"]["region"]) for r in results]
    assert told == ["string", "strr", "Rwo", "None"]


def test_a_fix_is_an_edit() -> None:
    fixes = [r["fixes"][0]["artifactChanges"][0]["replacements"][0] for r in log_of(SLIPS)["results"] if "fixes" in r]
    edits = {in_region(SLIPS, f["deletedRegion"]): f["insertedContent"]["text"] for f in fixes}
    assert edits == {"string": "str", "strr": "str", "Rwo": "Row", "None": "none"}


def test_a_leak_is_a_code_flow() -> None:
    (result,) = log_of(LEAK)["results"]
    assert (result["ruleId"], result["level"]) == ("SIG0401", "error")
    (flow,) = result["codeFlows"]
    steps = flow["threadFlows"][0]["locations"]
    assert [step["executionOrder"] for step in steps] == list(range(1, len(steps) + 1))
    told = [step["location"]["message"]["text"] for step in steps]
    assert told[0] == "the input `mail` is labelled `pii`"
    assert [t.split(".")[0] for t in told[1:-1]] == [str(n) for n in range(1, len(told) - 1)]
    assert told[-1] == "sent to the model `cloud` here"
    places = [in_region(LEAK, step["location"]["physicalLocation"]["region"]) for step in steps]
    assert places[0] == "mail"
    assert places[-1] == "Reply(sum)"
    assert "the policy" in {r["message"]["text"] for r in result["relatedLocations"]}
    assert "the policy" not in told


def test_what_has_no_place_and_what_is_no_source() -> None:
    found = [error("SIG0704", "broken"), warning("SIG0501", "row 3", Span("rows/a b#.jsonl", 4, 9))]
    log = json.loads(render_sarif(found, {}))
    jsonschema.validate(log, SCHEMA, format_checker=jsonschema.FormatChecker())
    first, second = log["runs"][0]["results"]
    assert "locations" not in first
    place = second["locations"][0]["physicalLocation"]
    assert unquote(place["artifactLocation"]["uri"]) == "rows/a b#.jsonl"
    assert "#" not in place["artifactLocation"]["uri"]
    assert "region" not in place


def test_a_fingerprint_stays_when_lines_move() -> None:
    text = "type Row { a: strr }\n"
    one, two = log_of(text)["results"], log_of("# moved\n\n" + text)["results"]
    assert one[0]["partialFingerprints"] == two[0]["partialFingerprints"]
    other = log_of("type Row { a: stri }\n")["results"]
    assert one[0]["partialFingerprints"] != other[0]["partialFingerprints"]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40), st.data())
def test_every_region_is_the_span(text: str, data: st.DataObject) -> None:
    """For any text and any span of it, also with surrogate pairs, combining marks and several kinds of line ends."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = [error("SIG0101", "here", Span("x.sig", start, end))]
    log = json.loads(render_sarif(found, {"x.sig": SourceFile("x.sig", text)}))
    region = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert in_region(text, region) == text[start:end]


def test_the_same_bytes_twice() -> None:
    found = [error("SIG0101", "here", Span("x.sig", 0, 1))]
    files = {"x.sig": SourceFile("x.sig", "ä")}
    assert render_sarif(found, files) == render_sarif(found, files)


@pytest.mark.parametrize("broken", [{"version": "2.0.0"}, {"runs": [{}]}])
def test_the_rules_can_refuse(broken: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"version": "2.1.0", "runs": [], **broken}, SCHEMA)
