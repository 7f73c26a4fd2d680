"""One spelling for lines that mean the same: interface names, MAC addresses, number lists, reversible passwords."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Network, IPv6Interface, NetmaskValueError

from altyapi.remediation.rules import Rules

_INTERFACE = re.compile(r"([A-Za-z][A-Za-z-]*)(\d[\d/.:]*)")
_MAC = re.compile(r"(?i)[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}|[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}")
_SECRET_7 = re.compile(r"\b(password|key|key-string|secret)( 7) ([0-9A-Fa-f]{4,})(?= |$)")
_SECRET_0 = re.compile(r"\b(password|key|key-string|secret) 0 ")
_COMMA = re.compile(r"(?<=\d), (?=\d)")
_PREFIX = re.compile(r"(?<= )(\d+\.\d+\.\d+\.\d+)/(\d|[12]\d|3[0-2])(?= |$)")
_KEY_7 = b"dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"
"""The published constant of Cisco's reversible `type 7` encoding."""

_DELIMITED = re.compile(r"\^C|\S")


@lru_cache(maxsize=65536)
def canonical(rules: Rules, section: str, text: str) -> str:
    """The line in the one spelling that lines are compared in. It is never sent to a device."""
    if rules.language.quotes:
        return _unquoted(rules, section, text)
    if "\n" in text:
        return text
    first, _, rest = text.partition(" ")
    negative = first == "no"
    body = rest if negative else text
    word = body.partition(" ")[0]
    for pattern, spelling in (*rules.spelling_by_word.get(word, ()), *rules.spelling_by_word.get("", ())):
        if not spelling.sections or section in spelling.sections:
            body = pattern.sub(spelling.means, body)
    if word not in rules.verbatim:
        body = _SECRET_7.sub(lambda found: f"{found[1]} {_reveal(found[3])}", body)
        body = _COMMA.sub(",", body) if ", " in body else body
        body = _SECRET_0.sub(r"\1 ", body)
        body = " ".join(_word(rules, part) for part in _joined(rules, body.split()))
    return f"no {body}" if negative else body


def _unquoted(rules: Rules, section: str, text: str) -> str:
    """Where quotes join words: quotes that join nothing are left out, those that do are double, blanks between words one."""
    words = (plain(word) for word in rules.language.words(text))
    body = " ".join(word if word and not _JOINS.search(word) else _requoted(word) for word in words)
    for pattern, spelling in (
        *rules.spelling_by_word.get(body.partition(" ")[0], ()),
        *rules.spelling_by_word.get("", ()),
    ):
        if not spelling.sections or section in spelling.sections:
            body = pattern.sub(spelling.means, body)
    return body


_JOINS = re.compile(r"[\s\"'\\]")
_PIECE = re.compile(r""""((?:\\.|[^"\\])*)"|\'([^\']*)\'|\\(.)|([^\s"\'\\]+)""", re.DOTALL)


def plain(word: str) -> str:
    """What a word with quotes and backslashes says."""
    return "".join(
        re.sub(r"\\(.)", r"\1", found[1], flags=re.DOTALL)
        if found[1] is not None
        else found[2] or found[3] or found[4] or ""
        for found in _PIECE.finditer(word)
    )


def renamed(rules: Rules, line: str, name: str, other: str) -> str:
    """The line with another name in a name's place, in quotes where that was."""
    if not rules.language.quotes:
        return " ".join(other if word == name else word for word in line.split(" "))
    return " ".join(
        (_requoted(other) if word.startswith('"') else other) if plain(word) == name else word
        for word in rules.language.words(line)
    )


def _requoted(word: str) -> str:
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def masked(text: str) -> str:
    """IOS takes addresses and routes with a mask: a prefix length is written as one."""
    if "/" not in text or not text.startswith(("ip address ", "ip route ")):
        return text
    return _PREFIX.sub(lambda found: f"{found[1]} {IPv4Network((0, int(found[2]))).netmask}", text)


def _joined(rules: Rules, words: list[str]) -> list[str]:
    """`interface gigabitethernet 1/0/1` has its name in two words."""
    if rules.language.joined_names and len(words) >= 3 and words[0] == "interface" and words[2][:1].isdigit():
        return [words[0], words[1] + words[2], *words[3:]]
    return words


def _word(rules: Rules, word: str) -> str:
    if word[0].isalpha() and word[-1].isdigit():
        found = _INTERFACE.fullmatch(word)
        if found:
            return interface_prefix(rules, found[1]) + found[2]
    if len(word) in {14, 17} and _MAC.fullmatch(word):
        digits = re.sub("[^0-9a-f]", "", word.lower())
        return f"{digits[:4]}.{digits[4:8]}.{digits[8:]}"
    return ipv6(word) if word.count(":") > 1 else word


def ipv6(word: str) -> str:
    """An IPv6 address or prefix in one spelling; anything else as it is."""
    try:
        interface = IPv6Interface(word)
    except (AddressValueError, NetmaskValueError):
        return word
    return interface.with_prefixlen if "/" in word else str(interface.ip)


@lru_cache(maxsize=1024)
def interface_prefix(rules: Rules, prefix: str) -> str:
    """`gi`, `Gig`, `GIGABITETHERNET` → `GigabitEthernet`; anything that is no interface type stays as it is."""
    low = prefix.lower()
    return next(
        (name for short, name in rules.interfaces.items() if low.startswith(short) and name.lower().startswith(low)),
        prefix,
    )


def _reveal(encoded: str) -> str:
    """A type 7 password in clear, as the device could have been given it; unchanged where it is malformed."""
    try:
        offset, data = int(encoded[:2]), bytes.fromhex(encoded[2:])
        return bytes(byte ^ _KEY_7[(offset + place) % len(_KEY_7)] for place, byte in enumerate(data)).decode("ascii")
    except ValueError:
        return f"7 {encoded}"


def inner(text: str, start: int) -> str:
    """The content of a delimited text whose delimiter begins at `start`."""
    found = _DELIMITED.match(text, start)
    if found is None:
        return ""
    body = text[found.end() :]
    closing = body.rfind(found[0])
    lines = (body if closing < 0 else body[:closing]).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")
