"""A platform's rules read from its remediation.yml, with a user's own laid over them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from altyapi.platforms import Language, Platform, load
from altyapi.remediation.errors import BadRules, NoRules
from altyapi.remediation.rules import Rules
from netbox_sync import yamltext


def read(paths: Iterable[Path], language: Language | None = None) -> Rules:
    """Rules from files, later ones laid over earlier: lists are put in front of, mappings merged into, scalars replace.
    Raises BadRules."""
    merged: dict[str, Any] = {}
    last = ""
    for path in paths:
        last = str(path)
        try:
            data = yamltext.read(path.read_text("utf-8")) or {}
        except yaml.YAMLError as error:
            raise BadRules(file=last, place="YAML", fault=str(error)) from error
        if not isinstance(data, dict):
            raise BadRules(file=last, place="the top", fault="must be a mapping")
        merged = _merge(merged, data)
        try:
            Rules.model_validate({"sections": {}, **data})
        except ValidationError as error:
            raise _bad(last, data, error) from error
    try:
        spoken = language or Language()
        rules = Rules.model_validate({**_inner(merged, spoken), "language": spoken})
    except ValidationError as error:
        raise _bad(last, merged, error) from error
    for name, section in rules.sections.items():
        for rule in section.rules:
            if rule.block and rule.block not in rules.sections:
                raise BadRules(file=last, place=f"sections.{name}: {rule.line}", fault=f"no section named {rule.block}")
    return rules


def _inner(data: dict[str, Any], language: Language) -> dict[str, Any]:
    """The data with its commands in the inner form, and with the language's own way to leave a mode."""
    sections = {}
    for name, section in data.get("sections", {}).items():
        rules = [
            {
                "leave": language.leave,
                **rule,
                **{field: language.inner(rule[field]) for field in _COMMANDS if field in rule},
            }
            for rule in section.get("rules", ())
        ]
        defaults = [language.inner(line) for line in section.get("defaults", ())]
        sections[name] = {**section, "rules": rules, "defaults": defaults}
    listings = {
        name: {**listing, **({"take": language.inner(listing["take"])} if "take" in listing else {})}
        for name, listing in data.get("listings", {}).items()
    }
    return {**data, "sections": sections, "listings": listings}


_COMMANDS = ("remove", "reset", "take")


def _bad(file: str, data: object, error: ValidationError) -> BadRules:
    fault = error.errors()[0]
    place = ".".join(str(part) for part in fault["loc"]) or "the top"
    for part in fault["loc"]:
        data = data[part] if isinstance(data, list | dict) and part in _keys(data) else data  # type: ignore[index]
        if isinstance(data, dict) and isinstance(data.get("line"), str):
            place += f" (rule {data['line']!r})"
            break
    return BadRules(file=file, place=place, fault=fault["msg"])


def _keys(data: list[Any] | dict[str, Any]) -> Iterable[object]:
    return data if isinstance(data, dict) else range(len(data))


def _merge(base: Any, over: Any) -> Any:
    if isinstance(base, dict) and isinstance(over, dict):
        return {key: _merge(base[key], over[key]) if key in base and key in over else over.get(key, base.get(key))
                for key in (*base, *(key for key in over if key not in base))}  # fmt: skip
    if isinstance(base, list) and isinstance(over, list):
        return [*over, *base]
    return over


@cache
def rules_for(platform: str, overlay: Path | None = None) -> Rules:
    """The rules of a platform, with a user's own laid over them. Raises NoRules, BadRules, UnknownPlatform."""
    known: Platform = load(platform)
    path = known.folder / "remediation.yml"
    if not path.is_file():
        raise NoRules(platform=known.name, file=path.name)
    return read([path] if overlay is None else [path, overlay], known.language)
