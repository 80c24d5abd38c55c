"""A real MCP server for tests, on the official SDK: over standard streams, and over HTTP when a port is given."""

from __future__ import annotations

import os
import sys
from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

server = MCPServer("desk")


@server.tool()
def orders(customer: str, most: int = 2) -> dict[str, Any]:
    """The orders of a customer."""
    numbers = [f"{customer}-{n}" for n in range(1, most + 1)]
    return {"numbers": numbers, "open": len(numbers)}


@server.tool()
def greeting(name: str) -> str:
    """A bare text."""
    return f"Dear {name}"


@server.tool()
def broken(name: str) -> str:
    """Fails."""
    raise ToolError(f"no {name} today")


@server.tool()
def variables() -> dict[str, Any]:
    """What the process sees of the environment."""
    return {"names": sorted(os.environ)}


@server.tool()
def dies() -> str:
    """Ends the process."""
    os._exit(3)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        server.run("streamable-http", port=int(sys.argv[1]))
    else:
        server.run("stdio")
