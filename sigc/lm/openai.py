"""The direct client for OpenAI-compatible chat completions: api.openai.com, Ollama, vLLM, SGLang, any `base_url`.

Promise: as `direct.Direct`. May import: sigc.lm. Loads aiohttp."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sigc.lm.capabilities import Can
from sigc.lm.direct import Direct
from sigc.lm.wire.base import How
from sigc.lm.wire.chat import WIRE


class OpenAICompatible(Direct):
    """A model behind `{base_url}/chat/completions`. `model`: its name as the server knows it; `can`: what it takes;
    the other options are Direct's."""

    def __init__(
        self,
        model: str,
        *,
        base_url: str,
        can: Can = Can(),
        extra: Mapping[str, Any] | None = None,
        omit: frozenset[str] = frozenset(),
        **options: Any,
    ) -> None:
        super().__init__(WIRE, How(model, can, extra=extra or {}, omit=omit), base_url=base_url, **options)
