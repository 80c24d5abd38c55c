"""Models of all other providers, through litellm, an optional extra.

Promise: the only file that imports litellm, and only when a model is asked: loading it takes seconds. Its price map is
the one it ships with, it never retries by itself, and its exceptions become the same LMErrors that the direct client
raises. May import: sigc.lm. Loads litellm, openai and httpx on use."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

from sigc.lm.base import LMError, Reply, Request, StopReply, Watch, shown_to
from sigc.lm.capabilities import Can
from sigc.lm.failures import Place, cut, from_status, nonsense, not_reached, timed_out
from sigc.lm.wire.base import How, Nonsense, Told
from sigc.lm.wire.chat import WIRE
from sigc.lm.wire.parts import cut_short


class LiteLLM:
    """A model by litellm's own name for it ("bedrock/anthropic.claude-sonnet-4-5"). Arguments as in Direct;
    `base_url` None: the provider's own address. Without `key` litellm looks for the provider's credentials itself."""

    def __init__(
        self,
        model: str,
        *,
        base_url: str | None = None,
        key: str | None = None,
        key_variable: str | None = None,
        timeout: float = 120.0,
        how: How | None = None,
        heard: Callable[[Mapping[str, str]], None] | None = None,
    ) -> None:
        if importlib.util.find_spec("litellm") is None:
            raise LMError("SIG0813", f'{model} is reached through litellm: pip install "sigc[litellm]"')
        self.model = model
        self._base_url = base_url
        self._place = Place(model, base_url or model.partition("/")[0], key_variable, key)
        self._timeout = timeout
        how = how or How(model)
        limit = Can().limit  # litellm's own name for it, whatever the provider's is
        self._how = replace(how, model=model, can=replace(how.can, limit=limit, stream_usage=True))
        self._heard = heard

    def __repr__(self) -> str:
        return f"LiteLLM({self.model!r})"

    async def ask(self, request: Request) -> Reply:
        litellm, watch = _load(), request.watch
        from openai import OpenAIError

        try:
            async with asyncio.timeout(self._timeout):
                answer = await litellm.acompletion(**self._arguments(litellm, request))
                self._listen(answer)
                if watch is not None and hasattr(answer, "__aiter__"):
                    return await self._streamed(answer, request, watch)
        except TimeoutError as error:
            raise timed_out(self._place, self._timeout) from error
        except (OpenAIError, litellm.exceptions.BudgetExceededError) as error:
            raise self._failure(litellm, error) from error
        return shown_to(watch, self._read(answer.model_dump(), request))

    async def close(self) -> None:
        """litellm keeps its connections to itself."""

    def _arguments(self, litellm: Any, request: Request) -> dict[str, Any]:
        """All that litellm is told. A seed goes only to providers that take one, everything else they must take."""
        fields = WIRE.body(request, self._how, request.watch is not None)
        if "seed" in fields and "seed" not in (litellm.get_supported_openai_params(model=self.model) or ()):
            del fields["seed"]
        if self._how.thinking is not None:
            fields["thinking"] = {"type": "enabled", "budget_tokens": self._how.thinking}
        own: dict[str, Any] = {"timeout": self._timeout, "max_retries": 0, "num_retries": 0, "drop_params": False}
        if self._place.key:
            own["api_key"] = self._place.key
        if self._base_url:
            own["api_base"] = self._base_url
        return {**fields, **own}

    def _listen(self, answer: Any) -> None:
        """Hand on the provider's headers, which litellm keeps under names of its own."""
        if self._heard is not None:
            kept = (getattr(answer, "_hidden_params", None) or {}).get("additional_headers") or {}
            self._heard({str(name).removeprefix("llm_provider-"): str(value) for name, value in kept.items()})

    async def _streamed(self, chunks: Any, request: Request, watch: Watch) -> Reply:
        stream, shown = WIRE.stream(), ""
        try:
            async for chunk in chunks:
                piece = stream.feed("", json.dumps(chunk.model_dump(), default=str))
                if piece:
                    shown += piece
                    watch.text(piece)
        except StopReply:
            await chunks.aclose()
            return cut_short(shown, request, request.model)
        if not stream.done:
            raise cut(self._place, "the stream ended before the reply did")
        return self._read(stream.answer(), request)

    def _read(self, data: Any, request: Request) -> Reply:
        try:
            return WIRE.read(data, request)
        except (Nonsense, Told) as failure:
            raise nonsense(self._place, str(failure), str(data)) from failure

    def _failure(self, litellm: Any, error: Exception) -> LMError:
        """litellm's exception as ours.

        The order counts: a timeout is also a connection error there, a context overflow also a bad request; and cut
        connections and unreadable answers come as InternalServerError with a status of litellm's own invention, so
        what really happened is looked up in the chain of causes."""
        import httpx

        kinds, said, chain = litellm.exceptions, str(error), _causes(error)
        if isinstance(error, kinds.Timeout):
            return timed_out(self._place, self._timeout)
        if isinstance(error, kinds.ContextWindowExceededError):
            return self._status(413, said, {})
        if isinstance(error, kinds.BudgetExceededError):
            return self._status(402, said, {})
        if isinstance(error, kinds.AuthenticationError) and not self._place.key:
            return LMError("SIG0801", f"no key for {self.model} in the environment: {said.splitlines()[0]}", status=401)
        if isinstance(error, kinds.BadRequestError) and "LLM Provider NOT provided" in said:
            return LMError("SIG0803", f"no model {self.model}: litellm knows no provider of that name")
        if any(isinstance(cause, httpx.ConnectError | httpx.ConnectTimeout) for cause in chain):
            return not_reached(self._place, said)
        if any(isinstance(cause, httpx.TransportError) for cause in chain):
            return cut(self._place, said)
        if isinstance(error, kinds.InternalServerError) and not any(
            isinstance(c, httpx.HTTPStatusError) for c in chain
        ):
            return nonsense(self._place, "litellm could not read it", said)
        status = getattr(error, "status_code", None)
        return self._status(status if isinstance(status, int) else 500, said, _headers(chain))

    def _status(self, status: int, said: str, headers: Mapping[str, str]) -> LMError:
        return from_status(status, said, headers, self._place, datetime.now(UTC))


def _load() -> Any:
    """litellm, told beforehand to fetch no price map and afterwards to print no advice."""
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    import litellm

    litellm.suppress_debug_info = True
    return litellm


def _causes(error: BaseException | None) -> list[BaseException]:
    """The chain of causes, nearest first."""
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    return chain


def _headers(chain: list[BaseException]) -> Mapping[str, str]:
    """The headers of the server's own answer, which litellm's exceptions carry in several places or not at all."""
    for error in chain:
        for holder, name in ((error, "litellm_response_headers"), (getattr(error, "response", None), "headers")):
            headers = getattr(holder, name, None)
            if headers:
                return cast("Mapping[str, str]", headers)
    return {}
