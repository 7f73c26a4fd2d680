"""What a view is: columns as data over one kind of source, and the table that comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from altyapi.audit.estate import Estate, day_of, field, number_of
from altyapi.audit.table import Heading, Kind, Table
from altyapi.audit.text import Cell, Text
from altyapi.audit.thing import Scope, Thing
from netbox_sync.text import sort_key

Value = str | Callable[[Estate, Any], Cell]
"""An attribute's name, `cf.NAME` for a custom field, or a pure function of the estate and the source."""


@dataclass(frozen=True)
class Column:
    key: str
    heading: Text
    value: Value
    kind: Kind = "text"
    width: int = 14
    private: bool = False
    """Personal data, or what leads to a person: masked unless asked for."""


@dataclass(frozen=True)
class View:
    """`about` says what it is for and which rows it holds. Rows are in the order of the columns named by `sort`; `brief` are
    the columns that a narrow terminal shows first."""

    name: str
    title: Text
    about: Text
    source: Callable[[Estate], Iterable[Any]]
    thing: Callable[[Estate, Any], Thing]
    columns: tuple[Column, ...]
    sort: tuple[str, ...]
    brief: tuple[str, ...]


def column(
    key: str, en: str, tr: str, value: Value = "", kind: Kind = "text", width: int = 14, *, private: bool = False
) -> Column:
    """A column; without `value`, the attribute of its own key."""
    return Column(key, Text(en, tr), value or key, kind, width, private)


def table(view: View, estate: Estate, *, scope: Scope, unmask: bool = False) -> Table:
    """The view's rows, in Turkish order; text is empty, never none."""
    rows = [
        tuple(_cell(estate, one, column_, unmask=unmask) for column_ in view.columns)
        for one in view.source(estate)
        if scope.holds(view.thing(estate, one))
    ]
    keys = [column_.key for column_ in view.columns]
    places = [keys.index(name) for name in view.sort]
    rows.sort(key=lambda row: tuple(_order(row[place]) for place in places))
    headings = tuple(Heading(one.key, one.heading, one.kind, one.width) for one in view.columns)
    return Table(view.name, view.title, headings, tuple(rows))


def count(view: View, estate: Estate, scope: Scope) -> int:
    return sum(scope.holds(view.thing(estate, one)) for one in view.source(estate))


def masked(text: str) -> str:
    """The last two characters stay, so that two people can be sure that they speak of the same."""
    return "*" * max(3, len(text) - 2) + text[-2:] if len(text) > 4 else "***" if text else ""


def _cell(estate: Estate, one: Any, column_: Column, *, unmask: bool) -> Cell:
    value = _value(estate, one, column_)
    if column_.private and value is not None and not unmask:
        return masked(str(value))
    return "" if value is None and column_.kind == "text" else value


def _value(estate: Estate, one: Any, column_: Column) -> Cell:
    if callable(column_.value):
        return column_.value(estate, one)
    if column_.value.startswith("cf."):
        name = column_.value.removeprefix("cf.")
        if column_.kind == "date":
            return day_of(one, name)
        if column_.kind == "number":
            return number_of(one, name)
        found = field(one, name)
        return found if found is None or isinstance(found, bool) else str(found)
    value: Cell = getattr(one, column_.value)
    return value


def _order(value: Cell) -> tuple[int, Any]:
    """Nothing comes last."""
    if isinstance(value, Text):
        value = value.tr
    if value is None or value == "":
        return 1, ()
    if isinstance(value, date):
        return 0, value.toordinal()
    return 0, sort_key(value) if isinstance(value, str) else value
