"""How a driver words commands and answers: without secrets, on one line; and what it never sends."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from altyapi.device.contract import RevertMethod, Target
from altyapi.device.errors import LineRejected, RevertRefused
from altyapi.platforms.masking import MASK, mask_typed

if TYPE_CHECKING:
    from altyapi.platforms.platform import Platform


def without_hidden(text: str, line: str, shown: str) -> str:
    """The text without the words of a line that are not in what may be shown of it."""
    hidden = set(line.split()) - set(shown.split())
    for word in sorted(hidden | {word.strip("\"'") for word in hidden} - {""}, key=len, reverse=True):
        text = text.replace(word, MASK)
    return text


class Wording(ABC):
    """For drivers; they say what the device is."""

    name: str

    @property
    @abstractmethod
    def target(self) -> Target: ...

    @property
    @abstractmethod
    def platform(self) -> Platform: ...

    def _refuse_control_characters(self, index: int, line: str) -> None:
        found = re.search(r"[\x00-\x08\x0b-\x1f\x7f]", line if "\n" not in line else line.replace("\x03", ""))
        if found or ("\n" not in line and "\t" in line):
            answer = f"not sent: control character {found[0] if found else chr(9)!r}"
            raise LineRejected(device=self.name, index=index, line=self._masked(line), answer=answer)

    def _refused(self, method: RevertMethod, command: str, answer: str) -> RevertRefused:
        return RevertRefused(device=self.name, method=method, command=command, answer=self._brief(answer))

    def _masked(self, text: str) -> str:
        return mask_typed(text, self.platform, self.target.password, self.target.enable_secret)

    def _brief(self, answer: str, line: str = "") -> str:
        """An answer's words on one line, without the secrets of the line that caused it."""
        answer = without_hidden(answer, line, self._masked(line))
        return " ".join(word for word in self._masked(answer).split() if word != "^")[:300]
