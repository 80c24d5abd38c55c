"""Where a node or tool may send: asked of what is really used, right before anything is sent.

Promise: a refusal is no `CallFailed`, so no `otherwise` hides it. May import: sigc.ir, sigc.lm.base."""

from __future__ import annotations

from sigc.ir.program import PROCESS, STORES, Node, Program, Tool
from sigc.lm.base import LM, LMError


def zone_of(lm: LM) -> str | None:
    """The zone of a model behind all of its wrappers; None, outside every zone, for one that does not say."""
    inner: object | None = lm
    while inner is not None:
        if hasattr(inner, "zone"):
            zone: str | None = inner.zone
            return zone
        inner = getattr(inner, "inner", None)
    return None


def allow_model(node: str, reach: tuple[str, ...] | None, lm: LM) -> None:
    """Raise when a node may not send to the zone of this model."""
    if reach is not None and (zone := zone_of(lm)) != PROCESS and zone not in reach:
        raise _refusal(f"the model for `{node}`", zone, reach)


def allow_tool(tool: Tool) -> None:
    """Raise when what a tool is given may not go to its zone."""
    if tool.reach is not None and tool.place not in (PROCESS, *tool.reach):
        raise _refusal(f"the tool `{tool.name}`", tool.place, tool.reach)


def withheld(reach: tuple[str, ...] | None) -> frozenset[str]:
    """The stores that may not hold what a node sends and gets."""
    return frozenset() if reach is None else frozenset(STORES) - set(reach)


def keeps_out(program: Program, store: str) -> bool:
    """Whether the policies keep anything that the program sends or gets out of a store."""
    places: tuple[Node | Tool, ...] = (*program.nodes.values(), *program.tools.values())
    return any(store in withheld(place.reach) for place in places)


def _refusal(what: str, zone: str | None, reach: tuple[str, ...]) -> LMError:
    where = f"in the zone `{zone}`" if zone is not None else "outside every zone"
    allowed = ", ".join(f"`{place}`" for place in reach if place not in STORES)
    return LMError("SIG0406", f"{what} is {where}; by the policies it may be in {allowed}. Nothing was sent.")
