"""Turkish text: composition, look-alike letters, casing, sorting and slugs.

Python's own `lower`, `upper` and `sorted` are wrong for Turkish and minimal systems have no tr_TR locale, so everything
here is a table. ASCII codes (host names, option names, logs) never pass through `tr_lower` and `tr_upper`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from netbox_sync.errors import ToolkitError
from netbox_sync.model import Frozen

ALPHABET = "abcçdefgğhıijklmnoöpqrsştuüvwxyz"
"""The Turkish alphabet; q, w and x, which it lacks, stand where dictionaries of foreign words put them."""

_ASCII = str.maketrans("çğıöşüâîûÇĞIİÖŞÜÂÎÛ", "cgiosuaiuCGIIOSUAIU")
_LOWER = str.maketrans({"I": "ı", "İ": "i"})
_UPPER = str.maketrans({"i": "İ", "ı": "I"})
_CIRCUMFLEX = str.maketrans("âîû", "aiu")
_PUNCTUATION = str.maketrans({"–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "..."})
_RANK = {letter: rank for rank, letter in enumerate(ALPHABET)}

# Letters that Turkish text gets when bytes of ISO 8859-9 or Windows-1254 are read with a neighbour's code page
# (8859-1, 8859-2, 1250, 1252). Each maps to the one Turkish letter on the same code point.
LOOK_ALIKES: Mapping[str, str] = {
    "đ": "ğ",
    "Đ": "Ğ",
    "ð": "ğ",
    "Ð": "Ğ",
    "ţ": "ş",
    "Ţ": "Ş",
    "þ": "ş",
    "Þ": "Ş",
    "ș": "ş",
    "Ș": "Ş",
    "ý": "ı",
    "Ý": "İ",
}
_LOOK_ALIKES = str.maketrans(dict(LOOK_ALIKES))

# Cyrillic and Greek letters that nobody can tell by eye from the Latin ones below them
_TWINS = str.maketrans(
    "\u0430\u0441\u0435\u043e\u0440\u0443\u0445\u0455\u0456\u0458\u0501\u04bb\u051b\u051d"
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0423\u0405\u0406"
    "\u0408"
    "\u03bf\u03bd\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4"
    "\u03a5\u03a7",
    "aceopyxsijdhqwABEKMHOPCTXYSIJovABEZHIKMNOPTYX",
)  # fmt: skip
_TWIN = re.compile(f"[{''.join(map(chr, _TWINS))}]")


class EmptySlug(ToolkitError):
    code = "TXT-002"
    en = "Name without any letter or digit that a slug can hold: {name!r}."
    tr = "Kısa ada (slug) girebilecek harf ya da rakam içermeyen ad: {name!r}."
    en_remedy = "Give it an explicit slug."
    tr_remedy = "Açık bir kısa ad (slug) verin."


class LookAlike(Frozen):
    """One letter of a wrong code page in a text, and what it stands for."""

    position: int  # index in the NFC text
    found: str
    proposed: str


def nfc(text: str) -> str:
    """The composed form: macOS writes `ş` as `s` and a combining cedilla, which equals nothing typed here."""
    return unicodedata.normalize("NFC", text)


def look_alikes(text: str) -> tuple[LookAlike, ...]:
    """Letters that are almost surely misread Turkish ones. Reported, never replaced silently: names of foreign firms
    may hold them rightly."""
    return tuple(
        LookAlike(position=position, found=letter, proposed=LOOK_ALIKES[letter])
        for position, letter in enumerate(nfc(text))
        if letter in LOOK_ALIKES
    )


def replace_look_alikes(text: str) -> str:
    """The text as `look_alikes` proposes it; for a caller that has shown the proposals."""
    return nfc(text).translate(_LOOK_ALIKES)


def in_latin(text: str) -> str:
    """The text with Latin letters for Cyrillic and Greek ones that look the same, in words that hold no other letters of those
    alphabets: `ѕw1` is found by nobody who types `sw1`. Proposed, never done silently."""
    if not _TWIN.search(text):
        return text

    def latin(found: re.Match[str]) -> str:
        told = found[0].translate(_TWINS)
        foreign = any(unicodedata.name(letter, "").startswith(("CYRILLIC", "GREEK")) for letter in told)
        return found[0] if foreign else told

    return re.sub(r"\w+", latin, text)


def tr_lower(text: str) -> str:
    """Lower case by Turkish rules: I→ı, İ→i. NFC in, NFC out, and `İ` stays one letter."""
    return nfc(text).translate(_LOWER).lower()


def tr_upper(text: str) -> str:
    """Upper case by Turkish rules: ı→I, i→İ."""
    return nfc(text).translate(_UPPER).upper()


def sort_key(text: str) -> tuple[tuple[tuple[int, int | str], ...], str]:
    """A key for `sorted`: the Turkish alphabet's order, case and circumflex aside; digits by their number's value,
    before letters; other signs first. The text itself decides between equals, so the order is total."""
    composed = nfc(text)
    folded = tr_lower(composed).translate(_CIRCUMFLEX)
    parts: list[tuple[int, int | str]] = []
    for run in re.findall(r"[0-9]+|.", folded, re.DOTALL):
        if run.isascii() and run.isdigit():
            parts.append((1, int(run)))
        elif run in _RANK:
            parts.append((2, _RANK[run]))
        else:
            # letters of other alphabets after Turkish ones, everything else before digits
            parts.append((3 if run.isalpha() else 0, ord(run)))
    return tuple(parts), composed


def to_ascii(text: str) -> str:
    """Turkish letters by their plain ones, case kept, other accents dropped; what has no ASCII form becomes `?`.

    For places that hold ASCII alone: device banners and descriptions."""
    mapped = nfc(text).translate(_ASCII)
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", mapped) if not unicodedata.combining(letter))
    return plain.translate(_PUNCTUATION).encode("ascii", "replace").decode("ascii")


def slugify(text: str, *, max_length: int = 100) -> str:
    """A NetBox slug: `[a-z0-9]` words joined by hyphens, at most `max_length` characters (NetBox's own limit).

    Mapped before lower casing, so that `Çankırı` gives `cankiri` and `İNCİRKÖY` gives `incirkoy`. Raises EmptySlug."""
    ascii_text = to_ascii(text).replace("?", " ").lower()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")[:max_length].strip("-")
    if not slug:
        raise EmptySlug(name=text)
    return slug
