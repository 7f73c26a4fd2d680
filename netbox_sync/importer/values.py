"""One cell's value, by its column's type. What is wrong is reported; what is usual in spreadsheets is mended.

A converter returns the value, or MISSING where the cell says nothing or nothing usable. An empty cell leaves the field as it is;
the words in `EMPTIES` empty it (None).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from ipaddress import ip_interface, ip_network
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from netbox_sync.importer.kinds import cell_faults
from netbox_sync.importer.layout import Column, choice_words, choices, fold, fold_choice
from netbox_sync.importer.nearest import nearest
from netbox_sync.importer.raw import CellError, Formula, Padded, Raw
from netbox_sync.text import EmptySlug, in_latin, look_alikes, replace_look_alikes, slugify, tr_lower

Report = Callable[..., None]
"""(kind, value, **fields)."""


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = _Missing()
EMPTIES: Final = frozenset({"(boş)", "(empty)"})
_NOTHING: Final = frozenset({"", "-", "--", "---", "–", "—", "…", "..."})
"""What people write so that a cell is not empty."""
_UNKNOWN: Final = frozenset({"yok", "yoktur", "bilinmiyor", "belirsiz", "okunmuyor", "okunamadi", "na", "none"})
"""The same where a number is asked for that only one thing has."""
YES: Final = frozenset({"evet", "e", "true", "dogru", "yes", "y", "1", "x", "var", "acik", "on", "aktif"})
NO: Final = frozenset({"hayir", "h", "false", "yanlis", "no", "n", "0", "yok", "kapali", "off", "pasif"})
_MOST_LISTED: Final = 12  # values that a fault offers
_LISTS: Final = frozenset({"refs", "vlans"})
_TICKS: Final = frozenset("✓✔☑")
_SCIENTIFIC: Final = re.compile(r"[+-]?\d([.,]\d+)?[eE]\+\d{1,3}")
_MOST_EXACT: Final = 10**15
"""Spreadsheets keep 15 digits of a number."""
_INVISIBLE: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_SPACES: Final = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_BLANKS: Final = re.compile("[\u115f\u1160\u2800\u3164\uffa0]")
"""Letters and signs by their kind that show nothing."""
_MISREAD: Final = re.compile("[ÃÄÅ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œŸ¡-¿ğış]")
_LABEL: Final = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")
_DATE_FORMS: Final = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[T ]00:00(?::00)?)?"),
    re.compile(r"(?P<d>\d{1,2})[./-](?P<m>\d{1,2})[./-](?P<y>\d{4})(?:[T ]0?0:00(?::00)?)?"),
)


def convert(column: Column, raw: Raw, report: Report) -> Any:
    """The cell's value as its column wants it, or MISSING."""
    if raw is None or raw == "":
        return MISSING
    if isinstance(raw, Formula):
        report(cell_faults.FORMULA, raw.text)
        return MISSING
    if isinstance(raw, CellError):
        report(cell_faults.CELL_ERROR, raw.text)
        return MISSING
    if isinstance(raw, str):
        cleaned = clean(raw, report, lines=column.field == "comments" or column.type in _LISTS)
        if cleaned is None or cleaned in _NOTHING:
            return MISSING
        if tr_lower(cleaned) in EMPTIES:
            return None
        raw = cleaned
    return _CONVERTERS[column.type](column, raw, report)


