"""The engine's branch of the error tree. Each stage's errors are defined in its own package and derive from these."""

from __future__ import annotations

from netbox_sync.errors import Language, ToolkitError

__all__ = ["EngineError", "Language", "ToolkitError"]


class EngineError(ToolkitError):
    """Any expected fault of the engine."""

    code = "ENG-000"
