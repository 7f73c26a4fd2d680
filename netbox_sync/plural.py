"""Numbers in English sentences: a template says `{count} {count:device|devices}`, and the word that fits the number is taken.

Turkish has no plural after a number.
"""

from __future__ import annotations

from collections.abc import Mapping


class Number(int):
    """A whole number that, where a template gives it two words, is told as the one that fits: `line|lines`."""

    def __format__(self, spec: str) -> str:
        one, bar, many = spec.partition("|")
        if bar:
            return one if self == 1 else many
        return super().__format__(spec)


def told(fields: Mapping[str, object]) -> dict[str, object]:
    """The fields of a template, its numbers so."""
    return {
        name: Number(value) if isinstance(value, int) and not isinstance(value, bool) else value
        for name, value in fields.items()
    }
