"""Calls handed in together: OpenAI's batch endpoints (`/files` and `/batches`), at half the price and within a day.

Requests are gathered until no more come, handed in as one job, and answered when it is done; what depends on those
answers makes the next job. So any program runs this way, a job for each level of dependent calls.

Promise: a job is in the journal before it is handed in; a run that goes on waits for the jobs that are already there,
matched by the provider's id, or by our own in the job's metadata, and hands nothing in twice. May import: sigc.lm."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sigc.lm.base import LM, LMError, Reply, Request, shown_to
from sigc.lm.cache import request_key
from sigc.lm.clock import Clock, SystemClock
from sigc.lm.direct import Direct
from sigc.lm.journal import Journal
from sigc.lm.wire.chat import WIRE

MOST = 50_000
"""Requests in a job, at most: OpenAI's limit."""
OURS = "sigc_job"
"""The metadata key that holds our id of a job."""
OVER = ("completed", "failed", "expired", "cancelled")
LOST = "SIG0857"


def batched(client: LM, journal: Journal, name: str, **options: Any) -> BatchLM:
    """The client with its calls handed in together. Raises LMError SIG0856 where its server has no such endpoint."""
    if not isinstance(client, Direct) or client.wire is not WIRE:
        raise LMError("SIG0856", f"{name} has no batch endpoint that sigc knows; leave `--batch` out")
    return BatchLM(client, journal, **options)


