"""Finds the secrets that a vendor's command line shows, by the platform's own patterns; knows no values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from altyapi.platforms.platform import Platform

MASK = "<masked>"
SHORTEST = 4  # shorter values occur in any text by chance; patterns mask them all the same
TOKEN = re.compile(r"<<(?:secret|shown):[^<>\s]+>>")
"""What stands for a secret and is none."""

# For lines that no pattern of the platform knows: the words after which a vendor's command line shows a secret.
_GENERIC = re.compile(
    r"(?i)\b(?P<word>password|secret|key-string|key|community|pre-shared-key|md5|auth (?:md5|sha\S*)"
    r"|priv (?:des|3des|aes(?: \d+)?\S*))(?P<type> +\d)? +(?P<secret>\S.*)"
)
_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----(?!.*-----END )")


def mask_shown(text: str, platform: Platform) -> str:
    """The text without what the platform's patterns find. Tokens stay."""
    if not platform.language.blocks and "PRIVATE KEY" not in text:
        return _line_by_line(text, platform)
    lines = text.split("\n")
    return "\n".join(_masked(line, spans) for line, spans in zip(lines, spans_of(lines, platform), strict=True))


def mask_typed(text: str, platform: Platform, *known: str | None) -> str:
    """For commands and their answers, which may be any text: also without the `known` values, and without all that follows
    a word that announces a secret."""
    for value in known:
        if value and len(value) >= SHORTEST:
            text = text.replace(value, MASK)
    shown = mask_shown(text, platform)
    return _GENERIC.sub(lambda found: f"{found['word']}{found['type'] or ''} {MASK}", shown)


def spans_of(lines: Iterable[str], platform: Platform) -> Iterator[list[tuple[int, int]]]:
    """Where each of these lines shows secrets. They follow one another, in a config, in commands or in a diff: what a line
    shows may be told by the block that it stands in, and a private key takes several lines."""
    stack: list[tuple[int, str]] = []
    key = False
    for line in lines:
        mark = 1 if line[:1] in ("+", "-", " ") else 0  # of a diff, or a blank
        if key and "-----" not in line:
            yield [(mark, len(line))] if len(line) > mark else []
            continue
        key = _PRIVATE_KEY.search(line) is not None
        if not platform.language.blocks:
            yield secret_spans(line, platform)
            continue
        text = line[mark:].lstrip()
        indent = len(line) - len(text)
        while stack and stack[-1][0] >= indent:
            stack.pop()
        before = "".join(f"{one} / " for _, one in stack)
        yield [
            (max(start - len(before), 0) + indent, end - len(before) + indent)
            for start, end in secret_spans(before + text, platform)
            if end > len(before)
        ]
        if text.split(" ", 1)[0] in platform.language.blocks:
            stack.append((indent, text))


def secret_spans(line: str, platform: Platform) -> list[tuple[int, int]]:
    """Where the line shows secrets, in order and without overlaps; references and tokens are none."""
    if not platform.secret_hint.search(line):
        return []
    spans: list[tuple[int, int]] = []
    for pattern in platform.secret_patterns:
        for match in pattern.regex.finditer(line):
            for group in match.groupdict():
                start, end = match.span(group)
                free = all(end <= other or start >= other_end for other, other_end in spans)
                if (
                    group.startswith("secret")
                    and start < end
                    and free
                    and not TOKEN.fullmatch(line[start:end].strip('"'))
                ):
                    spans.append((start, end))
    return sorted(spans)


def _line_by_line(text: str, platform: Platform) -> str:
    """Where no line's secrets depend on another line, those alone are looked at that hold one of the platform's words."""
    out: list[str] = []
    done = at = 0
    while at <= len(text) and (found := platform.secret_hint.search(text, at)):
        start = text.rfind("\n", 0, found.start()) + 1
        end = text.find("\n", found.start())
        end = len(text) if end < 0 else end
        line = text[start:end]
        out += text[done:start], _masked(line, secret_spans(line, platform))
        done, at = end, end + 1
    return "".join([*out, text[done:]])


def visible(text: str, platform: Platform) -> str:
    """The text without the lines that the platform never shows in its running config."""
    return "\n".join(line for line in text.split("\n") if not hidden(line, platform))


def hidden(line: str, platform: Platform) -> bool:
    """Whether a device that holds the line never shows it in its running config."""
    patterns = (pattern.regex for pattern in platform.secret_patterns if pattern.encoding == "hidden")
    return bool(platform.secret_hint.search(line)) and any(regex.search(line) for regex in patterns)


def _masked(line: str, spans: list[tuple[int, int]]) -> str:
    for start, end in reversed(spans):
        if line[start:end] != MASK:
            line = f"{line[:start]}{MASK}{line[end:]}"
    return line
