"""The configuration as RouterOS keeps it: menus of items; printed as the commands that would make it."""

from __future__ import annotations

from functools import cache
from ipaddress import IPv4Address, IPv4Interface
from pathlib import Path
from typing import Any, NamedTuple

from lab.devices.routeros.words import Malformed, meant, quoted, split
from netbox_sync import yamltext

CHECKS = {"ip": IPv4Address, "prefix": IPv4Interface, "number": int}
SENSITIVE = frozenset({"authentication-password", "encryption-password", "password", "secret"})


class Menu(NamedTuple):
    name: str
    takes: dict[str, str]
    key: str = ""
    built: tuple[str, ...] = ()
    find: str = ""
    bare: bool = False  # built items are named without `[ find … ]`
    listed: bool = False  # items without a key, in their order

    @property
    def adds(self) -> bool:
        return bool(self.key) or self.listed


class Item(NamedTuple):
    values: dict[str, str]
    built: str = ""


class Refused(Exception):
    """The device's words."""


@cache
def _data() -> Any:
    return yamltext.read((Path(__file__).parent / "menus.yml").read_text("utf-8"))


@cache
def menus(model: str) -> dict[str, Menu]:
    """In the order of an export."""
    ports = tuple(_data()["ports"].get(model, ()))
    return {
        name: Menu(name, **{**body, "built": ports if body.get("built") == "ports" else tuple(body.get("built", ()))})
        for name, body in _data()["menus"].items()
    }


class Store:
    def __init__(self, model: str, text: str = "") -> None:
        """Of an export. Raises Refused for what it does not know."""
        self.menus = menus(model)
        self.items = {name: [Item({}, one) for one in menu.built] for name, menu in self.menus.items()}
        for line in text.splitlines():
            if line.strip() and not line.startswith("#"):
                self.enter(line)

    def value(self, menu: str, name: str) -> str:
        return next((item.values[name] for item in self.items[menu] if name in item.values), "")

    def text(self, *, sensitive: bool = True) -> str:
        """The export in its terse form: each line a whole command."""
        out: list[str] = []
        for name, menu in self.menus.items():
            for item in self.items[name]:
                values = {key: value for key, value in item.values.items() if sensitive or key not in SENSITIVE}
                if not values:
                    continue
                head = f"{name} set {_told(menu, item.built)}" if item.built else f"{name} add "
                head = head if item.built or menu.adds else f"{name} set "
                out.append(head + " ".join(f"{key}={quoted(value)}" for key, value in sorted(values.items())))
        return "".join(f"{line}\n" for line in out)

    # -- one command
    def enter(self, line: str) -> None:
        """Raises Refused."""
        try:
            words = split(line)
        except Malformed as error:
            raise Refused(f"expected closing quote or bracket (line 1 column {error.column})") from error
        menu, at = self._menu(words)
        if at == len(words):
            return  # into a menu: this shell stays at the top
        verb, column = words[at]
        if verb == "add" and menu.adds:
            self._add(menu, self._values(menu, words[at + 1 :]))
        elif verb == "set":
            self._set(menu, words[at + 1 :])
        else:
            raise Refused(f"bad command name {verb} (line 1 column {column})")

    def _menu(self, words: list[tuple[str, int]]) -> tuple[Menu, int]:
        plain = [word for word, _ in words]
        for count in range(len(plain), 0, -1):
            name = " ".join(plain[:count])
            if name in self.menus:
                return self.menus[name], count
        raise Refused(f"bad command name {plain[0].lstrip('/')} (line 1 column 1)")

    def _values(self, menu: Menu, words: list[tuple[str, int]]) -> dict[str, str]:
        found: dict[str, str] = {}
        for word, column in words:
            name, equals, value = word.partition("=")
            if name not in menu.takes or not equals:
                raise Refused(f"expected end of command (line 1 column {column})")
            found[name] = meant(value)
            self._check(name, menu.takes[name], found[name])
        return found

    def _check(self, name: str, kind: str, value: str) -> None:
        if kind == "interface" and value not in self._interfaces():
            raise Refused(f"input does not match any value of {name}")
        if kind == "yes-no" and value not in {"yes", "no"}:
            raise Refused(f"invalid value for argument {name}")
        if kind in CHECKS:
            try:
                CHECKS[kind](value)
            except ValueError as error:
                raise Refused(f"invalid value for argument {name}") from error

    def _interfaces(self) -> set[str]:
        ports = {item.values.get("name", item.built) for item in self.items["/interface ethernet"]}
        made = {item.values["name"] for menu in ("/interface bridge", "/interface vlan") for item in self.items[menu]}
        return {"all", "lo", *ports, *made}

    def _add(self, menu: Menu, values: dict[str, str]) -> None:
        if menu.key:
            if menu.key not in values:
                raise Refused(f"missing value(s) of argument(s) {menu.key}")
            if any(item.values.get(menu.key) == values[menu.key] for item in self.items[menu.name]):
                raise Refused(f"failure: already have such {menu.key}")
        self.items[menu.name].append(Item(values))

    def _set(self, menu: Menu, words: list[tuple[str, int]]) -> None:
        if not menu.built and not menu.adds:
            values = self._values(menu, words)
            kept = self.items[menu.name]
            if not kept:
                kept.append(Item({}))
            kept[0].values.update(values)
            return
        if not words:
            raise Refused("missing value(s) of argument(s) numbers")
        told, _ = words[0]
        for item in self.items[menu.name]:
            if item.built and told == _told(menu, item.built).strip():
                item.values.update(self._values(menu, words[1:]))
                return
        raise Refused("no such item")


def _told(menu: Menu, built: str) -> str:
    if menu.bare:
        return f"{built} "
    return f"[ find {menu.find}={'yes' if menu.find == 'default' else built} ] "