class BatchLM:
    """A client that hands its calls in together. `settle`: seconds without a new request after which a job is made;
    `poll`: seconds between two looks at a job."""

    def __init__(
        self, client: Direct, journal: Journal, *, clock: Clock | None = None, settle: float = 2.0, poll: float = 30.0
    ) -> None:
        self._client, self._journal = client, journal
        self._clock, self._settle, self._poll = clock or SystemClock(), settle, poll
        self._waiting: dict[str, tuple[Request, asyncio.Future[Reply]]] = {}
        self._new: list[str] = []
        self._job_of: dict[str, str] = {}
        self._remotes: dict[str, str] = {}
        self._found = False
        self._watched: dict[str, asyncio.Task[None]] = {}
        self._driver: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        """The server's, by which the journal knows its jobs."""
        return self._client.address

    async def ask(self, request: Request) -> Reply:
        key = request_key("batch", request)
        if key not in self._waiting:
            self._waiting[key] = (request, asyncio.get_running_loop().create_future())
            self._new.append(key)
        answer = self._waiting[key][1]
        if self._driver is None or self._driver.done():
            self._driver = asyncio.create_task(self._drive())
        return shown_to(request.watch, await asyncio.shield(answer))

    async def close(self) -> None:
        """Jobs that are not done stay with the provider, and are found again by the journal."""
        tasks = [task for task in (self._driver, *self._watched.values()) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._client.close()

    async def _drive(self) -> None:
        """Hand in what was gathered, until nothing new is there."""
        try:
            if not self._found:
                await self._find_jobs()
                self._found = True
            while self._new:
                await self._settled()
                keys, self._new = self._new[:MOST], self._new[MOST:]
                for job in {self._job_of[key] for key in keys if key in self._job_of}:
                    self._watch(job, self._remotes[job])
                fresh = [key for key in keys if key not in self._job_of]
                if fresh:
                    await self._hand_in(fresh)
        except LMError as failure:
            self._new.clear()
            self._fail([key for key in self._waiting if key not in self._job_of], failure)

    async def _settled(self) -> None:
        seen = -1
        while seen != len(self._new) < MOST:
            seen = len(self._new)
            await self._clock.sleep(self._settle)

    async def _find_jobs(self) -> None:
        """Jobs of the journal. Where a run ended between handing in and writing down, the provider is asked."""
        known = self._journal.batches(self.address)
        listed = await self._listed() if any(remote is None for remote, _ in known.values()) else {}
        for job, (remote, keys) in known.items():
            found = remote or listed.get(job)
            if found is None:
                self._journal.drop_batch(job)
                continue
            self._journal.made_batch(job, found)
            self._take(job, found, keys)

    def _take(self, job: str, remote: str, keys: Iterable[str]) -> None:
        self._remotes[job] = remote
        self._job_of.update(dict.fromkeys(keys, job))

    async def _listed(self) -> dict[str, str]:
        """Our id -> the provider's id of every job that it has of ours."""
        found: dict[str, str] = {}
        query = {"limit": "100"}
        while True:
            page = _object(await self._client.send("GET", "batches", query=query))
            jobs = [job for job in page.get("data", ()) if isinstance(job, dict)]
            for job in jobs:
                ours = (job.get("metadata") or {}).get(OURS)
                if isinstance(ours, str):
                    found.setdefault(ours, str(job["id"]))
            if not page.get("has_more") or not jobs:
                return found
            query["after"] = str(jobs[-1]["id"])

    async def _hand_in(self, keys: list[str]) -> None:
        """One job: written down, uploaded, made, watched."""
        job = hashlib.sha256("".join(sorted(keys)).encode("ascii")).hexdigest()[:32]
        lines = [self._line(key, self._waiting[key][0]) for key in keys]
        self._journal.begin_batch(job, self.address, keys)
        try:
            file = await self._upload("\n".join(lines).encode() + b"\n", job)
            told = {"input_file_id": file, "endpoint": "/v1/chat/completions", "completion_window": "24h"}
            asked = json.dumps({**told, "metadata": {OURS: job}}).encode()
            remote = str(_object(await self._client.send("POST", "batches", asked))["id"])
        except LMError as failure:
            found = (await self._listed()).get(job) if failure.maybe_paid else None
            if found is None:
                self._journal.drop_batch(job)
                raise
            remote = found
        self._journal.made_batch(job, remote)
        self._take(job, remote, keys)
        self._watch(job, remote)

    def _line(self, key: str, request: Request) -> str:
        body = self._client.encoded(request)
        return json.dumps({"custom_id": key, "method": "POST", "url": "/v1/chat/completions", "body": body})

    async def _upload(self, lines: bytes, job: str) -> str:
        """A file of requests, as a form with two fields; the boundary cannot occur in JSON of ASCII letters."""
        mark = f"sigc-{job}"
        head = f'--{mark}\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n--{mark}\r\n'
        head += f'Content-Disposition: form-data; name="file"; filename="{job}.jsonl"\r\n'
        head += "Content-Type: application/jsonl\r\n\r\n"
        data = head.encode() + lines + f"\r\n--{mark}--\r\n".encode()
        content = f"multipart/form-data; boundary={mark}"
        return str(_object(await self._client.send("POST", "files", data, content=content))["id"])

    def _watch(self, job: str, remote: str) -> None:
        if job not in self._watched or self._watched[job].done():
            self._watched[job] = asyncio.create_task(self._await_job(job, remote))

    async def _await_job(self, job: str, remote: str) -> None:
        """Look at a job until it is over, then answer the calls in it."""
        keys = [key for key, of in self._job_of.items() if of == job]
        try:
            while (state := _object(await self._client.send("GET", f"batches/{remote}"))).get("status") not in OVER:
                await self._clock.sleep(self._poll)
            for name in ("output_file_id", "error_file_id"):
                if state.get(name):
                    text = await self._client.send("GET", f"files/{state[name]}/content")
                    for line in _results(text):
                        self._answer(line)
        except LMError as failure:
            if not failure.retryable:
                self._fail(keys, failure)
                return
            await self._clock.sleep(self._poll)
            self._watched[job] = asyncio.create_task(self._await_job(job, remote))
            return
        said = f"the batch {remote} ended ({state.get('status')}) without an answer to this request"
        self._fail(keys, LMError(LOST, said, retryable=state.get("status") in ("completed", "expired")))

    def _answer(self, line: Mapping[str, Any]) -> None:
        key = str(line.get("custom_id"))
        self._job_of.pop(key, None)
        waiting = self._waiting.pop(key, None)
        if waiting is None or waiting[1].done():
            return
        request, answer = waiting
        response = line.get("response") or {}
        status, body = response.get("status_code", 500), response.get("body") or line.get("error") or {}
        try:
            if status != 200:
                raise self._client.refused(status, json.dumps({"error": _inner(body)}).encode(), {})
            answer.set_result(self._client.decoded(json.dumps(body).encode(), request))
        except LMError as failure:
            answer.set_exception(failure)

    def _fail(self, keys: Iterable[str], failure: LMError) -> None:
        for key in keys:
            self._job_of.pop(key, None)
            waiting = self._waiting.pop(key, None)
            if waiting is not None and not waiting[1].done():
                again = LMError(failure.code, failure.message, retryable=failure.retryable, raw=failure.raw)
                waiting[1].set_exception(again)


def _inner(body: Any) -> Any:
    return body.get("error", body) if isinstance(body, dict) else body


def _results(text: bytes) -> Iterator[dict[str, Any]]:
    for line in text.splitlines():
        if line.strip():
            yield _object(line)


def _object(text: bytes) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except ValueError as failure:
        raise LMError("SIG0812", f"a batch endpoint answered nonsense: {failure}", retryable=True) from failure
    if not isinstance(data, dict):
        raise LMError("SIG0812", "a batch endpoint answered nonsense: no object", retryable=True)
    return data
