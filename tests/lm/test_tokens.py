"""Counting tokens: the bound really bounds, the estimate is near."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from asking import request
from hypothesis import given, settings
from hypothesis import strategies as st
from support import ROOT, needs

from sigc.lm.base import Media, Message, Request, ToolCall, ToolSpec
from sigc.lm.tokens import count_request, count_tokens, most_tokens


@pytest.fixture(scope="module")
def encoding() -> Any:
    """cl100k_base, whose ranks litellm ships, so nothing is fetched."""
    needs("litellm")
    needs("tiktoken")
    import importlib.util

    spec = importlib.util.find_spec("litellm")
    assert spec is not None
    assert spec.origin is not None
    before = os.environ.get("TIKTOKEN_CACHE_DIR")
    os.environ["TIKTOKEN_CACHE_DIR"] = str(Path(spec.origin).parent / "litellm_core_utils" / "tokenizers")
    try:
        import tiktoken

        yield tiktoken.get_encoding("cl100k_base")
    finally:
        if before is None:
            del os.environ["TIKTOKEN_CACHE_DIR"]
        else:
            os.environ["TIKTOKEN_CACHE_DIR"] = before


@settings(deadline=None)
@given(text=st.text(max_size=60))
def test_no_text_has_more_tokens_than_the_bound(encoding: Any, text: str) -> None:
    assert len(encoding.encode(text, disallowed_special=())) <= most_tokens(request(text))


@pytest.mark.parametrize("page", ["docs/models.md", "docs/errors/SIG0815.md", "sigc/lm/base.py"])
def test_the_estimate_is_near_on_english_and_code(encoding: Any, page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    true = len(encoding.encode(text, disallowed_special=()))
    assert 0.9 * true <= count_tokens(text) <= 1.6 * true


@given(st.text(max_size=80), st.text(max_size=80))
def test_more_text_never_counts_less_by_more_than_a_join(one: str, other: str) -> None:
    assert count_tokens(one + other) >= max(count_tokens(one), count_tokens(other)) - 1
    assert count_tokens(one + " " + other) >= max(count_tokens(one), count_tokens(other))


def test_the_parts_of_a_request_all_count() -> None:
    plain = request("hello")
    longer = request(messages=(Message("system", "hello"), Message("user", "hello")))
    shaped = request("hello", response_format={"type": "object"})
    for count in (count_request, most_tokens):
        assert count(plain) < count(longer)
        assert count(plain) < count(shaped)
    assert most_tokens(request("é")) == most_tokens(request("ee"))
    assert most_tokens(request("\ud800")) > most_tokens(request(""))


def test_the_bound_counts_media_tools_and_calls() -> None:
    plain = most_tokens(Request("m", (Message("user", "x"),)))
    image = Media("image", "image/png", 0, data="a" * 10**6)
    sound = Media("audio", "audio/mp3", 0, data="a" * 10**6)
    call = ToolCall("call_1", "find", '{"a": "é"}')
    assert most_tokens(Request("m", (Message("user", "x", (image,)),))) == plain + 32_768
    assert most_tokens(Request("m", (Message("user", "x", (sound,)),))) == plain + 10**6
    assert most_tokens(Request("m", (Message("assistant", "x", calls=(call,)),))) > plain + 15
    assert most_tokens(Request("m", (Message("user", "x"),), tools=(ToolSpec("t", "d", {}),))) > plain + 10