def clean(text: str, report: Report, *, lines: bool = False) -> str | None:
    """Trimmed, spaces made one, letters composed; None where it holds what no text should."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
        report(cell_faults.DECOMPOSED, text)
    text = text.replace("\r\n", "\n").translate(_INVISIBLE)
    text = "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n")).strip()
    if not text.replace("\n", "").isprintable() or _BLANKS.search(text):
        report(cell_faults.CONTROL_CHARACTER, "".join(map(_visible, text)))
        return None
    if not lines:
        text = text.replace("\n", " ")
    if mended := misread(text):
        report(cell_faults.MOJIBAKE, text, mended=mended)
        return None
    if look_alikes(text):
        report(cell_faults.LOOK_ALIKE, text, mended=replace_look_alikes(text))
    elif (latin := in_latin(text)) != text:
        report(cell_faults.LOOK_ALIKE, text, mended=latin)
    return text


def _visible(letter: str) -> str:
    seen = letter.isprintable() and not _BLANKS.match(letter)
    return letter if seen else letter.encode("unicode_escape").decode("ascii")


def misread(text: str) -> str | None:
    """The text as it was before UTF-8 was read as a single-byte encoding; None where that is not what happened."""
    if not _MISREAD.search(text):
        return None
    for codec in ("cp1254", "cp1252", "iso8859-9"):
        try:
            return text.encode(codec).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
    return None


def _plain(column: Column, raw: Any, report: Report) -> str | None:
    """A text of any other kind of cell; None where the spreadsheet has spoilt it."""
    if isinstance(raw, str):
        text = raw
    elif isinstance(raw, Padded):
        text = raw.text
    elif isinstance(raw, bool):
        text = "true" if raw else "false"
    elif isinstance(raw, date | time | timedelta):
        _became_date(raw, report)
        return None
    elif isinstance(raw, int | float):
        if abs(raw) >= _MOST_EXACT:
            report(cell_faults.SCIENTIFIC, f"{raw:.14E}")
            return None
        text = str(int(raw)) if raw == int(raw) else repr(raw)
    elif isinstance(raw, tuple):
        text = ", ".join(raw)
    else:
        raise TypeError(f"no cell: {raw!r}")
    if column.max and len(text) > column.max:
        report(cell_faults.TOO_LONG, text, length=len(text), longest=int(column.max))
        return None
    return text


def _text(column: Column, raw: Any, report: Report) -> Any:
    text = _plain(column, raw, report)
    return MISSING if text is None else text


def _serial(column: Column, raw: Any, report: Report) -> Any:
    if isinstance(raw, str) and _SCIENTIFIC.fullmatch(raw):
        report(cell_faults.SCIENTIFIC, raw)
        return MISSING
    if column.unique and isinstance(raw, str) and fold(raw) in _UNKNOWN:
        return MISSING
    return _text(column, raw, report)


def _slug(column: Column, raw: Any, report: Report) -> Any:
    text = _plain(column, raw, report)
    if text is None:
        return MISSING
    if not re.fullmatch(r"[-a-zA-Z0-9_]+", text):
        report(cell_faults.BAD_SLUG, text, mended=_proposed(text))
        return MISSING
    return text


def _hostname(column: Column, raw: Any, report: Report) -> Any:
    text = _plain(column, raw, report)
    if text is None:
        return MISSING
    if not all(_LABEL.fullmatch(label) for label in text.rstrip(".").split(".")):
        dotted = ".".join(filter(None, (_proposed(label) for label in text.split("."))))
        report(cell_faults.BAD_HOSTNAME, text, mended=dotted or "-")
        return MISSING
    return text


def _proposed(text: str) -> str:
    try:
        return slugify(text)
    except EmptySlug:
        return "-"


def _integer(column: Column, raw: Any, report: Report) -> Any:
    if isinstance(raw, Padded):
        raw = int(raw.text)
    number: int | None = None
    if isinstance(raw, int) and not isinstance(raw, bool):
        number = raw
    elif isinstance(raw, float) and raw == int(raw):
        number = int(raw)
    # 12,0 and 12.0 are twelve; 100.000 may be a hundred thousand or a hundred
    elif isinstance(raw, str) and (found := re.fullmatch(r"([+-]?\d{1,18})(?:[.,]0{1,2})?", raw)):
        number = int(found[1])
    if number is None:
        report(cell_faults.NOT_INTEGER, raw)
        return MISSING
    return number if _in_range(column, number, raw, report) else MISSING


def _decimal(column: Column, raw: Any, report: Report) -> Any:
    if isinstance(raw, Padded):
        raw = raw.text
    number: float | None = None
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        number = float(raw)
    elif isinstance(raw, str) and re.fullmatch(r"[+-]?\d{1,15}(?:[.,]\d{1,15})?", raw):
        number = float(raw.replace(",", "."))
    if number is None:
        report(cell_faults.NOT_A_NUMBER, raw)
        return MISSING
    if not _in_range(column, number, raw, report):
        return MISSING
    if column.digits is not None:
        number = round(number, column.digits)
    return int(number) if number == int(number) else number


def _in_range(column: Column, number: float, raw: Any, report: Report) -> bool:
    if (column.min is not None and number < column.min) or (column.max is not None and number > column.max):
        least = "-∞" if column.min is None else f"{column.min:.10g}"
        most = "∞" if column.max is None else f"{column.max:.10g}"
        report(cell_faults.OUT_OF_RANGE, raw, least=least, most=most)
        return False
    return True


def _boolean(_: Column, raw: Any, report: Report) -> Any:
    if isinstance(raw, bool):
        return raw
    word = fold(str(int(raw)) if isinstance(raw, float) and raw == int(raw) else str(raw))
    if word in YES or str(raw) in _TICKS:
        return True
    if word in NO:
        return False
    report(cell_faults.BAD_BOOLEAN, raw)
    return MISSING


def _date(_: Column, raw: Any, report: Report) -> Any:
    if isinstance(raw, datetime):
        return raw.date().isoformat()
    if isinstance(raw, date):
        return raw.isoformat()
    if isinstance(raw, str):
        for form in _DATE_FORMS:
            if found := form.fullmatch(raw):
                try:
                    return date(int(found["y"]), int(found["m"]), int(found["d"])).isoformat()
                except ValueError:
                    break
    report(cell_faults.BAD_DATE, raw)
    return MISSING


def _choice(column: Column, raw: Any, report: Report) -> Any:
    name = str(column.choices)
    return choose(raw, choice_words(name), choices(name), report)


def choose(raw: Any, words: Mapping[str, str], values: Mapping[str, tuple[str, ...]], report: Report) -> Any:
    """The value that a word stands for."""
    text = str(int(raw)) if isinstance(raw, float) and raw == int(raw) else str(raw)
    found = words.get(fold_choice(text))
    if found is None:
        spoken = {word: value for value, known in values.items() for word in (value, *known)}
        english = _listed([known[0] if known else value for value, known in values.items()])
        turkish = _listed([known[1] if len(known) > 1 else (*known, value)[0] for value, known in values.items()])
        report(cell_faults.UNKNOWN_CHOICE, text, nearest=nearest(text, spoken), en_values=english, tr_values=turkish)
        return MISSING
    return found


def _became_date(raw: date | time | timedelta, report: Report) -> None:
    """As people see it in the cell."""
    english = turkish = str(raw) if isinstance(raw, timedelta) else raw.isoformat()
    if isinstance(raw, date):
        timed = isinstance(raw, datetime) and raw.time() != time()
        english = english if timed else f"{raw:%Y-%m-%d}"
        turkish = f"{raw:%d.%m.%Y %H:%M}" if timed else f"{raw:%d.%m.%Y}"
    report(cell_faults.BECAME_DATE, english, tr_value=turkish)


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words) if len(words) <= _MOST_LISTED else f"{', '.join(words[:_MOST_LISTED])}, …"


@lru_cache(maxsize=1 << 17)
def mac(text: str) -> str | None:
    """Upper case with colons, from any usual form; None for what is no interface's own address."""
    bare = re.sub(r"[:.\-\s]", "", text)
    if not re.fullmatch(r"[0-9A-Fa-f]{12}", bare) or not re.fullmatch(r"[0-9A-Fa-f:.\- ]+", text):
        return None
    if int(bare[:2], 16) & 1 or not int(bare, 16):
        return None
    upper = bare.upper()
    return ":".join(upper[at : at + 2] for at in range(0, 12, 2))


