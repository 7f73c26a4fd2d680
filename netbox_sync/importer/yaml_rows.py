"""YAML: a mapping of sheets to lists of rows, each a mapping of columns to values.

Built from the parser's events, so that every row has its line, a key that comes twice is seen, and nothing is expanded:
anchors and aliases are refused, as a few lines of them can stand for gigabytes. Scalars stay text: `0012` is not 10 here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import yaml

from netbox_sync.importer import library_words
from netbox_sync.importer.kinds import file_faults
from netbox_sync.importer.raw import Raw, RawSheet, Unusable

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST: Final = 12
_EMPTY: Final = frozenset({"", "~", "null", "Null", "NULL"})


class _Row(NamedTuple):
    line: int
    fields: dict[str, Any]


def sheets(text: str, title: str) -> Iterator[RawSheet]:
    """`title` names the sheet where the document is a plain list of rows. Raises Unusable."""
    try:
        document = _Builder(text).build()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = str(getattr(error, "problem", None) or error).split("\n", 1)[0]
        raise _broken(mark.line + 1 if mark else 1, problem, library_words.in_turkish(problem)) from error
    if document is None:
        raise Unusable(file_faults.EMPTY_FILE)
    if isinstance(document, list):
        yield _sheet(title, document, 1, from_file_name=True)
        return
    if not isinstance(document, _Row):
        raise _broken(1, "neither a mapping nor a list", "ne eşleme ne liste")
    for name, rows in document.fields.items():
        if rows is None:
            continue
        if not isinstance(rows, list):
            raise _broken(document.line, f"{name} is not a list of rows", f"{name} bir satır listesi değil")
        yield _sheet(name, rows, document.line)


def _sheet(title: str, rows: list[Any], line: int, *, from_file_name: bool = False) -> RawSheet:
    header: dict[str, int] = {}
    flat: list[tuple[int, dict[str, Raw]]] = []
    for row in rows:
        if not isinstance(row, _Row):
            raise _broken(line, f"a row of {title} is not a mapping", f"{title}: bir satır eşleme değil")
        fields = dict(_flat(row))
        flat.append((row.line, fields))
        for name in fields:
            header.setdefault(name, len(header))
    listed = ((number, tuple(fields.get(name) for name in header)) for number, fields in flat)
    return RawSheet(title=title, rows=listed, header=tuple(header), from_file_name=from_file_name)


def _flat(row: _Row) -> Iterator[tuple[str, Raw]]:
    for name, value in row.fields.items():
        if isinstance(value, _Row):
            if name not in {"custom_fields", "özel_alanlar"}:
                raise _broken(row.line, f"{name} holds a mapping", f"{name} bir eşleme içeriyor")
            for inner, one in value.fields.items():
                yield f"cf:{inner}", _scalar(one, row.line, inner)
        else:
            yield name, _scalar(value, row.line, name)


def _scalar(value: Any, line: int, name: str) -> Raw:
    if isinstance(value, list):
        if not all(isinstance(one, str) for one in value):
            raise _broken(line, f"{name} is not a list of plain values", f"{name} düz değer listesi değil")
        return tuple(value)
    if isinstance(value, _Row):
        raise _broken(line, f"{name} is nested too deep", f"{name} çok iç içe")
    return value  # type: ignore[no-any-return]


class _Builder:
    def __init__(self, text: str) -> None:
        self.events = yaml.parse(text, Loader=_LOADER)

    def build(self) -> Any:
        found: Any = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    line = _line(event)
                    raise _broken(line, "a second document begins", "ikinci bir belge başlıyor")
                found = self._node(next(self.events), 0)
        return found

    def _node(self, event: Any, depth: int) -> Any:
        line = _line(event)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _broken(line, "anchors and aliases are not taken", "çapa ve takma ad (& ve *) kabul edilmez")
        if depth > _DEEPEST:
            raise _broken(line, "nested too deep", "çok iç içe")
        if (
            event.tag is not None
            and not isinstance(event, yaml.AliasEvent)
            and not event.tag.startswith("tag:yaml.org,2002:")
        ):
            raise _broken(line, f"tag {event.tag} is not taken", f"{event.tag} etiketi kabul edilmez")
        if isinstance(event, yaml.ScalarEvent):
            return None if event.implicit[0] and event.value in _EMPTY else event.value
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(inner := next(self.events), yaml.SequenceEndEvent):
                items.append(self._node(inner, depth + 1))
            return items
        fields: dict[str, Any] = {}
        while not isinstance(inner := next(self.events), yaml.MappingEndEvent):
            key_line = _line(inner)
            key = self._node(inner, depth + 1)
            if not isinstance(key, str):
                raise _broken(key_line, "a key is not plain text", "bir anahtar düz metin değil")
            if key in fields:
                raise _broken(key_line, f"the key {key} comes twice", f"{key} anahtarı iki kez geçiyor")
            fields[key] = self._node(next(self.events), depth + 1)
        return _Row(line, fields)


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    return 1 if mark is None else mark.line + 1


def _broken(line: int, en: str, tr: str) -> Unusable:
    return Unusable(file_faults.YAML_BROKEN, line=line, en_detail=en, tr_detail=tr)
