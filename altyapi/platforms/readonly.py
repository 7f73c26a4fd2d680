"""Systems whose configs are read and never changed from here: known by netmiko's device type and a few lines of data.

A device is one of these by its platform in NetBox (the type's name or one of its slugs), or by the option `netmiko_type` in the
config context `connection`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from pydantic import Field, field_validator

from altyapi.platforms.platform import ROOT, Platform, SecretPattern
from netbox_sync import yamltext
from netbox_sync.model import Device, Frozen

PREFIX = "netmiko:"
"""What the names of these platforms begin with, so that none is taken for one that can be changed."""
FILE = "readonly.yml"


class Trial(Frozen):
    """How a restore drill loads a copy into a device that stands apart for it, where the system shows its config as commands: line
    by line at the prompt. Nothing of this is ever sent to a device in service."""

    prompt: str  # regex of any prompt, at the end of what is shown
    keeps: str  # the device writes down what it holds, before
    back: str  # the device goes back to that, by a restart
    asks: str  # regex of what it asks then
    answer: str
    ordered: str = r"(?!)"  # regex of lines that work in the order in which they stand


class ReadOnly(Platform):
    """A platform without driver, language and templates."""

    show: tuple[str, ...]  # the first that the device knows: releases and models of one kind differ
    enable: bool = False
    login_suffix: str = ""
    greets: bool = False
    broken: str = ""  # regex of what it prints into a config that lacks a part, whatever that ends with
    trial: Trial | None = None

    def complete(self, text: str) -> bool:
        return super().complete(text) and not (self.broken and re.search(self.broken, text))


class _System(Frozen):
    vendor: str
    slugs: tuple[str, ...] = ()
    show: tuple[str, ...] = Field(min_length=1)
    comment: str = "!"
    end: str = r"\S\s*\Z"
    broken: str = ""
    volatile: tuple[str, ...] = ()
    minimum_lines: int = 5
    enable: bool = False
    login_suffix: str = ""
    greets: bool = False
    trial: Trial | None = None
    port: int = 22

    @field_validator("show", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value


class _Systems(Frozen):
    systems: dict[str, _System]
    others: _System
    error_patterns: tuple[str, ...]
    secret_words: tuple[str, ...]
    secret_patterns: tuple[SecretPattern, ...]


def of(device: Device) -> ReadOnly | None:
    """The system that the device is read as; none where neither its platform nor its connection says one."""
    connection: Any = device.config_context.get("connection")
    options = connection.get("options") if isinstance(connection, dict) else None
    named = options.get("netmiko_type") if isinstance(options, dict) else None
    return load(str(named)) if named else find(device.platform)


def find(slug: str | None) -> ReadOnly | None:
    """The system of that platform slug, none where the data has none."""
    if not slug:
        return None
    name = slug.replace("-", "_")
    systems = _data().systems
    for known, system in systems.items():
        if name == known or slug in system.slugs:
            return load(known)
    return None


def load(name: str) -> ReadOnly:
    """The system of a netmiko device type, with or without the prefix; the defaults where the data has no entry of it."""
    return _load(name.removeprefix(PREFIX).replace("-", "_"))


def is_one(platform: str) -> bool:
    """Whether a target's platform is one of these."""
    return platform.startswith(PREFIX)


@cache
def _load(name: str) -> ReadOnly:
    data = _data()
    system = data.systems.get(name, data.others)
    return ReadOnly(
        name=f"{PREFIX}{name}",
        vendor=system.vendor,
        netmiko_type=name,
        port=system.port,
        comment=system.comment,
        end_marker=system.end,
        minimum_lines=system.minimum_lines,
        volatile=system.volatile,
        error_patterns=data.error_patterns,
        secret_patterns=data.secret_patterns,
        secret_words=(),
        show=system.show,
        enable=system.enable,
        login_suffix=system.login_suffix,
        greets=system.greets,
        broken=system.broken,
        trial=system.trial,
    )


@cache
def _data() -> _Systems:
    return _Systems.model_validate(yamltext.read((ROOT / FILE).read_text("utf-8")))
