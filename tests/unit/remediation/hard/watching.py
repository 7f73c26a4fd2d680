"""What must hold after every command, whatever the case: judged on the emulated device's own state."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lab.devices.commandline.tree import Key, Node
from lab.devices.ios.config import IosConfig
from tests.unit.remediation.hard.list_verdicts import Guard

State = dict[tuple[Key, ...], str]

# lines of which at least one must stand while both ends have one
NEVER_NONE = (
    r"ntp server ",
    r"logging host ",
    r"snmp-server host ",
    r"ip name-server ",
    r"tacacs-server host ",
    r"tacacs server ",
    r"radius server ",
    r"username ",
    r"ip route 0\.0\.0\.0 ",
    r"aaa group server \S+ \S+ / server ",
    r"line vty .* / transport input ",
)
# (use, definition): a name that is used is defined
REFERENCES = (
    (r"switchport access vlan (\d+)$", r"^vlan {}$"),
    (r"ip access-group (\S+) ", r"^(?:ip access-list \w+|access-list) {}\b"),
    (r"line \S+ .* / access-class (\S+) ", r"^(?:ip access-list \w+|access-list) {}\b"),
    (r"login authentication (\S+)$", r"^aaa authentication login {} "),
    (r"aaa authentication .* group (?!tacacs\+|radius)(\S+)", r"^aaa group server \S+ {}$"),
    (r"aaa group .* / server name (\S+)$", r"^(?:tacacs|radius) server {}$"),
    (r"service-policy output (\S+)$", r"^policy-map {}$"),
    (r"policy-map \S+ / class (?!class-default)(\S+)$", r"^class-map .*\b{}$"),
    (r"vrf forwarding (\S+)$", r"^vrf definition {}$"),
    (r"route-map (\S+) (?:in|out)$", r"^route-map {} "),
    (r"permit ip object-group (\S+)", r"^object-group network {}$"),
    (r"snmp-server user \S+ (\S+) v3", r"^snmp-server group {} "),
)


def state(config: IosConfig) -> State:
    found: State = {}

    def walk(node: Node, path: tuple[Key, ...]) -> None:
        for child in node.children.values():
            found[(*path, child.key)] = child.text
            walk(child, (*path, child.key))

    walk(config.root, ())
    return found


def paths(text: str) -> Iterator[str]:
    """Every line of a config with the lines that it stands under, joined by ` / `."""
    stack: list[tuple[int, str]] = []
    for raw in text.splitlines():
        line = raw.rstrip()
        if not line.strip() or line.strip().startswith("!") or line == "end":
            continue
        indent = len(line) - len(line.lstrip())
        while stack and stack[-1][0] >= indent:
            stack.pop()
        stack.append((indent, line.strip()))
        yield " / ".join(part for _, part in stack)


def vlans(text: str) -> set[int]:
    if text in ("", "all"):
        return set(range(1, 4095))
    if text == "none":
        return set()
    found: set[int] = set()
    for part in text.split(","):
        low, _, high = part.partition("-")
        found |= set(range(int(low), int(high or low) + 1))
    return found


def trunks(lines: list[str]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    modes: dict[str, str] = {}
    for line in lines:
        head, _, rest = line.partition(" / ")
        if head.startswith("interface "):
            if rest == "switchport mode trunk":
                modes[head] = "trunk"
            listed = re.match(r"switchport trunk allowed vlan (add )?(\S+)$", rest)
            if listed:
                found[head] = vlans(listed[2]) | (found.get(head, set()) if listed[1] else set())
    return {head: found.get(head, vlans("all")) for head in modes}


def dangling(lines: list[str]) -> set[str]:
    found = set()
    text = "\n".join(lines)
    ranges = (re.match(r"vlan ([\d,-]+)$", line) for line in lines)
    text += "".join(f"\nvlan {number}" for found in ranges if found for number in vlans(found[1]))
    for use, definition in REFERENCES:
        for line in lines:
            used = re.search(use, line)
            if used and not re.search(definition.format(re.escape(used[1])), text, re.MULTILINE):
                found.add(line)
    return found


class Watch:
    """Sees every state on the way from one config to another and gathers what is wrong with it."""

    def __init__(self, before: IosConfig, after: IosConfig, flicker: str | None = None) -> None:
        self.flicker = re.compile(flicker) if flicker else None
        self.faults: list[str] = []
        first, last = state(before), state(after)
        self.kept = {path for path in first.keys() & last.keys() if not self._free(path, first[path])}
        self.old, self.new = list(paths(before.text())), list(paths(after.text()))
        self.guard = Guard(before.text(), after.text())
        self.trunks = (trunks(self.old), trunks(self.new))
        self.loose = dangling(self.old) | dangling(self.new)
        self.never_none = [
            pattern
            for pattern in NEVER_NONE
            if all(any(re.match(pattern, line) for line in lines) for lines in (self.old, self.new))
            and not (self.flicker and self.flicker.search(pattern))
        ]

    def _free(self, path: tuple[Key, ...], text: str) -> bool:
        whole = " / ".join(" ".join(key) for key in path)
        if any(re.match(r"ip(v6)? access-list|access-list", " ".join(key)) for key in path):
            return True
        return bool(self.flicker and (self.flicker.search(whole) or self.flicker.search(text)))

    def see(self, command: str, config: IosConfig) -> None:
        def fault(text: str) -> None:
            self.faults.append(f"after {command.strip()!r}: {text}")

        now = state(config)
        for path in self.kept - now.keys():
            fault(f"{' / '.join(' '.join(key) for key in path)!r} is gone for a while")
        text = config.text()
        lines = list(paths(text))
        for wrong in self.guard.faults(text):
            fault(wrong)
        for wrong in sorted(dangling(lines) - self.loose):
            fault(f"{wrong!r} refers to nothing")
        for pattern in self.never_none:
            if not any(re.match(pattern, line) for line in lines):
                fault(f"no line of {pattern!r}")
        carried = trunks(lines)
        for head, allowed in carried.items():
            old, new = self.trunks[0].get(head), self.trunks[1].get(head)
            if old is not None and new is not None:
                if not allowed >= old & new:
                    fault(f"{head}: lost {sorted(old & new - allowed)[:5]}")
                if not allowed <= old | new:
                    fault(f"{head}: carries {sorted(allowed - (old | new))[:5]}")
            elif new is not None and not allowed <= new:
                fault(f"{head}: a new trunk carries {sorted(allowed - new)[:5]}")
