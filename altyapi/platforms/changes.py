"""Changes on a platform, as data (`changes.yml` in its folder): what a command changes, what is looked at after it, and how the
system's own log tells who changed something."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, cached_property

from altyapi.platforms.platform import ROOT, walked
from netbox_sync import yamltext
from netbox_sync.model import Frozen


class Kind(Frozen):
    """A kind of change. The pattern is searched in a command with the modes that it stands in, joined by ` / `; its group
    `interface` is the port that the command is about."""

    name: str
    pattern: str

    @cached_property
    def regex(self) -> re.Pattern[str]:
        return re.compile(self.pattern)


class Probe(Frozen):
    """A show command of which the lines that match the pattern before a change must be there after it. What identifies a
    line are its groups; without groups, all of it. A device that does not know the command tells nothing."""

    command: str
    pattern: str

    @cached_property
    def regex(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.MULTILINE)

    def seen(self, answer: str) -> tuple[str, ...]:
        found = (
            " ".join(group for group in match.groups() if group) or match[0] for match in self.regex.finditer(answer)
        )
        return tuple(sorted(set(found)))


class LogPattern(Frozen):
    """A log message that tells of a change. Groups: `user`, `origin` (the address that they came from), `command` (what was
    typed, where it is told)."""

    pattern: str

    @cached_property
    def regex(self) -> re.Pattern[str]:
        return re.compile(self.pattern)


class Field(Frozen):
    """How a line of an interface tells what NetBox calls a field. `pattern` matches the whole line without its indent; its
    group `value` is the value, else `constant`. `absent` is what a missing line means; none: that nothing is told."""

    name: str  # description, enabled, mode, untagged_vlan, tagged_vlans
    pattern: str
    constant: str | bool | None = None
    absent: str | bool | None = None

    @cached_property
    def regex(self) -> re.Pattern[str]:
        return re.compile(self.pattern)


class Reality(Frozen):
    """How a config tells what NetBox holds. `interface` and `vlan` match the head of a block, their group the name or the
    number; `vlan_name` a line below it. Where the head is the VLAN's name, `vlan_number` is the line below it. In a language
    whose lines say whole paths, a line below is the rest of the path."""

    interface: str = r"(?!)"
    fields: tuple[Field, ...] = ()
    vlan: str = r"(?!)"
    vlan_name: str = r"(?!)"
    vlan_number: str = ""


class Changes(Frozen):
    kinds: tuple[Kind, ...] = ()
    probes: dict[str, Probe] = {}
    logs: tuple[LogPattern, ...] = ()
    reality: Reality = Reality()

    def of(self, commands: Iterable[str]) -> tuple[str, ...]:
        """The kinds of change that these commands make, in the order of the data."""
        found = {kind.name for whole in walked(commands) for kind in self.kinds if kind.regex.search(whole)}
        return tuple(dict.fromkeys(kind.name for kind in self.kinds if kind.name in found))

    def ports(self, commands: Iterable[str], kinds: Iterable[str]) -> tuple[str, ...]:
        """The interfaces that the commands of these kinds are about, sorted."""
        wanted = frozenset(kinds)
        matches = (kind.regex.search(whole) for whole in walked(commands) for kind in self.kinds if kind.name in wanted)
        return tuple(sorted({match["interface"] for match in matches if match and match.groupdict().get("interface")}))


@cache
def changes_of(platform: str) -> Changes:
    """The data of that platform; empty where it has none yet."""
    file = ROOT / platform / "changes.yml"
    return Changes.model_validate(yamltext.read(file.read_text("utf-8"))) if file.is_file() else Changes()
