"""What is recognised in a device's terminal output: prompts, echoes, pagers, lines that it prints by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from altyapi.platforms.platform import Dialogue, load

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][0-9A-B]|[=>78DEHMNOZ])")
_NEW_LINE = re.compile(r"\x1bE|\x1b\[1M\x1b\[\d+(?:;\d+)*H\x1b\[1L")
"""How HPE's switches end a line on a VT100: next line; or a line deleted at the top and one inserted at the bottom."""

_OPENING = re.compile(r"(?:[A-Z]{3}_[A-Z](?=[<\[]))?[<\[~*]*")
"""What may stand before the name in a prompt: `<name>`, `[~name]`, and `HRP_M<name>` where a pair of firewalls says who leads."""

_ERASED = re.compile(r"\r +\r|\x08+ +\x08+")
_OVERWRITTEN = re.compile(r"\x1b\[\d*D +\x1b\[\d*D| \x1b\[1?D")
"""A pager's words, wiped out by moving the cursor back over them; a blank that the cursor goes back over."""


def clean(raw: str) -> str:
    """Terminal output as text: no escapes, no erased words, no carriage returns."""
    if "\x1b" in raw:
        raw = _OVERWRITTEN.sub("", raw)
        raw = _ESCAPES.sub("", _NEW_LINE.sub("\n", raw))
    if "\x08" in raw or "\r " in raw:
        raw = _ERASED.sub("", raw)
    return raw.replace("\r", "").replace("\x00", "").replace("\x07", "")


class Matcher:
    """The regexes of one platform's dialogue, compiled once."""

    def __init__(self, dialogue: Dialogue) -> None:
        self.dialogue = dialogue
        self._unsolicited = re.compile(rf"(?m)^(?:{_either(dialogue.unsolicited)})$\n?")
        lines = _either((*dialogue.unsolicited, *dialogue.notices))
        self._by_itself = re.compile(rf"[ \t]*(?:{lines})[ \t]*\Z")
        # a prompt stays a prompt when the device prints lines by itself after it
        self._after = rf"[ \t]*(?:{lines})?(?:\n(?:{lines})?[ \t]*)*\Z"
        self.any = self.prompt(dialogue.prompt)
        self.config = self.prompt(dialogue.config_prompt)
        self.pager = re.compile(rf"(?<![^\n])[ \t]*{dialogue.pager}\Z")

    def prompt(self, pattern: str) -> re.Pattern[str]:
        return re.compile(rf"(?:\A|\n)[ \t]*(?P<prompt>{pattern}){self._after}")

    def name_in(self, prompt: str) -> str:
        """The part of a prompt by which a device's other prompts are known: names are cut short in some modes, and stand in
        brackets with some vendors."""
        return re.split(r"[(>#\]]", _bare(prompt))[0][: self.dialogue.prompt_kept]

    def find(self, tail: str, name: str) -> re.Match[str] | None:
        """A prompt at the end of the output, of the device whose prompts begin with `name`: configs hold lines that look
        like the prompt of another."""
        # compared here: a regex with the name in it would have to be compiled for every device
        for pattern in (self.any, self.config):
            found = pattern.search(tail)
            if found is not None and _bare(found["prompt"]).startswith(name):
                return found
        return None

    def may_end(self, tail: str) -> bool:
        """A cheap test before the prompt's regex: whether output that ends so can end with a prompt."""
        last = tail.rstrip()
        if not last:
            return False
        return last[-1] in "#>]$" or self._by_itself.match(last, last.rfind("\n") + 1) is not None

    def without_unsolicited(self, text: str) -> str:
        return self._unsolicited.sub("", text)


def _bare(prompt: str) -> str:
    return prompt[_OPENING.match(prompt).end() :]  # type: ignore[union-attr]  # it matches the empty text, too


def _either(patterns: Sequence[str]) -> str:
    return "|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)"


@cache
def matcher(platform: str) -> Matcher:
    return Matcher(load(platform).dialogue)


class Echo:
    """Finds where the echo of sent lines ends in what came back, wrapped, scrolled or edited as it may be."""

    def __init__(self, sent: str) -> None:
        self._lines = [line.rstrip() for line in sent.split("\n")]

    def end(self, text: str) -> int | None:
        """The offset behind the last line's echo, None while that has not come."""
        at = 0
        for line in self._lines:
            found = text.find(line + "\n", at)
            if found >= 0:
                at = found + len(line) + 1
            elif "\n" in text[at:] and (match := _loose(line).search(text, at)):
                at = match.end()
            else:
                return None
        return at


def _loose(line: str) -> re.Pattern[str]:
    """The line with anything that editing puts between its letters; letters outside ASCII may be shown in any way."""
    letters = (r"[^\n]?" if ord(letter) > 126 else re.escape(letter) for letter in line if not letter.isspace())
    whole = r"[\s\x08]*".join(letters)
    # a line longer than the terminal scrolls: `$` and its last part are what remains
    scrolled = rf"|\$[^\n]*{re.escape(line[-12:])}" if len(line) > 40 else ""
    return re.compile(rf"(?:{whole}{scrolled})[ \x08]*\n")
