"""The engine's branch of the error tree. Each stage's errors are defined in its own package and derive from these."""

from __future__ import annotations

import locale
import os

from altyapi.detail_words import ENGINE
from netbox_sync.errors import Language, ToolkitError

__all__ = ["EngineError", "Language", "ToolkitError", "language_of"]


def language_of(wanted: str | None) -> Language:
    """Turkish or English: as wanted, else as the environment's locale says, else English."""
    words = wanted or os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return "tr" if words.startswith("tr") else "en"


class EngineError(ToolkitError):
    """Any expected fault of the engine.

    A message whose last sentence names what is near (`… Near: {near}`) leaves it out where nothing is: `near` empty, or "-".
    """

    code = "ENG-000"
    details = ENGINE

    def message(self, language: Language) -> str:
        """What happened, in the given language."""
        told = super().message(language)
        template = self.en if language == "en" else self.tr
        if template.endswith("{near}") and self.fields.get("near") in ("", "-"):
            return f"{told.rpartition('. ')[0]}."
        return told
