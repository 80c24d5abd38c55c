"""Models through litellm, against the same real server: one request a call, failures named as by the direct client."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from asking import ask, failure_of, request
from loopback import Answer, Loopback, failure
from support import needs

from sigc.lm.base import Usage
from sigc.lm.litellm import LiteLLM
from sigc.lm.wire.base import How

KEY = "sk-verysecret1234567890"


@pytest.fixture(autouse=True)
def litellm() -> None:
    needs("litellm")


def through(server: Loopback, **options: Any) -> LiteLLM:
    return LiteLLM("openai/m", **{"base_url": server.url, "key": KEY, "timeout": 60.0, **options})


def test_what_is_sent_and_read() -> None:
    with Loopback(Answer(text="hi", finish="length")) as server:
        lm = through(server, how=How("openai/m", extra={"top_p": 0.9}))
        (reply,) = ask(lm, request(temperature=0.5, seed=3, stop=("END",)))
    seen = server.seen[0]
    assert seen.headers["authorization"] == f"Bearer {KEY}"
    assert {"temperature": 0.5, "max_tokens": 100, "seed": 3, "top_p": 0.9}.items() <= seen.json.items()
    assert (reply.text, reply.finish, reply.usage, reply.cost) == ("hi", "length", Usage(10, 2), None)


@pytest.mark.parametrize(
    ("answer", "code", "retryable", "maybe_paid"),
    [
        (failure(401, "Incorrect API key provided"), "SIG0802", False, False),
        (failure(403, "not for you"), "SIG0802", False, False),
        (failure(404, "The model `m` does not exist"), "SIG0803", False, False),
        (failure(400, "Unsupported value"), "SIG0804", False, False),
        (failure(400, "This model's maximum context length is 10 tokens"), "SIG0805", False, False),
        (failure(429, "Rate limit reached", retry_after="3"), "SIG0806", True, False),
        (failure(429, "You exceeded your current quota", code="insufficient_quota"), "SIG0807", False, False),
        (failure(500, "boom"), "SIG0808", True, False),
        (failure(503, "overloaded"), "SIG0808", True, False),
        (Answer(cut=0), "SIG0810", True, True),
        (Answer(delay=3), "SIG0811", True, True),
    ],
)
def test_failures_are_named_and_nothing_is_retried(
    answer: Answer, code: str, retryable: bool, maybe_paid: bool
) -> None:
    with Loopback(answer) as server:
        error = failure_of(through(server, timeout=1.0 if answer.delay else 60.0))
    assert (error.code, error.retryable, error.maybe_paid) == (code, retryable, maybe_paid)
    assert server.calls == 1
    assert "secret" not in error.message + error.raw
    if code == "SIG0806":
        assert error.retry_after == 3


@pytest.mark.parametrize("body", [b"<html>", b"{}", b'{"choices": []}', b"\xff"])
def test_nonsense(body: bytes) -> None:
    with Loopback(Answer(body=body)) as server:
        error = failure_of(through(server))
    assert (error.code, error.maybe_paid) == ("SIG0812", True)


def test_a_server_that_is_not_there() -> None:
    with Loopback() as server:
        pass
    error = failure_of(through(server))
    assert (error.code, error.maybe_paid) == ("SIG0809", False)


def test_several_loops() -> None:
    with Loopback() as server:
        lm = through(server)
        for _ in range(2):
            ask(lm, request())
    assert server.calls == 2


def test_the_price_map_is_local_whatever_the_environment_says() -> None:
    """Before the first import, which is not made before a model is asked; it is stopped here, for it takes seconds."""
    code = (
        "import os, sys, sigc.lm.litellm as ours\n"
        "class Watch:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'litellm': sys.exit('local: ' + os.environ['LITELLM_LOCAL_MODEL_COST_MAP'])\n"
        "ours.LiteLLM('anthropic/x')\n"
        "sys.meta_path.insert(0, Watch())\n"
        "ours._load()"
    )
    environment = {**os.environ, "LITELLM_LOCAL_MODEL_COST_MAP": "no"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    assert done.stderr == "local: True\n"


def test_without_the_extra_the_error_says_how_to_get_it(tmp_path: Path) -> None:
    """In a Python that sees sigc and nothing installed beside it."""
    root = Path(__file__).resolve().parents[2]
    code = (
        f"import sys; sys.path.insert(0, {str(root)!r})\n"
        "from sigc.lm.connect import connect\n"
        "try: connect('cohere/command-r', {}, {'COHERE_API_KEY': 'k'})\n"
        "except Exception as error: print(error.code, error)"
    )
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, cwd=tmp_path)
    assert done.stdout == ('SIG0813 cohere/command-r is reached through litellm: pip install "sigc[litellm]"\n'), (
        done.stderr
    )


def test_an_unknown_provider() -> None:
    assert failure_of(LiteLLM("nobody/knows")).code == "SIG0803"


def test_another_providers_own_wire() -> None:
    """Anthropic's messages, not chat completions; a seed, which it does not take, is left out."""
    said = {
        "id": "x",
        "type": "message",
        "role": "assistant",
        "model": "claude-x",
        "content": [{"type": "text", "text": "hi"}],
        "stop_reason": "max_tokens",
        "usage": {
            "input_tokens": 7,
            "output_tokens": 3,
            "cache_read_input_tokens": 2,
            "cache_creation_input_tokens": 0,
        },
    }
    with Loopback(Answer(body=json.dumps(said).encode())) as server:
        lm = LiteLLM("anthropic/claude-x", base_url=server.url, key=KEY)
        (reply,) = ask(lm, request(seed=3))
    assert "seed" not in server.seen[0].json
    assert server.seen[0].headers["x-api-key"] == KEY
    assert (reply.text, reply.finish) == ("hi", "length")
    assert (reply.usage.input, reply.usage.output, reply.usage.cached) == (9, 3, 2)
