"""A worksheet's XML as rows, and a workbook's shared texts, by the C parser alone.

openpyxl parses through defusedxml, whose parser is pure Python: a million cells took it 20 s of CPU where this takes 9. What
defusedxml refuses is refused here too: a document type, and with it every entity.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from math import isfinite
from typing import IO, Any, Final
from xml.parsers import expat

from openpyxl.utils.datetime import from_excel

from netbox_sync.importer.faults import letters
from netbox_sync.importer.kinds import file_faults
from netbox_sync.importer.raw import CellError, Formula, Padded, Raw, Seen, Unusable

_CHUNK: Final = 1 << 16
_MOST_COLUMNS: Final = 16_384  # what a sheet can have
_MOST_FILLED: Final = 1000  # columns up to the last with a value: no list that people keep is as wide
_MOST_ROWS: Final = 1_048_576
_MOST_MERGED: Final = 1000


class Styles:
    """What the cells' formats say of their numbers: dates, and how many digits are shown at least."""

    def __init__(
        self, dates: frozenset[int], timedeltas: frozenset[int], widths: Mapping[int, int], epoch: datetime
    ) -> None:
        self.dates, self.timedeltas, self.widths, self.epoch = dates, timedeltas, widths, epoch


def texts(stream: IO[bytes]) -> list[str]:
    """The shared texts, in order. Raises expat.ExpatError, and what the archive raises."""
    parser = _Texts()
    while chunk := stream.read(_CHUNK):
        parser.feed(chunk)
    parser.close()
    return parser.found


def rows(stream: IO[bytes], shared: Sequence[str], styles: Styles, seen: Seen) -> Iterator[tuple[int, tuple[Raw, ...]]]:
    """Row number and cells from column A on; rows that the sheet leaves out don't come. `seen` is filled on the way."""
    parser = _Rows(shared, styles, seen)
    while chunk := stream.read(_CHUNK):
        parser.feed(chunk)
        yield from parser.take()
    parser.close()
    yield from parser.take()


