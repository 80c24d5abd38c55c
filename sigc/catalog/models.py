"""What a `model` block may set: the names and kinds that the model-calling room reads, for the checker.

Promise: one table for both, so that what checks also connects. May import: sigc.lm."""

from __future__ import annotations

from sigc.lm.capabilities import refusals
from sigc.lm.settings import NAMES as MODEL_SETTINGS
from sigc.lm.settings import POOLS, setting_problem

REFUSABLE = frozenset({"temperature", "seed", "effort", "thinking"})
"""The settings that a model may refuse."""

PROVIDERS = frozenset({
    "openai", "anthropic", "azure", "bedrock", "vertex_ai", "gemini", "google", "mistral", "groq", "ollama",
    "ollama_chat", "openrouter", "together_ai", "deepseek", "cohere", "fireworks_ai", "perplexity", "xai", "cerebras",
    "huggingface", "replicate", "sambanova", "databricks", "watsonx", "nvidia_nim", "deepinfra", "vllm", "hosted_vllm",
    "lm_studio", "llamafile", "sagemaker", "cloudflare", "moonshot", "github", "sigc",
})  # fmt: skip
"""Names with which a model's id may begin, for near misses; others may be known to litellm."""

__all__ = ["MODEL_SETTINGS", "POOLS", "PROVIDERS", "REFUSABLE", "refusals", "setting_problem"]
