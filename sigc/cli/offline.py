"""`sigc offline`: the embedded model as an OpenAI-compatible server.

May import: all rooms."""

from __future__ import annotations

from typing import Annotated

import typer

from sigc.cli.common import guarded


def offline(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one")] = 8765,
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
) -> None:
    """Serve the deterministic offline reader at /v1/chat/completions. It is no language model.

    Example: `sigc offline --port 8765`, then base_url = "http://127.0.0.1:8765/v1"
    """
    from sigc.base.diagnostic import UserError, error
    from sigc.offline.server import listening, serve

    with guarded():
        try:
            socket = listening(port, host)
        except OSError as failure:
            title = f"cannot listen on {host}:{port}: {failure.strerror or failure}"
            raise UserError(error("SIG0828", title, help="give another with `--port`; 0 takes a free one")) from None
        print(f"http://{host}:{socket.getsockname()[1]}/v1", flush=True)
        serve(socket)
