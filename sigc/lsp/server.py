"""The server: the protocol's requests and notifications, each given to the file of its feature.

After a keystroke the edited file is checked and its diagnostics are sent at once, before anything else is read; the
other files of the project that asked for it follow one at a time, whenever no message waits.
Promise: no text makes a request fail. May import: sigc.base; lsp/. pygls is imported here, lsprotocol all over lsp/."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from collections.abc import Callable
from typing import Any

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from sigc import __version__
from sigc.base.source import join
from sigc.build.root import MANIFEST
from sigc.lsp import actions, completion, formatting, hints, hover, navigation, rename, semantic, symbols
from sigc.lsp.convert import diagnostic, uri_for
from sigc.lsp.files import path_of
from sigc.lsp.lines import UTF16, apply
from sigc.lsp.workspace import Workspace

LATER = 0.02
"""Seconds without a keystroke before the other files of a project are looked at."""
IDLE = 3.0
"""Seconds without one before memory is tidied."""


class Server(LanguageServer):
    """One editor's session. `sent`: what was last published and for which version, by path. `waiting`: files of which
    something that they asked for may have changed."""

    def __init__(self) -> None:
        super().__init__("sigc", __version__, text_document_sync_kind=lsp.TextDocumentSyncKind.Incremental)
        self.work = Workspace()
        self.sent: dict[str, tuple[list[lsp.Diagnostic], int | None]] = {}
        self.waiting: dict[str, None] = {}
        self.timer: asyncio.TimerHandle | None = None

    # --- diagnostics ---

    def edited(self, path: str) -> None:
        """A buffer has a new text: its own file now, the others of its project soon."""
        if not path.endswith(".sig"):
            self.around()
            return
        stale = [p for p in self.work.askers(path) if p != path]
        self.work.unit(path)
        self.publish(path, stale)
        self.publish_project(path)
        self.waiting |= dict.fromkeys((*stale, path))
        self.soon()

    def around(self) -> None:
        """Something beside the buffers changed: a file that is not open, a sig.toml, rows of data, a tool's Python."""
        self.work.forget_places()
        for path in [p for p in self.work.files.texts if p.endswith(".sig")]:
            self.edited(path)
            self.waiting |= dict.fromkeys(self.work.sources(path))
        self.waiting |= dict.fromkeys(p for p in self.sent if p.endswith(".sig"))
        self.soon()

    def soon(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
        self.timer = asyncio.get_running_loop().call_later(LATER, self.next_file) if self.waiting else None

    def next_file(self) -> None:
        """Check one of the files that wait, and send what is new."""
        path = next(iter(self.waiting))
        del self.waiting[path]
        touched = {path}
        if self.work.text(path) is not None:
            unit = self.work.unit(path)
            touched |= {d.at.span.path for d in unit.found if d.at is not None}
            touched |= {p for p in unit.reached if p.endswith(".sig")}
        for each in sorted(touched):
            self.publish(each, self.waiting)
        loop = asyncio.get_running_loop()
        self.timer = loop.call_later(0, self.next_file) if self.waiting else loop.call_later(IDLE, self.rest)

    def rest(self) -> None:
        """Nobody types: what is left of old trees goes; what lives now is not looked at again."""
        self.timer = None
        gc.collect()
        gc.freeze()

    def publish(self, path: str, stale: Any = ()) -> None:
        """Send what is known of a file."""
        if path.startswith("std/"):
            return
        self.send(path, [diagnostic(self.work, d) for d in self.work.found(path, stale)])

    def send(self, path: str, found: list[lsp.Diagnostic]) -> None:
        """Publish the diagnostics of a file, unless they are what was published last."""
        version = self.work.versions.get(path)
        if self.sent.get(path, ([], None)) != (found, version):
            self.sent[path] = (found, version)
            uri = uri_for(self.work, path)
            self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, found, version))

    def publish_project(self, path: str) -> None:
        """What is wrong with the project itself, at its sig.toml."""
        home = self.work.home(path)
        if home.root is not None:
            self.send(join(home.root, MANIFEST), [diagnostic(self.work, d) for d in home.found])


def make() -> Server:
    """A server with all its features."""
    server = Server()
    for add in (_buffers, _names, _texts):
        add(server)
    return server


def _is_news(record: logging.LogRecord) -> bool:
    """A refusal is an answer, not a failure of the server: editors show what stands on stderr."""
    return record.exc_info is None or not isinstance(record.exc_info[1], RequestRefused)


def serve() -> None:
    """Serve one editor over stdin and stdout until it says `exit`."""
    server = make()
    logging.getLogger("pygls.protocol.json_rpc").addFilter(_is_news)
    # Trees live long and hold few circles: looking for them would cost a keystroke, so it waits until nobody types.
    gc.disable()
    # An expression may nest as deep here as for `sigc check`, though more stands below it on the stack.
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 2000))
    server.start_io()


# --- buffers ---------------------------------------------------------------------------------------------------------


