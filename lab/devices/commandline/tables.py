"""Command tables: one text file per configuration mode, in the order in which the device writes the lines out.

A line is `SYNTAX ; FLAGS`; a lone `!` starts a new group. Flags: `do=NAME` (the function that carries it out), `mode=NAME`
(mode it opens), `default=VALUE` (`~` stands for a blank), `on` (enabled unless negated, so only the negated form is shown),
`both` (shown in either form), `no=N` (a negation may stop after N words and removes everything that starts so),
`sort=NAME` (see `tree.SORTS`), `tail` (a blank is printed at the end).
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources

from lab.devices.commandline.params import KINDS, Accept, parameter
from lab.devices.commandline.syntax import Mode, Spec, compile_spec
from lab.devices.commandline.tree import SORTS, Sort


class Grammar:
    """The tables `<mode>.txt` of one package, each compiled when it is first needed."""

    def __init__(
        self, package: str, *, kinds: Mapping[str, Accept] | None = None, sorts: Mapping[str, Sort] | None = None
    ) -> None:
        self._package = package
        self._kinds = {**KINDS, **(kinds or {})}
        self._sorts = {**SORTS, **(sorts or {})}
        self._modes: dict[str, Mode] = {}
        self._specs: dict[tuple[str, str], Spec] = {}

    def mode(self, name: str) -> Mode:
        """The commands of the mode whose table is `<name>.txt`."""
        found = self._modes.get(name)
        if found is None:
            found = self._modes[name] = Mode(name, self._read(name))
        return found

    def spec(self, mode: str, start: str) -> Spec:
        """The first command of `mode` whose syntax starts with `start`."""
        found = self._specs.get((mode, start))
        if found is None:
            found = next(spec for spec in self.mode(mode).specs if spec.syntax.startswith(start))
            self._specs[mode, start] = found
        return found

    def _read(self, name: str) -> list[Spec]:
        text = resources.files(self._package).joinpath(f"{name}.txt").read_text(encoding="ascii")
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
                self._set_flag(spec, flag)
            specs.append(compile_spec(spec, lambda token: parameter(token, self._kinds)))
        return specs

    def _set_flag(self, spec: Spec, flag: str) -> None:
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
                spec.sorted_by = self._sorts[value]
            case "tail":
                spec.tail = " "
            case _:
                raise ValueError(f"unknown flag {flag!r} in the table line {spec.syntax!r}")