def _mac(_: Column, raw: Any, report: Report) -> Any:
    text = raw.text if isinstance(raw, Padded) else f"{int(raw):012d}" if isinstance(raw, int | float) else str(raw)
    if _SCIENTIFIC.fullmatch(text) or (isinstance(raw, int | float) and raw >= _MOST_EXACT):
        report(cell_faults.SCIENTIFIC, raw)
        return MISSING
    found = mac(text)
    if found is None:
        report(cell_faults.BAD_MAC, raw)
        return MISSING
    return found


def _address(column: Column, raw: Any, report: Report) -> Any:
    """`10.64.0.11/22`; without a length where none was written."""
    text = re.sub(r"\s*/\s*|\s+(?=255\.)", "/", str(raw))
    try:
        found = ip_interface(text)
    except ValueError:
        report(cell_faults.BAD_ADDRESS, raw)
        return MISSING
    if not isinstance(raw, str) or (column.version and found.version != column.version):
        report(cell_faults.BAD_ADDRESS, raw)
        return MISSING
    return found.with_prefixlen if "/" in text else str(found.ip)


def _prefix(_: Column, raw: Any, report: Report) -> Any:
    text = re.sub(r"\s*/\s*|\s+(?=255\.)", "/", str(raw))
    try:
        found = ip_network(text, strict=False)
    except ValueError:
        report(cell_faults.BAD_PREFIX, raw)
        return MISSING
    if not isinstance(raw, str) or "/" not in text:
        report(cell_faults.BAD_PREFIX, raw)
        return MISSING
    if ip_interface(text).ip != found.network_address:
        report(cell_faults.HOST_BITS, raw, mended=str(found))
        return MISSING
    return str(found)


