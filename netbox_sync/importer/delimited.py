"""CSV: separator found in its first lines, quoting held to strictly, rows numbered as a spreadsheet program shows them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from statistics import median
from typing import Final

from netbox_sync.importer import library_words
from netbox_sync.importer.kinds import file_faults
from netbox_sync.importer.raw import Raw, Unusable

SEPARATORS: Final = (";", "\t", ",", "|")
NAMES: Final = {";": ";", "\t": "TAB", ",": ",", "|": "|"}
_SAMPLE_LINES: Final = 20
_LONGEST_FIELD: Final = 1 << 20


def separator(text: str) -> str:
    """What divides the fields: told by `sep=`, else what comes most evenly in the first lines outside quotes."""
    told = re.match(r"sep=(.)\r?\n", text)
    if told:
        return told[1]
    head = text[: 1 << 16]
    lines = [line for line in re.sub(r'"[^"]*"', '""', head).splitlines() if line.strip()][:_SAMPLE_LINES]
    best, best_score = ";", 0.0
    for candidate in SEPARATORS:
        counts = [line.count(candidate) for line in lines]
        usual = median(counts) if counts else 0
        even = sum(1 for count in counts if count == usual) / len(counts) if counts else 0
        if (score := usual * (0.2 + even)) > best_score:
            best, best_score = candidate, score
    return best


def rows(text: str, divider: str) -> Iterator[tuple[int, tuple[Raw, ...]]]:
    """Raises Unusable at a quotation mark that is never closed."""
    body = re.sub(r"\Asep=.\r?\n", "", text)
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=divider, strict=True)
    number, line = 0, 0
    while True:
        line = reader.line_num
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            english, turkish = library_words.detail(error)
            raise Unusable(file_faults.CSV_BROKEN, line=line + 1, en_detail=english, tr_detail=turkish) from error
        number += 1
        yield number, tuple(field if field else None for field in record)
