"""The command tables, one file per configuration mode, in the order in which IOS writes the lines out.

A line is `SYNTAX ; FLAGS`; a lone `!` starts a new group (IOS separates groups by `!`). Flags: `do=NAME` (the function in
`lab.devices.ios.commands` that carries it out), `mode=NAME` (mode it opens), `default=VALUE` (`~` stands for a blank),
`on` (enabled unless negated, so only the `no` form is shown), `both` (shown in either form), `no=N` (`no` may stop after
N words and removes everything that starts so), `sort=NAME` (see `tree.SORTS`), `tail` (IOS prints a blank at the end).
"""

from __future__ import annotations

from functools import cache
from importlib import resources

from lab.devices.ios.syntax import Mode, Spec, compile_spec


@cache
def mode(name: str) -> Mode:
    """The commands of the mode whose table is `<name>.txt`."""
    text = resources.files(__package__).joinpath(f"{name}.txt").read_text(encoding="ascii")
    specs: list[Spec] = []
    group = 0
    for line in text.splitlines():
        syntax, _, flags = line.partition(" ; ")
        syntax = syntax.strip()
        if syntax == "!":
            group += 1
        if not syntax or syntax.startswith(("!", "#")):
            continue
        spec = Spec(syntax, rank=len(specs), group=group)
        for flag in flags.split():
            _set_flag(spec, flag)
        specs.append(compile_spec(spec))
    return Mode(name, specs)


def _set_flag(spec: Spec, flag: str) -> None:
    name, _, value = flag.partition("=")
    match name:
        case "do":
            spec.do = value
        case "mode":
            spec.mode = value
        case "default":
            spec.default = value.replace("~", " ")
        case "on":
            spec.on = True
        case "both":
            spec.both = True
        case "no":
            spec.no_from = int(value)
        case "sort":
            spec.sort = value
        case "tail":
            spec.tail = " "
        case _:
            raise ValueError(f"unknown flag {flag!r} in the table line {spec.syntax!r}")