class _Parser(ABC):
    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._text: list[str] | None = None
        self._phonetic = False
        self._expat = expat.ParserCreate()
        self._expat.buffer_text = True
        self._expat.StartElementHandler = self._started
        self._expat.EndElementHandler = self._ended
        self._expat.CharacterDataHandler = self._characters
        self._expat.StartDoctypeDeclHandler = _refuse

    def feed(self, chunk: bytes) -> None:
        self._expat.Parse(chunk, False)

    def close(self) -> None:
        self._expat.Parse(b"", True)

    def _local(self, name: str) -> str:
        """Without the prefix that some programs write."""
        found = self._names.get(name)
        if found is None:
            found = self._names[name] = name.rpartition(":")[2]
        return found

    def _characters(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def _taken(self) -> str:
        found = "".join(self._text or ())
        self._text = None
        return found

    @abstractmethod
    def _started(self, name: str, attributes: dict[str, str]) -> None: ...

    @abstractmethod
    def _ended(self, name: str) -> None: ...


def _refuse(*_: object) -> None:
    raise Unusable(file_faults.DAMAGED, en_detail="DOCTYPE", tr_detail="DOCTYPE")


def _seldom(kind: str, text: str) -> Raw:
    if kind == "b":
        return text.strip() == "1"
    if kind == "e":
        return CellError(text)
    return datetime.fromisoformat(text.removesuffix("Z")) if kind == "d" else text or None


class _Texts(_Parser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._parts: list[str] = []

    def _started(self, name: str, attributes: dict[str, str]) -> None:
        del attributes
        name = self._local(name)
        if name == "t" and not self._phonetic:
            self._text = []
        elif name == "si":
            self._parts = []
        elif name == "rPh":
            self._phonetic = True

    def _ended(self, name: str) -> None:
        name = self._local(name)
        if name == "t" and self._text is not None:
            self._parts.append(self._taken())
        elif name == "si":
            self.found.append(self._parts[0] if len(self._parts) == 1 else "".join(self._parts))
        elif name == "rPh":
            self._phonetic = False


class _Rows(_Parser):
    def __init__(self, shared: Sequence[str], styles: Styles, seen: Seen) -> None:
        super().__init__()
        self._shared, self._styles, self._seen = shared, styles, seen
        self._ready: list[tuple[int, tuple[Raw, ...]]] = []
        self._columns: dict[str, int] = {}
        self._cells: list[Raw] = []
        self._row = self._column = 0
        self._type, self._style = "n", ""
        self._value: str | None = None
        self._formula: str | None = None

    def take(self) -> list[tuple[int, tuple[Raw, ...]]]:
        ready, self._ready = self._ready, []
        return ready

    def _started(self, name: str, attributes: dict[str, str]) -> None:
        name = self._local(name)
        if name == "c":
            self._column = self._index(attributes["r"]) if "r" in attributes else self._column + 1
            self._type, self._style = attributes.get("t", "n"), attributes.get("s", "")
            self._value = self._formula = None
        elif name in {"v", "f"} or (name == "t" and not self._phonetic):
            self._text = []
        elif name == "row":
            row = int(attributes["r"]) if "r" in attributes else self._row + 1
            if not self._row < row <= _MOST_ROWS:
                raise ValueError(f"no such row here: {row}")
            self._row = row
            self._cells, self._column = [], 0
            self._seen.hidden_rows += attributes.get("hidden") in {"1", "true"}
        elif name == "rPh":
            self._phonetic = True
        elif name == "mergeCell" and len(self._seen.merged) < _MOST_MERGED:
            self._seen.merged.append(attributes["ref"])

    def _ended(self, name: str) -> None:
        name = self._local(name)
        if name == "v":
            self._value = self._taken()
        elif name == "c":
            value = self._cell()
            if value is not None:  # formatted cells reach far beyond what stands in a row
                self._fill(value)
        elif name == "row":
            self._ready.append((self._row, tuple(self._cells)))
        elif name == "t" and self._text is not None:
            self._value = (self._value or "") + self._taken()
        elif name == "f":
            self._formula = self._taken()
        elif name == "rPh":
            self._phonetic = False

    def _fill(self, value: Raw) -> None:
        cells = self._cells
        missing = self._column - 1 - len(cells)
        if missing < 0:
            raise ValueError(f"cells of row {self._row} are not in order")
        if self._column > _MOST_FILLED:
            raise Unusable(file_faults.TOO_WIDE, row=self._row, column=letters(self._column - 1), most=_MOST_FILLED)
        if missing:
            cells.extend([None] * missing)
        cells.append(value)

    def _index(self, reference: str) -> int:
        """1 for A."""
        name = reference.rstrip("0123456789")
        found = self._columns.get(name)
        if found is None:
            found = 0
            for letter in name:
                found = found * 26 + ord(letter) - ord("A") + 1
            if not 1 <= found <= _MOST_COLUMNS:
                raise ValueError(f"no such column: {reference[:20]}")
            self._columns[name] = found
        return found

    def _cell(self) -> Raw:
        if self._formula is not None:
            return Formula(f"={self._formula or '…'}")
        text = self._value
        if text is None:
            return None
        if self._type == "s":
            return self._shared[int(text)] or None
        if self._type == "n":
            return self._number(text)
        return _seldom(self._type, text)

    def _number(self, text: str) -> Raw:
        text = text.strip()
        if not text:
            return None
        number: int | float
        try:
            number = int(text)
        except ValueError:
            number = float(text)
            if not isfinite(number):
                return CellError(text[:20])
        style = int(self._style) if self._style else 0
        if not style:
            return number
        styles = self._styles
        if style in styles.dates:
            try:
                found: Any = from_excel(number, styles.epoch, timedelta=style in styles.timedeltas)
            except (OverflowError, ValueError):
                return number  # no day has it: shown as #### there
            return found  # type: ignore[no-any-return]  # a date, a time or a duration
        width = styles.widths.get(style, 1)
        return Padded(str(number).zfill(width)) if width > 1 and isinstance(number, int) else number
