"""The root of every error that a user can see: a stable code, a message and a remedy, each in English and Turkish."""

from __future__ import annotations

from typing import ClassVar, Literal

from netbox_sync import plural
from netbox_sync.detail_words import NETBOX, Details

Language = Literal["en", "tr"]


class ToolkitError(Exception):
    """An expected fault, told to the user in one message that names the thing, the place and the next step.

    Subclasses set `code` (stable, never reused) and four templates with named fields; the fields are the constructor's
    keyword arguments. `str(error)` is the English text, as logs are English.
    """

    code: ClassVar[str] = "ALT-000"
    en: ClassVar[str] = "{detail}"
    tr: ClassVar[str] = "{detail}"
    en_remedy: ClassVar[str] = ""
    tr_remedy: ClassVar[str] = ""
    details: ClassVar[Details] = Details(NETBOX)
    """What fields may say, in Turkish."""

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        super().__init__(self.message("en"))

    def message(self, language: Language) -> str:
        """What happened, in the given language."""
        if language == "en":
            return self.en.format(**plural.told(self.fields))
        return self.tr.format(**self._in_turkish())

    def remedy(self, language: Language) -> str:
        """What to do next, in the given language; empty where nothing can be advised."""
        if language == "en":
            return self.en_remedy.format(**plural.told(self.fields))
        return self.tr_remedy.format(**self._in_turkish())

    def _in_turkish(self) -> dict[str, object]:
        return {
            name: self.details.in_turkish(value) if isinstance(value, str) else value
            for name, value in self.fields.items()
        }

    def __reduce__(self) -> tuple[object, ...]:
        # keyword-only construction: errors cross process borders (Ansible's workers) whole
        return (_rebuild, (type(self), self.fields))


def _rebuild(kind: type[ToolkitError], fields: dict[str, object]) -> ToolkitError:
    return kind(**fields)
