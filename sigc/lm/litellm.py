"""Models of all other providers, through litellm, an optional extra.

Promise: the only file that imports litellm, and only when a model is asked: loading it takes seconds. Its price map is
the one it ships with, it never retries by itself, and its exceptions become the same LMErrors that the direct client
raises. May import: sigc.lm. Loads litellm, openai and httpx on use."""

from __future__ import annotations

import asyncio
import importlib.util
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast

from sigc.lm.base import LMError, Reply, Request
from sigc.lm.completion import fields_of, read_reply
from sigc.lm.failures import Place, cut, from_status, nonsense, not_reached, timed_out


class LiteLLM:
    """A model by litellm's own name for it ("anthropic/claude-sonnet-4-5"). Arguments as in OpenAICompatible;
    `base_url` None: the provider's own address. Without `key` litellm looks for the provider's credentials itself."""

    def __init__(
        self,
        model: str,
        *,
        base_url: str | None = None,
        key: str | None = None,
        key_variable: str | None = None,
        timeout: float = 120.0,
        extra: Mapping[str, Any] | None = None,
        omit: frozenset[str] = frozenset(),
    ) -> None:
        if importlib.util.find_spec("litellm") is None:
            raise LMError("SIG0813", f'{model} is reached through litellm: pip install "sigc[litellm]"')
        self.model = model
        self._base_url = base_url
        self._place = Place(model, base_url or model.partition("/")[0], key_variable, key)
        self._timeout = timeout
        self._extra = dict(extra or {})
        self._omit = omit

    def __repr__(self) -> str:
        return f"LiteLLM({self.model!r})"

    async def ask(self, request: Request) -> Reply:
        litellm = _load()
        from openai import OpenAIError

        try:
            async with asyncio.timeout(self._timeout):
                answer = await litellm.acompletion(**self._arguments(litellm, request))
        except TimeoutError as error:
            raise timed_out(self._place, self._timeout) from error
        except (OpenAIError, litellm.exceptions.BudgetExceededError) as error:
            raise self._failure(litellm, error) from error
        return read_reply(answer.model_dump(), request, lambda why: nonsense(self._place, why, str(answer)))

    async def close(self) -> None:
        """litellm keeps its connections to itself."""

    def _arguments(self, litellm: Any, request: Request) -> dict[str, Any]:
        """All that litellm is told. A seed goes only to providers that take one, everything else they must take."""
        fields = fields_of(request, "max_tokens", self._extra, self._omit)
        if "seed" in fields and "seed" not in (litellm.get_supported_openai_params(model=self.model) or ()):
            del fields["seed"]
        own: dict[str, Any] = {"timeout": self._timeout, "max_retries": 0, "num_retries": 0, "drop_params": False}
        if self._place.key:
            own["api_key"] = self._place.key
        if self._base_url:
            own["api_base"] = self._base_url
        return {"model": self.model, **fields, **own}

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
