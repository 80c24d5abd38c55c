"""Names of the language as names of Python: what an emitted package calls its fields, arguments and members.

Promise: a name that Python, pydantic or an emitted module needs for itself gets `_` behind it, any other stays; the
result is the same in the emitted text and in the runtime that calls it. May import: nothing of ours."""

from __future__ import annotations

import keyword
import re

_PYDANTIC = frozenset(
    [
        "construct",
        "copy",
        "dict",
        "fields",
        "from_orm",
        "json",
        "parse_file",
        "parse_obj",
        "parse_raw",
        "schema",
        "schema_json",
        "update_forward_refs",
        "validate",
    ]
)
_TYPING = frozenset(["Any", "bool", "dict", "dt", "float", "int", "ir", "list", "str"])
_CALLING = frozenset(["CallFailed", "PACKAGE", "Run", "Values", "asyncio", "run", "self", "together", "wait_for"])
_MODULE = _TYPING | _CALLING | {"any", "is_variant", "len", "lib", "ops"}
_ENUM = frozenset(dir(str)) | {"mro", "name", "names", "value", "values"}


def python_name(name: str) -> str:
    """A field as an attribute of a model, and an input as an argument.

    >>> [python_name(n) for n in ("mail", "class", "json", "model_config")]
    ['mail', 'class_', 'json_', 'model_config_']"""
    base = name.rstrip("_")  # so that `class_` beside `class` becomes `class__`
    taken = keyword.iskeyword(base) or base in _PYDANTIC or base in _MODULE or base.startswith("model_")
    return f"{name}_" if taken else f"field{name}" if name.startswith("_") else name


def member_name(name: str) -> str:
    """An enum member as an attribute of its class.

    >>> [member_name(n) for n in ("billing", "title", "None")]
    ['billing', 'title_', 'None_']"""
    base = name.rstrip("_")
    return f"{name}_" if keyword.iskeyword(base) or base in _ENUM else f"member{name}" if name[0] == "_" else name


def function_name(name: str) -> str:
    """A signature or module as a function. `types` is the module of the classes.

    >>> [function_name(n) for n in ("Triage", "QAFlow", "Support.hop", "Import", "Types")]
    ['triage', 'qa_flow', 'support_hop', 'import_', 'types_']"""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", re.sub(r"\W+", "_", name)).lower()
    return f"{words}_" if words.rstrip("_") == "types" else python_name(words)


def class_name(name: str) -> str:
    """A type as a class.

    >>> [class_name(n) for n in ("Doc", "None", "triage.result")]
    ['Doc', 'None_', 'triage_result']"""
    plain = re.sub(r"\W+", "_", name)
    return f"{plain}_" if keyword.iskeyword(plain) or plain in _CLASSES else plain


_CLASSES = frozenset(
    [
        "Annotated",
        "Any",
        "BaseModel",
        "CallFailed",
        "ConfigDict",
        "Enum",
        "Field",
        "Literal",
        "Media",
        "Run",
        "Turn",
        "Values",
    ]
)
