"""A loopback server with OpenAI's batch endpoints, for tests of runs that hand their calls in together."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from loopback import Answer, Loopback, Seen, completion


class BatchServer(Loopback):
    """`reply`: what a request is answered with. A job is in progress for `looks` looks, then `ends` as told."""

    def __init__(self, reply: Callable[[Any], Answer], looks: int = 1, ends: str = "completed") -> None:
        super().__init__(self.serve_batches)
        self.reply, self.looks, self.ends = reply, looks, ends
        self.files: dict[str, list[Any]] = {}
        self.jobs: dict[str, dict[str, Any]] = {}
        self.cut_next_job = False

    @property
    def sizes(self) -> list[int]:
        """Requests in each job, in the order in which they were made."""
        return [len(self.files[job["input_file_id"]]) for job in self.jobs.values()]

    def serve_batches(self, seen: Seen) -> Answer:
        path = seen.path.partition("?")[0].removeprefix("/v1/")
        match path.split("/"):
            case ["files"]:
                return self._file(seen.raw)
            case ["batches"] if seen.raw:
                return self._made(seen.json)
            case ["batches"]:
                return told({"data": list(self.jobs.values()), "has_more": False})
            case ["batches", job]:
                return told(self._looked_at(job))
            case ["files", file, "content"]:
                return Answer(body=self._results(file))
        raise AssertionError(seen.path)

    def _file(self, raw: bytes) -> Answer:
        lines = [line for line in raw.split(b"\r\n") if line.startswith(b'{"custom_id"')]
        name = f"file-{len(self.files) + 1}"
        self.files[name] = [json.loads(line) for line in b"".join(lines).splitlines()]
        return told({"id": name})

    def _made(self, asked: Any) -> Answer:
        name = f"batch_{len(self.jobs) + 1}"
        self.jobs[name] = {"id": name, "status": "in_progress", "left": self.looks, **asked}
        if self.cut_next_job:
            self.cut_next_job = False
            return Answer(cut=0)
        return told(self.jobs[name])

    def _looked_at(self, name: str) -> dict[str, Any]:
        job = self.jobs[name]
        job["left"] -= 1
        if job["left"] < 0:
            job |= {"status": self.ends, "output_file_id": f"out-{name}" if self.ends == "completed" else None}
        return job

    def _results(self, file: str) -> bytes:
        requests = self.files[self.jobs[file.removeprefix("out-")]["input_file_id"]]
        lines = []
        for request in reversed(requests):
            answer = self.reply(request["body"])
            body = json.loads(answer.body or completion(answer))
            lines.append({"custom_id": request["custom_id"], "response": {"status_code": answer.status, "body": body}})
        return "\n".join(json.dumps(line) for line in lines).encode()


def told(data: Any) -> Answer:
    return Answer(body=json.dumps(data).encode())
