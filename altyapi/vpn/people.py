"""Persons as NetBox has them: contacts that are assigned to a department (tenant). Telephone and e-mail are not read.

A contact is known by its name, which may be a register number; where several have the same, by `id:NUMBER`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

from netbox_sync.client import NetBox, Row
from netbox_sync.model import Frozen
from netbox_sync.text import nfc

_BY_ID = re.compile(r"id:([0-9]{1,9})")
_AT_ONCE: Final = 50
_PAGE: Final = 500


class Department(Frozen):
    id: int
    slug: str
    name: str


class Person(Frozen):
    id: int
    name: str
    departments: tuple[Department, ...]


class People:
    """Those that were asked for, found in as few requests as their number allows."""

    def __init__(self, found: Iterable[Person]) -> None:
        self._by_id = {one.id: one for one in found}
        self._by_name: dict[str, list[Person]] = {}
        for one in self._by_id.values():
            self._by_name.setdefault(nfc(one.name), []).append(one)

    def of(self, word: str) -> tuple[Person, ...]:
        """Whom a word of the user's means: none, one or several."""
        numbered = _BY_ID.fullmatch(word.strip())
        if numbered:
            one = self._by_id.get(int(numbered[1]))
            return (one,) if one else ()
        return tuple(self._by_name.get(nfc(word.strip()), ()))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._by_name)


def read(netbox: NetBox, words: Sequence[str]) -> People:
    """The persons that these words may mean."""
    wanted = list(dict.fromkeys(nfc(word.strip()) for word in words if word.strip()))
    numbers = [int(found[1]) for word in wanted if (found := _BY_ID.fullmatch(word))]
    names = [word for word in wanted if not _BY_ID.fullmatch(word)]
    contacts: dict[int, Row] = {}
    for field, values in (("id", numbers), ("name", names)):
        for chunk in _chunks(values):
            for row in _pages(netbox, "tenancy/contacts", {field: chunk, "fields": "id,name"}):
                contacts[row["id"]] = row
    return People(_with_departments(netbox, list(contacts.values())))


def _with_departments(netbox: NetBox, contacts: Sequence[Row]) -> Iterator[Person]:
    held: dict[int, dict[int, None]] = {row["id"]: {} for row in contacts}
    for chunk in _chunks(list(held)):
        query = {"object_type": "tenancy.tenant", "contact_id": chunk}
        for row in _pages(netbox, "tenancy/contact-assignments", query):
            if row["object_type"] == "tenancy.tenant" and row["contact"]["id"] in held:
                held[row["contact"]["id"]][row["object_id"]] = None
    tenants: dict[int, Department] = {}
    for chunk in _chunks(sorted({number for numbers in held.values() for number in numbers})):
        for row in _pages(netbox, "tenancy/tenants", {"id": chunk, "fields": "id,slug,name"}):
            tenants[row["id"]] = Department(id=row["id"], slug=row["slug"], name=row["name"])
    for row in contacts:
        departments = sorted((tenants[one] for one in held[row["id"]] if one in tenants), key=lambda one: one.slug)
        yield Person(id=row["id"], name=row["name"], departments=tuple(departments))


def _chunks(values: Sequence[Any]) -> Iterator[list[Any]]:
    remaining = iter(values)
    while chunk := list(islice(remaining, _AT_ONCE)):
        yield chunk


def _pages(netbox: NetBox, path: str, query: dict[str, Any]) -> Iterator[Row]:
    offset = 0
    while True:
        _, rows = netbox.page(path, {**query, "ordering": "id", "limit": _PAGE, "offset": offset})
        yield from rows
        offset += len(rows)
        if len(rows) < _PAGE:
            return
