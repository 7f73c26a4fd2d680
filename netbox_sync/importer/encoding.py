"""Which encoding a text file has: by its marks where it has any, else by strict decoding and by how Turkish it then looks.

Bytes alone don't tell Windows-1254 from ISO-8859-9 where both give the same letters, nor from their western neighbours: this
is a Turkish toolkit, so the Turkish reading is taken, and said.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

from netbox_sync.importer.kinds import file_faults
from netbox_sync.importer.raw import Unusable

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 (BOM)"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_SINGLE_BYTE: Final = (
    ("iso8859-9", "ISO-8859-9"),
    ("cp1254", "Windows-1254"),
    ("cp857", "CP857"),
    ("mac_turkish", "Mac Turkish"),
)
_TURKISH: Final = frozenset("çğıöşüâîûÇĞİÖŞÜÂÎÛ")
_USUAL: Final = frozenset("‘’“”–—…°²³·ºª§©®€«»´`½¼¾±×µ\xa0")
_BINARY: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decode(data: bytes) -> tuple[str, str]:
    """The text and the encoding's name. Raises Unusable where no encoding gives plausible text."""
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return _strict(data, codec, name), name
    if (name16 := _utf16_without_mark(data)) is not None:
        return _strict(data, name16, "UTF-16"), "UTF-16"
    if _BINARY.search(data):
        raise Unusable(file_faults.NOT_A_TABLE, en_found="binary data", tr_found="ikili veri")
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        broken = error
    best: tuple[float, str, str] | None = None
    for codec, name in _SINGLE_BYTE:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        score = _plausible(text)
        if best is None or score > best[0]:
            best = (score, text, name)
    if best is None or best[0] <= 0:
        raise Unusable(file_faults.ENCODING_UNCLEAR, detail=f"byte {broken.start}: 0x{data[broken.start]:02x}")
    return best[1], best[2]


def _strict(data: bytes, codec: str, name: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise Unusable(file_faults.ENCODING_UNCLEAR, detail=f"{name}: byte {error.start}") from error


def _utf16_without_mark(data: bytes) -> str | None:
    """Every second byte of mostly Latin text is zero."""
    sample = data[:4096]
    if len(sample) < 4 or len(data) % 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > len(sample) // 4 and even * 10 < odd:
        return "utf-16-le"
    if even > len(sample) // 4 and odd * 10 < even:
        return "utf-16-be"
    return None


def _plausible(text: str) -> float:
    """Turkish letters speak for a reading, everything else that is not ASCII against it; control codes most of all."""
    good = bad = 0
    for letter in text:
        if letter < "\x80":
            continue
        if letter in _TURKISH:
            good += 1
        elif "\x80" <= letter <= "\x9f":
            bad += 4
        elif letter not in _USUAL:
            bad += 1
    return good + 0.5 - 2 * bad
