"""HTTP through a proxy, by aiohttp: the same surface as `sigc.lm.http`.

Promise: as there. May import: sigc.lm.http; aiohttp."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp
from yarl import URL

from sigc.lm.http import IDLE_SECONDS, Unreached
from sigc.lm.http_body import Cut


class Proxied:
    """A session of aiohttp. `proxy`: its URL."""

    def __init__(self, proxy: str, headers: Mapping[str, str], timeout: float, connecting: float) -> None:
        self._proxy, self._connecting = proxy, min(connecting, timeout)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=IDLE_SECONDS),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers=headers,
            timeout=aiohttp.ClientTimeout(total=timeout, sock_connect=self._connecting),
        )

    @property
    def closed(self) -> bool:
        return self._session.closed

    async def close(self) -> None:
        await self._session.close()

    def request(self, method: str, url: URL, data: bytes | None, content: str = "application/json") -> _Exchange:
        headers = {"Content-Type": content}
        made = self._session.request(method, url, data=data, headers=headers, allow_redirects=False, proxy=self._proxy)
        return _Exchange(made, self._connecting)


class _Exchange:
    def __init__(self, made: Any, connecting: float) -> None:
        self._made, self._connecting = made, connecting

    async def __aenter__(self) -> ProxiedAnswer:
        try:
            return ProxiedAnswer(await self._made.__aenter__())
        except aiohttp.ConnectionTimeoutError as error:
            raise Unreached(f"no connection within {self._connecting:g} s") from error
        except (aiohttp.ClientConnectorError, aiohttp.ClientProxyConnectionError) as error:
            raise Unreached(str(error)) from error
        except aiohttp.ClientError as error:
            raise _cut(error) from error

    async def __aexit__(self, *failure: Any) -> None:
        await self._made.__aexit__(*failure)


class ProxiedAnswer:
    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.headers.items()}

    async def read(self) -> bytes:
        return b"".join([chunk async for chunk in self.chunks()])

    def chunks(self) -> _Chunks:
        return _Chunks(self._response.content.iter_any())

    def close(self) -> None:
        self._response.close()


class _Chunks:
    def __init__(self, pieces: AsyncIterator[bytes]) -> None:
        self._pieces = pieces

    def __aiter__(self) -> _Chunks:
        return self

    async def __anext__(self) -> bytes:
        try:
            return await anext(self._pieces)
        except aiohttp.ClientError as error:
            raise _cut(error) from error


def _cut(error: aiohttp.ClientError) -> Exception:
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return Cut("it was closed before the reply had come")
    return error if isinstance(error, TimeoutError) else Cut(str(error) or type(error).__name__)