def _buffers(server: Server) -> None:
    work = server.work

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        path = path_of(document.uri)
        work.uris[path], work.versions[path] = document.uri, document.version
        work.put(path, document.text)
        server.edited(path)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        path = path_of(params.text_document.uri)
        work.versions[path] = params.text_document.version
        work.put(path, apply(work.buffers.get(path, ""), params.content_changes, work.encoding))
        server.edited(path)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        path = path_of(params.text_document.uri)
        work.close(path)
        work.versions.pop(path, None)
        if work.text(path) is None:
            server.sent.pop(path, None)
            server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(params.text_document.uri, []))
        else:
            server.edited(path)
        work.uris.pop(path, None)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: lsp.DidSaveTextDocumentParams) -> None:
        server.edited(path_of(params.text_document.uri))

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(params: lsp.DidChangeWatchedFilesParams) -> None:
        server.around()

    @server.feature(lsp.INITIALIZED)
    def initialized(params: lsp.InitializedParams) -> None:
        work.encoding = server.server_capabilities.position_encoding or UTF16
        files = getattr(server.client_capabilities.workspace, "did_change_watched_files", None)
        if files is not None and files.dynamic_registration:
            watchers = [lsp.FileSystemWatcher("**/*.{sig,py,jsonl,csv}"), lsp.FileSystemWatcher("**/sig.{toml,lock}")]
            options = lsp.DidChangeWatchedFilesRegistrationOptions(watchers)
            what = lsp.Registration("sigc-files", lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            server.client_register_capability(lsp.RegistrationParams([what]))


# --- what stands at a place -----------------------------------------------------------------------------------------


def _at(server: Server, params: Any) -> tuple[Workspace, str, int]:
    path = path_of(params.text_document.uri)
    return server.work, path, server.work.lines(path).offset(params.position)


def _names(server: Server) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hovered(params: lsp.HoverParams) -> lsp.Hover | None:
        return hover.hover(*_at(server, params))

    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def defined(params: lsp.DefinitionParams) -> lsp.Location | None:
        return navigation.definition(*_at(server, params))

    @server.feature(lsp.TEXT_DOCUMENT_REFERENCES)
    def referred(params: lsp.ReferenceParams) -> list[lsp.Location]:
        return navigation.references(*_at(server, params), declaration=params.context.include_declaration)

    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    def highlighted(params: lsp.DocumentHighlightParams) -> list[lsp.DocumentHighlight]:
        return navigation.highlights(*_at(server, params))

    @server.feature(lsp.TEXT_DOCUMENT_PREPARE_RENAME)
    def prepared(params: lsp.PrepareRenameParams) -> lsp.Range | None:
        return rename.renameable(*_at(server, params))

    @server.feature(lsp.TEXT_DOCUMENT_RENAME, lsp.RenameOptions(prepare_provider=True))
    def renamed(params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
        try:
            return rename.rename(*_at(server, params), params.new_name)
        except rename.Refused as reason:
            raise RequestRefused(str(reason)) from None

    @server.feature(lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=list(completion.TRIGGERS)))
    def completed(params: lsp.CompletionParams) -> lsp.CompletionList:
        typed = params.context.trigger_character if params.context is not None else None
        found = completion.completion(*_at(server, params), snippets=_snippets(server), typed=typed or "")
        return lsp.CompletionList(False, found)


class RequestRefused(JsonRpcException):
    """A request that is answered by a reason (`RequestFailed`, LSP 3.17)."""

    CODE = lsp.LSPErrorCodes.RequestFailed
    MESSAGE = "refused"


def _snippets(server: Server) -> bool:
    document = server.client_capabilities.text_document
    item = document.completion.completion_item if document is not None and document.completion is not None else None
    return bool(item is not None and item.snippet_support)


# --- whole texts -----------------------------------------------------------------------------------------------------


def _texts(server: Server) -> None:
    work = server.work

    def whole(work_on: Callable[[Workspace, str], Any]) -> Callable[[Any], Any]:
        return lambda params: work_on(work, path_of(params.text_document.uri))

    server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL)(whole(symbols.document_symbols))
    server.feature(lsp.TEXT_DOCUMENT_FORMATTING)(whole(formatting.formatting))
    server.feature(lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, semantic.legend())(whole(semantic.semantic_tokens))

    @server.feature(lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE, semantic.legend())
    def tokens(params: lsp.SemanticTokensRangeParams) -> lsp.SemanticTokens:
        return semantic.semantic_tokens(work, path_of(params.text_document.uri), params.range)

    @server.feature(lsp.WORKSPACE_SYMBOL)
    def found(params: lsp.WorkspaceSymbolParams) -> list[lsp.WorkspaceSymbol]:
        return symbols.workspace_symbols(work, params.query)

    @server.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION,
        lsp.CodeActionOptions([lsp.CodeActionKind.QuickFix, lsp.CodeActionKind.SourceFixAll]),
    )
    def mended(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        return actions.code_actions(work, path_of(params.text_document.uri), params.range)

    @server.feature(lsp.TEXT_DOCUMENT_INLAY_HINT)
    def hinted(params: lsp.InlayHintParams) -> list[lsp.InlayHint]:
        return hints.inlay_hints(work, path_of(params.text_document.uri), params.range)
