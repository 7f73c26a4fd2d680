"""What commands lead to, by the engine's own model: the same function when a plan is made and before it is applied.

So the difference that a person reviewed, the config that was predicted and the checks are bound to the commands: a plan in
which they disagree is refused before anything is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from altyapi import platforms, remediation
from altyapi.plan.model import Check, Flag
from altyapi.plan.policy import PostChecks
from altyapi.platforms import Platform
from altyapi.platforms.changes import changes_of
from altyapi.remediation import ManagementPath
from altyapi.secrets import SecretStore, mask, visible
from netbox_sync.model import Frozen


class Outcome(Frozen):
    """The config after the commands (lines that a device never shows left out), its digest, and the masked difference."""

    text: str
    sha256: str
    diff: str


def outcome(running: str, commands: Sequence[str], platform: Platform, store: SecretStore) -> Outcome:
    """Of these commands over this running config; secrets may stand in the commands as references."""
    normal = platform.normalise(running)
    text = visible(remediation.predict(normal, commands, platform), platform)
    diff = remediation.described(normal, commands, platform)
    return Outcome(text=text, sha256=platform.digest(text), diff=mask(diff, platform, store))


def flagged(
    running: str,
    commands: Sequence[str],
    platform: Platform,
    store: SecretStore,
    host: str,
    beside: Iterable[remediation.Flag] = (),
) -> tuple[Flag, ...]:
    """Which of these commands over this running config need a second look on a device that is reached at `host`, masked; after
    those that are known `beside`."""
    found = remediation.flagged(platform.normalise(running), commands, platform, ManagementPath(address=host))
    told = (Flag(kind=one.kind, line=mask(one.line, platform, store), reason=one.reason) for one in (*beside, *found))
    return tuple({(flag.kind, flag.line): flag for flag in reversed(tuple(told))}.values())[::-1]


def checks(commands: Iterable[str], platform: Platform) -> tuple[Check, ...]:
    """What must hold after these commands; interfaces that they take down themselves are excepted."""
    down = platform.down_after(commands)
    return (
        Check(kind="login", expected="a new login is accepted"),
        Check(kind="config", expected="running config as predicted"),
        Check(kind="interfaces-up", expected="interfaces that were up are up", excepted=down),
        Check(kind="neighbours", expected="neighbours that were seen are seen", excepted=down),
    )


def post_checks(commands: Sequence[str], platform: str, policy: PostChecks) -> tuple[Check, ...]:
    """What must hold after these commands beside what must hold after any: by their kinds of change."""
    changes = changes_of(platform)
    asked: dict[str, list[str]] = {}
    for kind in changes.of(commands):
        for wanted in policy.by_kind.get(kind, ()):
            asked.setdefault(wanted, []).append(kind)
    down = platforms.load(platform).down_after(commands)
    made: list[Check] = []
    for wanted, kinds in asked.items():
        after = f" ({', '.join(kinds)})"
        if wanted == "ports":
            ports = tuple(port for port in changes.ports(commands, kinds) if port not in down)
            if ports:
                expected = f"changed ports that were up are up{after}"
                made.append(Check(kind="ports", expected=expected, subjects=ports))
        elif wanted == "second-account":
            if policy.second_account:
                expected = f"another account is accepted{after}"
                made.append(Check(kind="second-account", expected=expected, subjects=(policy.second_account,)))
        elif wanted in changes.probes:
            expected = f"what `{changes.probes[wanted].command}` told is still told{after}"
            made.append(Check(kind="probe", expected=expected, subjects=(wanted,)))
    return tuple(made)


def turned_round(diff: str) -> str:
    """The difference as the way back has it: what came goes, what went comes."""
    turned = {"+": "-", "-": "+"}
    lines = []
    for line in diff.split("\n"):
        place = len(line) - len(line.lstrip())
        mark = line[place : place + 1]
        lines.append(line[:place] + turned[mark] + line[place + 1 :] if mark in turned else line)
    return "\n".join(lines)