def _colour(_: Column, raw: Any, report: Report) -> Any:
    text = (raw.text if isinstance(raw, Padded) else str(raw)).lstrip("#").lower()
    if not re.fullmatch(r"[0-9a-f]{6}", text):
        report(cell_faults.BAD_COLOUR, raw)
        return MISSING
    return text


def _email(column: Column, raw: Any, report: Report) -> Any:
    text = _plain(column, raw, report)
    if text is None:
        return MISSING
    if not re.fullmatch(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", text):
        report(cell_faults.BAD_EMAIL, text)
        return MISSING
    return text


def _json(_: Column, raw: Any, report: Report) -> Any:
    try:
        found = json.loads(str(raw))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        report(cell_faults.BAD_JSON, raw)
        return MISSING
    return found


def _time_zone(_: Column, raw: Any, report: Report) -> Any:
    try:
        return ZoneInfo(str(raw)).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        report(cell_faults.BAD_TIME_ZONE, raw)
        return MISSING


def split(raw: Any) -> tuple[str, ...]:
    """The words of a list in one cell."""
    parts = raw if isinstance(raw, tuple) else re.split(r"[,;\n]", raw if isinstance(raw, str) else _bare(raw))
    return tuple(dict.fromkeys(word for part in parts if (word := part.strip())))


def _bare(raw: Any) -> str:
    if isinstance(raw, Padded):
        return raw.text
    return str(int(raw)) if isinstance(raw, float) and raw == int(raw) else str(raw)


def _refs(_: Column, raw: Any, report: Report) -> Any:
    if isinstance(raw, date | time):
        _became_date(raw, report)
        return MISSING
    return split(raw)


_CONVERTERS: Final[Mapping[str, Callable[[Column, Any, Report], Any]]] = {
    "text": _text,
    "slug": _slug,
    "hostname": _hostname,
    "serial": _serial,
    "email": _email,
    "colour": _colour,
    "time_zone": _time_zone,
    "json": _json,
    "integer": _integer,
    "decimal": _decimal,
    "boolean": _boolean,
    "date": _date,
    "choice": _choice,
    "mac": _mac,
    "address": _address,
    "prefix": _prefix,
    "vlan": _text,
    "vlans": _refs,
    "ref": _text,
    "refs": _refs,
}
