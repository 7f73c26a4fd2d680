"""The configuration as FortiOS keeps it: sections, entries, settings; printed without what is at its default."""

from __future__ import annotations

import base64
import copy
import hashlib
import hmac
import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

from lab.devices.fortios.schema import BUILTIN, Section, Setting, sections
from lab.devices.fortios.words import quoted

_DEVICE_KEY = b"this emulator's own"
INDENT = "    "


@dataclass
class Entry:
    """One object: an entry of a table, or a section that is no table."""

    section: Section
    values: dict[str, list[str]] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)

    def value(self, name: str) -> list[str]:
        return self.values.get(name) or list(self.section.settings[name].default)

    def table(self, name: str) -> Table:
        if name not in self.tables:
            self.tables[name] = Table(self.section.sections[name])
        return self.tables[name]


@dataclass
class Table:
    """A section: its entries in their order. One that is no table has a single entry without a name."""

    section: Section
    entries: dict[str, Entry] = field(default_factory=dict)

    @property
    def single(self) -> Entry:
        return self.entries.setdefault("", Entry(self.section))


class Tree:
    """The sections of the device, or of one virtual domain."""

    def __init__(self) -> None:
        self.tables: dict[str, Table] = {}
        self.spoken: set[str] = set()  # sections of the config that was loaded: printed also where they are empty
        self.foreign: dict[str, list[str]] = {}  # sections that the schema lacks, as they were loaded

    def table(self, name: str) -> Table:
        if name not in self.tables:
            self.tables[name] = Table(sections()[name])
        return self.tables[name]

    def holds(self, path: str, name: str) -> bool:
        """Whether a table, or what the device comes with, has an entry of that name."""
        if path.startswith("builtin "):
            return name in BUILTIN[path.removeprefix("builtin ")]
        return path in self.tables and name in self.tables[path].entries

    def users(self, path: str, name: str) -> int:
        """How many settings name an entry."""
        return sum(
            1
            for table in self.tables.values()
            for entry in table.entries.values()
            for used in _walk(entry)
            for setting, values in used.values.items()
            if used.section.settings[setting].kind in {"ref", "refs"}
            and path in used.section.settings[setting].tables
            and name in values
            # an interface that is renamed or deleted does not hold itself
            and not (table.section.name == path and entry is used and table.entries.get(name) is entry)
        )

    def renamed(self, path: str, old: str, new: str) -> None:
        """Whoever names the entry names it by its new name."""
        for table in self.tables.values():
            for entry in table.entries.values():
                for used in _walk(entry):
                    for setting, values in used.values.items():
                        if path in used.section.settings[setting].tables:
                            used.values[setting] = [new if value == old else value for value in values]

    def copy(self) -> Tree:
        return copy.deepcopy(self)

    def text(self, *, full: bool = False, vdom: bool | None = None) -> str:
        """The config; `vdom` limits it to the sections of a virtual domain, or to those of the device."""
        out: list[str] = []
        for name, section in sections().items():
            if name in self.tables and (vdom is None or section.vdom == vdom):
                lines = table_lines(self.tables[name], name, 0, full=full)
                out += lines if len(lines) > len(("config", "end")) or name in self.spoken else []
        if vdom is not False:
            for lines in self.foreign.values():
                out += lines
        return "".join(f"{line}\n" for line in out)


def _walk(entry: Entry) -> Iterator[Entry]:
    yield entry
    for table in entry.tables.values():
        for inner in table.entries.values():
            yield from _walk(inner)


def table_lines(table: Table, name: str, depth: int, *, full: bool = False) -> list[str]:
    """A section as it is printed."""
    pad = INDENT * depth
    section = table.section
    if section.key is None:
        inside = entry_lines(table.single, depth + 1, full=full)
        if not inside and depth:
            return []
        return [f"{pad}config {name}", *inside, f"{pad}end"]
    if not table.entries and depth:
        return []
    out = [f"{pad}config {name}"]
    for key, entry in table.entries.items():
        shown = key if section.key.kind == "int" else quoted(key)
        out += [f"{pad}{INDENT}edit {shown}", *entry_lines(entry, depth + 2, full=full), f"{pad}{INDENT}next"]
    return [*out, f"{pad}end"]


def entry_lines(entry: Entry, depth: int, *, full: bool = False) -> list[str]:
    """The settings of an object and what is inside it, as printed."""
    pad = INDENT * depth
    out = []
    for name, setting in entry.section.settings.items():
        values = entry.values.get(name)
        if (not values or values == list(setting.default)) and not (full or "always" in setting.flags):
            continue
        shown = printed(setting, values or list(setting.default))
        if shown:
            out.append(f"{pad}set {name} {shown}")
        elif full:
            out.append(f"{pad}unset {name}")
    for name, table in entry.tables.items():
        out += table_lines(table, name, depth, full=full)
    return out


def printed(setting: Setting, values: list[str]) -> str:
    if setting.kind == "secret" and values:
        return values[0] if values[0].startswith("ENC ") else f"ENC {encrypted(values[0])}"
    return " ".join(quoted(value) if setting.in_quotes else value for value in values)


# -- secrets


def encrypted(secret: str) -> str:
    """A secret as the device prints it: otherwise every time."""
    salt = os.urandom(8)
    data = secret.encode()
    stream = hashlib.shake_256(_DEVICE_KEY + salt).digest(len(data))
    return base64.b64encode(salt + bytes(a ^ b for a, b in zip(data, stream, strict=True))).decode()


def decrypted(shown: str) -> str:
    """Raises ValueError for what this device did not print."""
    raw = base64.b64decode(shown, validate=True)
    salt, data = raw[:8], raw[8:]
    stream = hashlib.shake_256(_DEVICE_KEY + salt).digest(len(data))
    return bytes(a ^ b for a, b in zip(data, stream, strict=True)).decode()


def hashed(password: str, salt: bytes | None = None) -> str:
    salt = os.urandom(12) if salt is None else salt
    return "SH2" + base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def verified(password: str, shown: str) -> bool:
    try:
        salt = base64.b64decode(shown.removeprefix("SH2"))[:12]
    except ValueError:
        return False
    return hmac.compare_digest(hashed(password, salt), shown)


def taken(setting: Setting, values: list[str]) -> list[str] | None:
    """A secret as it is kept, from what was typed or printed; None where the device can't read it."""
    if values[0] == "ENC":
        if len(values) < 2:
            return None
        if "hash" in setting.flags:
            return [f"ENC {values[1]}"]
        try:
            return [decrypted(values[1])]
        except (ValueError, UnicodeDecodeError):
            return [f"ENC {values[1]}"]  # from a backup of another device: kept as it is
    return [f"ENC {hashed(values[0])}"] if "hash" in setting.flags else [values[0]]


def born(entry: Entry) -> None:
    """What the device gives a new object by itself."""
    for name, setting in entry.section.settings.items():
        if setting.kind == "uuid" and name not in entry.values:
            entry.values[name] = [str(uuid.uuid4())]
