"""What the server answers, case by case: a folder of `.sig` files with marks, and what is said at each mark beside it.

A case is `cases/NAME/` with `.sig` files, and what they need. `⟦verb⟧` or `⟦verb words⟧` in one of them is a cursor and
a request there: hover, complete MOST, define, refer, mark, rename NEW, fix; and of the whole: found, outline, symbols
WORDS, format, hints, colours. The answers, in the order of the marks, stand in `cases/NAME/answers.txt`."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support import needs, same_text

CASES = Path(__file__).parent / "cases"
MARK = re.compile(r"⟦(\w+)((?: [^⟧]*)?)⟧")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    needs("pygls")
    from editor import Client

    with Client(tmp_path_factory.mktemp("root")) as session:
        yield session
    assert session.errors == ""
    assert session.said == []


@pytest.mark.parametrize("case", sorted(p for p in CASES.iterdir() if p.is_dir()), ids=lambda p: p.name)
def test_case(case: Path, client: Any, tmp_path: Path) -> None:
    session = Session(client, case, tmp_path / case.name)
    same_text(case / "answers.txt", session.answers())


class Session:
    """One case, copied to a folder of its own, without its marks."""

    def __init__(self, client: Any, case: Path, home: Path) -> None:
        from editor import uri

        shutil.copytree(case, home)
        (home / "answers.txt").unlink(missing_ok=True)
        self.client, self.home, self.marks = client, home, list[tuple[Path, int, str, str]]()
        self.texts: dict[str, str] = {}
        for path in sorted(home.rglob("*.sig")):
            text = path.read_text(encoding="utf-8")
            self.marks += [(path, self._start(text, m), m[1], m[2].strip()) for m in MARK.finditer(text)]
            path.write_text(MARK.sub("", text), encoding="utf-8")
        for path in sorted(home.rglob("*")):
            if path.is_file():
                self.texts[uri(path)] = path.read_text(encoding="utf-8")
        for path in sorted(home.rglob("*.sig")):
            client.open(path)
        for path in sorted(home.rglob("*.sig")):
            client.request("textDocument/documentSymbol", {"textDocument": {"uri": uri(path)}})

    @staticmethod
    def _start(text: str, mark: re.Match[str]) -> int:
        return len(MARK.sub("", text[: mark.start()]))

    def answers(self) -> str:
        return "\n".join(self._answer(*mark) for mark in self.marks)

    def _answer(self, path: Path, at: int, verb: str, words: str) -> str:
        from editor import Failed, uri

        address = uri(path)
        text = self.texts[address]
        line, start = text.count("\n", 0, at), text.rfind("\n", 0, at) + 1
        column = len(text[start:at].encode("utf-16-le")) // 2
        end = text.find("\n", start)
        shown = f"{text[start:at]}|{text[at : end if end >= 0 else len(text)]}".strip()
        rule: Callable[..., str] = getattr(self, f"_{verb}")
        try:
            said = rule(address, line, column, words)
        except Failed as refused:
            said = f"refused: {refused}\n"
        return f"== {path.relative_to(self.home)}:{line + 1}: {verb} {words}".rstrip() + f"\n   {shown}\n{said}"

    # --- what stands at a place ---

    def _hover(self, address: str, line: int, column: int, _: str) -> str:
        found = self.client.at("hover", address, line, column)
        return f"{found['contents']['value']}\n" if found else "nothing\n"

    def _complete(self, address: str, line: int, column: int, words: str) -> str:
        found = self.client.at("completion", address, line, column)["items"]
        most = int(words) if words else 12
        told = [f"{i['label']}: {i.get('detail', '')}".rstrip(": ") + "\n" for i in found[:most]]
        return "".join(told) + (f"and {len(found) - most} more\n" if len(found) > most else "") or "nothing\n"

    def _define(self, address: str, line: int, column: int, _: str) -> str:
        found = self.client.at("definition", address, line, column)
        return self._places([found]) if found else "nothing\n"

    def _refer(self, address: str, line: int, column: int, _: str) -> str:
        return self._places(self.client.at("references", address, line, column, context={"includeDeclaration": True}))

    def _mark(self, address: str, line: int, column: int, _: str) -> str:
        found = self.client.at("documentHighlight", address, line, column)
        kinds = {2: "read", 3: "write"}
        lines = [f"{self._line(address, h['range'])}  {kinds[h['kind']]}\n" for h in found]
        return "".join(lines) or "nothing\n"

    def _rename(self, address: str, line: int, column: int, new: str) -> str:
        edit = self.client.at("rename", address, line, column, newName=new)
        return self._edited(edit["changes"]) if edit else "nothing\n"

    def _fix(self, address: str, line: int, column: int, _: str) -> str:
        place = {"line": line, "character": column}
        params = {"range": {"start": place, "end": place}, "context": {"diagnostics": []}}
        found = self.client.request("textDocument/codeAction", {"textDocument": {"uri": address}, **params})
        return "".join(f"{a['title']}\n{self._edited(a['edit']['changes'])}" for a in found) or "nothing\n"

    # --- whole files ---

    def _found(self, address: str, *_: Any) -> str:
        out = []
        for d in self.client.diagnostics(address, 1):
            out.append(f"{self._line(address, d['range'])}  {d['code']} {d['message']}\n")
            for more in d.get("relatedInformation") or ():
                out.append(f"    {self._place(more['location'])}  {more['message']}\n")
        return "".join(out) or "nothing\n"

    def _outline(self, address: str, *_: Any) -> str:
        found = self.client.request("textDocument/documentSymbol", {"textDocument": {"uri": address}})
        return "".join(_tree(each, "") for each in found) or "nothing\n"

    def _symbols(self, address: str, line: int, column: int, words: str) -> str:
        here = str(self.home)
        found = [s for s in self.client.request("workspace/symbol", {"query": words}) if here in s["location"]["uri"]]
        return "".join(f"{s['name']}  {self._place(s['location'])}\n" for s in found) or "nothing\n"

    def _format(self, address: str, *_: Any) -> str:
        options = {"tabSize": 2, "insertSpaces": True}
        edits = self.client.request("textDocument/formatting", {"textDocument": {"uri": address}, "options": options})
        return self._edited({address: edits}) if edits else "nothing\n"

    def _hints(self, address: str, *_: Any) -> str:
        whole = {"start": {"line": 0, "character": 0}, "end": {"line": 999, "character": 0}}
        found = self.client.request("textDocument/inlayHint", {"textDocument": {"uri": address}, "range": whole})
        edits = [
            {"range": {"start": h["position"], "end": h["position"]}, "newText": f" ‹{h['label']}›"} for h in found
        ]
        return self._edited({address: edits}) if edits else "nothing\n"

    def _colours(self, address: str, *_: Any) -> str:
        legend = self.client.server["capabilities"]["semanticTokensProvider"]["legend"]
        data = self.client.request("textDocument/semanticTokens/full", {"textDocument": {"uri": address}})["data"]
        out, line, column = [], 0, 0
        for step, shift, length, kind, modifiers in zip(*[iter(data)] * 5, strict=True):
            line, column = line + step, shift if step else column + shift
            units = self.texts[address].split("\n")[line].encode("utf-16-le")
            word = units[2 * column : 2 * (column + length)].decode("utf-16-le")
            bits = [m for i, m in enumerate(legend["tokenModifiers"]) if modifiers >> i & 1]
            out.append(f"{line + 1}:{column + 1} {word}  {' '.join([legend['tokenTypes'][kind], *bits])}\n")
        return "".join(out) or "nothing\n"

    # --- places ---

    def _places(self, found: list[dict[str, Any]]) -> str:
        return "".join(f"{self._place(each)}\n" for each in found) or "nothing\n"

    def _place(self, location: dict[str, Any]) -> str:
        from editor import uri

        address = location["uri"]
        name = address.removeprefix(uri(self.home) + "/") if address in self.texts else address.rsplit("/", 2)[-1]
        return f"{name}:{self._line(address, location['range'])}"

    def _line(self, address: str, range_: dict[str, Any]) -> str:
        start, end = range_["start"], range_["end"]
        text = self.texts.get(address, "").split("\n")
        if start["line"] >= len(text) or start["line"] != end["line"]:
            return f"{start['line'] + 1}:{start['character'] + 1}"
        units = text[start["line"]].encode("utf-16-le")
        word = units[2 * start["character"] : 2 * end["character"]].decode("utf-16-le")
        return f"{start['line'] + 1}:{start['character'] + 1} `{word}`"

    def _edited(self, changes: dict[str, list[dict[str, Any]]]) -> str:
        """The lines that edits change, as they are then."""
        out = []
        for address, edits in changes.items():
            old = self.texts[address]
            new = old
            for edit in sorted(edits, key=lambda e: _key(e["range"]["start"]), reverse=True):
                a, b = (_offset(old, edit["range"][end]) for end in ("start", "end"))
                new = new[:a] + edit["newText"] + new[b:]
            before = old.split("\n")
            changed = [line for line in new.split("\n") if line not in before]
            out.append("".join(f"  {address.rsplit('/', 1)[-1]}: {line.strip()}\n" for line in changed))
        return "".join(out)


def _key(place: dict[str, int]) -> tuple[int, int]:
    return place["line"], place["character"]


def _offset(text: str, place: dict[str, int]) -> int:
    lines = text.split("\n")
    units = lines[place["line"]].encode("utf-16-le") if place["line"] < len(lines) else b""
    before = sum(len(line) + 1 for line in lines[: place["line"]])
    return min(len(text), before + len(units[: 2 * place["character"]].decode("utf-16-le")))


def _tree(symbol: dict[str, Any], indent: str) -> str:
    line = symbol["selectionRange"]["start"]["line"] + 1
    return f"{indent}{symbol['name']} ({symbol['kind']}) {line}\n" + "".join(
        _tree(child, indent + "  ") for child in symbol.get("children") or ()
    )
