"""One session's place in the configuration: `config`, `edit`, `set`, `next`, `end` and what the device makes of each."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass

from lab.devices.fortios.schema import NOWHERE, Section, Setting, sections
from lab.devices.fortios.store import Entry, Table, Tree, born, entry_lines, table_lines, taken
from lab.devices.fortios.words import split, unfinished

FAIL = "Command fail. Return code {}"


class Refused(Exception):
    """The words in which the device refuses a line."""

    def __init__(self, words: str, code: int) -> None:
        super().__init__(f"{words}\n{FAIL.format(code)}" if words else FAIL.format(code))


def _parse_error(word: str, code: int = -61) -> Refused:
    return Refused(f"\ncommand parse error before '{word}'", code)


def _value_error(word: str, why: str = "", code: int = -651) -> Refused:
    return Refused(
        f"{why}\n\nvalue parse error before '{word}'" if why else f"\nvalue parse error before '{word}'", code
    )


INCOMPLETE = "incomplete command in the end"


@dataclass
class Frame:
    """A section that is open, and the entry that is edited in it."""

    name: str
    table: Table
    entry: Entry | None = None
    key: str = ""

    @property
    def label(self) -> str:
        if self.table.section.key is not None and self.entry is not None:
            return self.key
        return self.name.split(" ")[-1]


class Session:
    """A place in one tree. `committed(path, key)` is called when a section of the tree has taken a change; `locked(path, key)`
    tells whether somebody else holds it."""

    def __init__(
        self,
        tree: Tree,
        *,
        allowed: Callable[[Section], bool] = lambda _section: True,
        committed: Callable[[str, str], None] = lambda _path, _key: None,
        locked: Callable[[str, str], bool] = lambda _path, _key: False,
        loading: bool = False,
    ) -> None:
        self.tree = tree
        self.frames: list[Frame] = []
        self.loading = loading
        self._allowed = allowed
        self._committed = committed
        self._locked = locked

    @property
    def label(self) -> str:
        return self.frames[-1].label if self.frames else ""

    def line(self, text: str) -> str:
        """Carry out one line; what the device prints. Raises Refused."""
        words = split(text)
        if not words:
            return ""
        verb, rest = _verb(words[0]), words[1:]
        handler = getattr(self, f"_do_{verb}", None) if verb else None
        if handler is None:
            raise Refused("Unknown action 0\n", -1) if not self.frames else _parse_error(words[0])
        return str(handler(rest) or "")

    # -- moving about
    def _do_config(self, words: list[str]) -> None:
        if not words:
            raise Refused(INCOMPLETE, -160)
        if self.frames and self.frames[-1].entry is not None:
            entry = self.frames[-1].entry
            name = " ".join(words)
            if name not in entry.section.sections:
                raise _parse_error(words[0])
            self._open(name, entry.table(name))
            return
        if self.frames:
            raise _parse_error("config")
        name = " ".join(words)
        if name not in sections() or not self._allowed(sections()[name]):
            known = [path for path in sections() if path.split(" ")[0] == words[0]]
            raise _parse_error(words[1] if known and len(words) > 1 else words[0])
        self._open(name, self.tree.table(name))

    def _open(self, name: str, table: Table) -> None:
        frame = Frame(name, table)
        if table.section.key is None:
            frame.entry = copy.deepcopy(table.single)
        self.frames.append(frame)

    def _do_edit(self, words: list[str]) -> str:
        frame = self._frame("edit")
        section = frame.table.section
        if section.key is None or frame.entry is not None:
            raise _parse_error("edit")
        if not words:
            raise Refused(INCOMPLETE, -160)
        name = words[0]
        if section.key.kind == "int" and name == "0":
            name = str(1 + max((int(key) for key in frame.table.entries), default=0))
        if section.key.fault([name]):
            raise _value_error(words[0], code=-1)
        self._check_lock(name)
        known = frame.table.entries.get(name)
        frame.key, frame.entry = name, copy.deepcopy(known) if known is not None else Entry(section)
        return "" if known is not None or self.loading else f"new entry '{name}' added\n"

    def _check_lock(self, key: str) -> None:
        outer = self.frames[0]
        if self._locked(outer.name, outer.key or key):
            words = "Can not config the object since either the object or the referenced objects are being configured"
            raise Refused(f"{words} by other transactions.\n", 14)

    def _frame(self, word: str) -> Frame:
        if not self.frames:
            raise Refused("Unknown action 0\n", -1)
        del word
        return self.frames[-1]

    def _do_next(self, _words: list[str]) -> None:
        frame = self._frame("next")
        if frame.table.section.key is None or frame.entry is None:
            raise _parse_error("next")
        self._keep(frame)

    def _do_end(self, _words: list[str]) -> None:
        frame = self._frame("end")
        if frame.entry is not None:
            self._keep(frame)
        self.frames.pop()

    def _do_abort(self, _words: list[str]) -> None:
        self._frame("abort")
        self.frames.pop()

    def _keep(self, frame: Frame) -> None:
        """Take the entry that is edited. Raises Refused, the entry stays as it was and is not edited any more."""
        entry, frame.entry = frame.entry, None
        if entry is None:
            return
        key = frame.key if frame.table.section.key is not None else ""
        if not self.loading:
            self._complete(entry)
            if frame.table.section.key is None:
                self._check_lock("")
        born(entry)
        frame.table.entries[key] = entry
        if len(self.frames) == 1:
            self._committed(frame.name, key)

    def _complete(self, entry: Entry) -> None:
        for name, setting in entry.section.settings.items():
            if "required" in setting.flags and not entry.values.get(name):
                raise Refused(
                    f"Attribute '{name}' MUST be set.\nobject check operator error, -56, discard the setting", 1
                )
        if entry.section.name == "firewall policy" and "srcaddr" not in entry.values and "srcaddr6" not in entry.values:
            raise Refused("Must set srcaddr or srcaddr6.\nobject set operator error, -9121 discard the setting", 1)
        if (
            entry.section.name == "system interface"
            and entry.value("type") == ["vlan"]
            and not entry.values.get("vlanid")
        ):
            raise Refused("VLAN ID is required.\nobject set operator error, -8 discard the setting", -8)

    # -- settings
    def _setting(self, words: list[str]) -> tuple[Entry, Setting]:
        frame = self._frame("set")
        if frame.entry is None:
            raise _parse_error(words[0] if words else "set")
        if not words:
            raise Refused(INCOMPLETE, -160)
        setting = frame.entry.section.settings.get(words[0])
        if setting is None:
            raise _parse_error(words[0])
        return frame.entry, setting

    def _do_set(self, words: list[str]) -> None:
        entry, setting = self._setting(words)
        entry.values[setting.name] = self._checked(entry, setting, words[1:])

    def _checked(self, entry: Entry, setting: Setting, values: list[str]) -> list[str]:
        if not values:
            raise Refused(INCOMPLETE, -160)
        if setting.kind == "secret":
            kept = taken(setting, values)
            if kept is None:
                raise _value_error(values[-1], code=-61)
            return kept
        if self.loading:
            return values
        fault = setting.fault(values)
        if fault == "incomplete":
            raise Refused(INCOMPLETE, -160)
        if fault:
            raise _value_error(values[-1], "" if fault == "value" else fault, -8 if "netmask" in fault else -651)
        if setting.kind in {"ref", "refs"}:
            missing = next(
                (one for one in values if not any(self.tree.holds(path, one) for path in setting.tables)), None
            )
            if missing is not None:
                raise _value_error(missing, "entry not found in datasource", -3)
        return self._sane(entry, setting, setting.stored(values))

    def _sane(self, entry: Entry, setting: Setting, values: list[str]) -> list[str]:
        """What the device checks of a value beside its form."""
        if entry.section.name == "system interface" and setting.name == "ip":
            own = self.frames[-1].key
            for name, other in self.tree.table("system interface").entries.items():
                if name != own and other.values.get("ip", [""])[0] == values[0] != NOWHERE:
                    why = (
                        f"Subnets overlap between '{own}' with primary IP of '{name}'\n"
                        f"node_check_object fail! for ip {' '.join(values)}"
                    )
                    raise _value_error(values[-1], why, -54)
        return values

    def _do_append(self, words: list[str]) -> None:
        entry, setting = self._setting(words)
        if not setting.listed:
            raise _parse_error(words[0])
        have = entry.value(setting.name)
        entry.values[setting.name] = [
            *have,
            *(one for one in self._checked(entry, setting, words[1:]) if one not in have),
        ]

    def _do_unselect(self, words: list[str]) -> None:
        entry, setting = self._setting(words)
        entry.values[setting.name] = [one for one in entry.value(setting.name) if one not in words[1:]]

    def _do_unset(self, words: list[str]) -> None:
        entry, setting = self._setting(words)
        if "required" in setting.flags and setting.kind == "refs":
            raise Refused(f"unset oper error ret=-56 for {setting.name}", -56)
        entry.values.pop(setting.name, None)

    # -- entries
    def _table(self, words: list[str], count: int) -> Frame:
        frame = self._frame("delete")
        if frame.table.section.key is None or frame.entry is not None:
            raise _parse_error(words[0] if words else "")
        if len(words) < count:
            raise Refused(INCOMPLETE, -160)
        return frame

    def _do_delete(self, words: list[str]) -> None:
        frame = self._table(words, 1)
        name = words[0]
        if name not in frame.table.entries:
            raise Refused(f"\ncommand parse error before '{name}'", -61)
        self._check_lock(name)
        used = self.tree.users(frame.name, name) if len(self.frames) == 1 else 0
        if used:
            raise Refused(f"The entry is used by other {used} entries\n", -23)
        if frame.name == "system interface" and frame.table.entries[name].value("type") == ["physical"]:
            raise Refused("The entry can not be deleted", -61)
        del frame.table.entries[name]
        if len(self.frames) == 1:
            self._committed(frame.name, name)

    def _do_purge(self, words: list[str]) -> None:
        frame = self._table(words, 0)
        for name in list(frame.table.entries):
            self._do_delete([name])
        del frame

    def _do_move(self, words: list[str]) -> None:
        frame = self._table(words, 3)
        if not frame.table.section.moves:
            raise _parse_error("move")
        name, where, other = words[:3]
        if name not in frame.table.entries or other not in frame.table.entries or where not in {"before", "after"}:
            raise _parse_error(other if name in frame.table.entries else name)
        moved = frame.table.entries.pop(name)
        order: dict[str, Entry] = {}
        for key, entry in frame.table.entries.items():
            around = [(name, moved), (key, entry)] if where == "before" else [(key, entry), (name, moved)]
            order.update(around if key == other else [(key, entry)])
        frame.table.entries = order
        self._committed(frame.name, name)

    def _do_rename(self, words: list[str]) -> None:
        frame = self._table(words, 3)
        old, to, new = words[:3]
        if to != "to" or old not in frame.table.entries:
            raise _parse_error(old)
        if new in frame.table.entries:
            raise Refused("A duplicate entry already exists.", -5)
        frame.table.entries = {new if key == old else key: entry for key, entry in frame.table.entries.items()}
        self.tree.renamed(frame.name, old, new)
        self._committed(frame.name, new)

    def _do_clone(self, words: list[str]) -> None:
        frame = self._table(words, 3)
        old, to, new = words[:3]
        if to != "to" or old not in frame.table.entries:
            raise _parse_error(old)
        if new in frame.table.entries:
            raise Refused("A duplicate entry already exists.", -5)
        made = copy.deepcopy(frame.table.entries[old])
        made.values.pop("uuid", None)
        born(made)
        frame.table.entries[new] = made
        self._committed(frame.name, new)

    # -- looking
    def _do_show(self, words: list[str]) -> str:
        """What is open, as a config."""
        full = bool(words) and words[0].startswith("full")
        frame = self._frame("show")
        if frame.entry is None:
            return "\n".join(table_lines(frame.table, frame.name, 0, full=full)) + "\n"
        if frame.table.section.key is None:
            only = Table(frame.table.section, {"": frame.entry})
        else:
            only = Table(frame.table.section, {frame.key: frame.entry})
        return "\n".join(table_lines(only, frame.name, 0, full=full)) + "\n"

    def _do_get(self, _words: list[str]) -> str:
        frame = self._frame("get")
        if frame.entry is None:
            return "".join(f"== [ {key} ]\nname: {key}\n" for key in frame.table.entries)
        return listing(frame.entry)


def listing(entry: Entry) -> str:
    """An object as `get` prints it."""
    out = []
    for line in entry_lines(entry, 0, full=True):
        verb, name, *rest = line.split(" ", 2)
        if verb in {"set", "unset"}:
            out.append(f"{name:<20}: {' '.join(rest).strip(chr(34))}")
    return "\n".join(out) + "\n"


_VERBS = (
    "config", "edit", "set", "unset", "append", "unselect", "next", "end", "abort", "delete", "purge", "move", "rename", "clone", "show",
    "get",
)  # fmt: skip


def _verb(word: str) -> str:
    """A verb by any beginning of it that means no other."""
    found = [verb for verb in _VERBS if verb.startswith(word)]
    return word if word in _VERBS else found[0] if len(found) == 1 else ""


def load(tree: Tree, text: str) -> None:
    """Read a whole config into the tree; sections that the schema lacks are kept as text."""
    session = Session(tree, loading=True)
    rows = text.replace("\r\n", "\n").split("\n")
    at = 0
    while at < len(rows):
        row = rows[at].strip()
        at += 1
        while unfinished(row) and at < len(rows):
            row += "\n" + rows[at]
            at += 1
        if not row or (row.startswith("#") and not session.frames):
            continue
        path = row.removeprefix("config ")
        if row.startswith("config ") and not session.frames:
            tree.spoken.add(path)
        if row.startswith("config ") and not session.frames and path not in sections():
            at = _foreign(tree, rows, at, row)
            continue
        session.line(row)


def _foreign(tree: Tree, rows: list[str], at: int, head: str) -> int:
    depth, kept = 1, [head]
    while at < len(rows) and depth:
        word = rows[at].split(maxsplit=1)[0] if rows[at].strip() else ""
        depth += {"config": 1, "end": -1}.get(word, 0)
        kept.append(rows[at])
        at += 1
    tree.foreign[head] = kept
    return at
