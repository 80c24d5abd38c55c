"""A client that speaks the protocol to a real `sigc lsp` process, as an editor does. Not a test itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

CAPABILITIES: dict[str, Any] = {
    "general": {"positionEncodings": ["utf-16"]},
    "textDocument": {
        "completion": {"completionItem": {"snippetSupport": True}},
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
        "publishDiagnostics": {"relatedInformation": True, "versionSupport": True},
        "rename": {"prepareSupport": True},
    },
}


REFUSED = -32803
"""`RequestFailed`: what was asked for cannot be done, and the server says why."""


class Failed(Exception):
    """The server answered a request with an error."""

    def __init__(self, message: str, code: int = 0) -> None:
        super().__init__(message)
        self.code = code


class Client:
    """One session. `published`: the last diagnostics of each address; `said`: messages that the server showed."""

    def __init__(self, root: Path, capabilities: Mapping[str, Any] = CAPABILITIES) -> None:
        command = [sys.executable, "-m", "sigc", "lsp"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self._next = 0
        self.published: dict[str, dict[str, Any]] = {}
        self.said: list[str] = []
        self.server = self.request(
            "initialize", {"processId": None, "rootUri": uri(root), "capabilities": dict(capabilities)}
        )
        self.notify("initialized", {})

    def __enter__(self) -> Client:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        if kind is not None:
            self._process.kill()
            self._process.wait()
        self.close()

    def close(self) -> int:
        """Leave as an editor does; the exit code."""
        if self._process.poll() is None:
            self.request("shutdown", None)
            self.notify("exit", None)
        _, errors = self._process.communicate(timeout=30)
        self.errors = errors.decode(errors="replace")
        return self._process.returncode

    # --- messages ---

    def notify(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params} if params is not None else {"method": method})

    def request(self, method: str, params: Any) -> Any:
        """The result; Failed when it is an error."""
        self._next += 1
        number = self._next
        self._send({"id": number, "method": method, **({"params": params} if params is not None else {})})
        while True:
            message = self._receive()
            if message.get("id") == number and "method" not in message:
                if "error" in message:
                    raise Failed(message["error"]["message"], message["error"]["code"])
                return message.get("result")
            self._heard(message)

    def diagnostics(self, address: str, version: int) -> list[dict[str, Any]]:
        """Those of a version of a buffer, as soon as they come."""
        while self.published.get(address, {}).get("version") != version:
            self._heard(self._receive())
        found: list[dict[str, Any]] = self.published[address]["diagnostics"]
        return found

    def until(self, address: str, holds: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
        """The diagnostics of an address, once they are published and as they should be."""
        while address not in self.published or not holds(self.published[address]["diagnostics"]):
            self._heard(self._receive())
        found: list[dict[str, Any]] = self.published[address]["diagnostics"]
        return found

    def _heard(self, message: dict[str, Any]) -> None:
        if message.get("method") == "textDocument/publishDiagnostics":
            self.published[message["params"]["uri"]] = message["params"]
        elif message.get("method") == "window/showMessage":
            self.said.append(message["params"]["message"])
        elif "id" in message and "method" in message:
            self._send({"id": message["id"], "result": None})

    def _send(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        length = 0
        while line := self._process.stdout.readline().strip():
            name, _, value = line.decode().partition(":")
            length = int(value) if name.lower() == "content-length" else length
        if not length:
            raise Failed("the server has ended")
        message: dict[str, Any] = json.loads(self._process.stdout.read(length))
        return message

    def seconds_of_cpu(self) -> float:
        """What the server has used of the processor so far; 0 where the system does not say (Linux does)."""
        try:
            fields = Path(f"/proc/{self._process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    # --- buffers ---

    def open(self, path: Path, text: str | None = None) -> str:
        """Open a file, or a buffer with this text; its address."""
        address = uri(path)
        text = path.read_text(encoding="utf-8") if text is None else text
        document = {"uri": address, "languageId": "sig", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})
        return address

    def change(self, address: str, version: int, changes: list[dict[str, Any]]) -> None:
        document = {"uri": address, "version": version}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": changes})

    def at(self, method: str, address: str, line: int, character: int, **more: Any) -> Any:
        """A request about a place."""
        place = {"textDocument": {"uri": address}, "position": {"line": line, "character": character}}
        return self.request(f"textDocument/{method}", {**place, **more})

    def refusal(self, method: str, address: str, line: int, character: int, **more: Any) -> int | None:
        """The code of the error that answers a request about a place; None when it is granted."""
        try:
            self.at(method, address, line, character, **more)
        except Failed as refused:
            return refused.code
        return None


def uri(path: Path) -> str:
    return "file://" + quote(str(path))
