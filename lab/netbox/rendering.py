"""Jinja as NetBox runs it: sandboxed, with the parameters that a template brings along."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import jinja2
from jinja2.sandbox import SandboxedEnvironment

from lab.netbox.errors import ApiError, conflict

_BY_PATH = ("undefined", "finalize")


def render(code: str, context: Mapping[str, Any], parameters: Mapping[str, Any] | None) -> str:
    """The text of a template. Raises the server error that NetBox answers for whatever goes wrong in one."""
    try:
        environment = SandboxedEnvironment(**_resolved(parameters or {}))
        return environment.from_string(code).render(**context).replace("\r\n", "\n")
    except ApiError:
        raise
    except (
        jinja2.TemplateError,
        ArithmeticError,
        AttributeError,
        ImportError,
        LookupError,
        TypeError,
        ValueError,
    ) as error:
        raise conflict(type(error).__name__, str(error)) from error


def _resolved(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters named by their path are imported, of Jinja's own names only."""
    resolved = dict(parameters)
    for name in _BY_PATH:
        if isinstance(path := resolved.get(name), str):
            module, _, attribute = path.rpartition(".")
            if module.split(".")[0] != "jinja2":
                raise ImportError(path)
            resolved[name] = getattr(importlib.import_module(module), attribute)
    return resolved
