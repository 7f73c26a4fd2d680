"""From a running and an intended config to the commands between them, and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from altyapi.platforms import Platform, load
from altyapi.remediation import prediction
from altyapi.remediation.astray import astray as strayed
from altyapi.remediation.emit import commands as emitted
from altyapi.remediation.emit import joined
from altyapi.remediation.exclusive import released
from altyapi.remediation.flags import Flag, ManagementPath, derived, flags, kinds_anywhere
from altyapi.remediation.held import Held, kept
from altyapi.remediation.layout import render
from altyapi.remediation.membership import consistent, levelled, placed, relieved
from altyapi.remediation.order import ordered
from altyapi.remediation.rulefile import rules_for
from altyapi.remediation.rules import Rules
from altyapi.remediation.scope import Scope, target
from altyapi.remediation.state import State, build, same_state
from altyapi.remediation.steps import difference
from altyapi.remediation.tree import parse_with
from altyapi.remediation.treediff import tree_diff
from netbox_sync.model import Frozen

ROUNDS = 3
"""How often what is still missing after the commands, by the engine's own model, is added to them."""


class Remediation(Frozen):
    """How a device gets from its running config to the intended one, and how it would get back."""

    commands: tuple[str, ...] = ()  # config-mode lines in order, indented by depth; an atom is one element
    rollback: tuple[str, ...] = ()  # from `predicted` back to running
    predicted: str  # the config after `commands`, in the platform's normal form; compare with `same_config`
    restored: str  # the config after `rollback`
    unmanaged: tuple[str, ...] = ()  # lines nobody owns, with their parents, joined by " / "
    held: tuple[Held, ...] = ()  # what the intended config doesn't have, but a line that stays still uses
    flags: tuple[Flag, ...] = ()
    diff: str = ""
    changed: bool = False


def remediate(
    running: str,
    intended: str,
    platform: str | Platform = "cisco_ios",
    *,
    strict: bool = False,
    owned: Sequence[str] | None = None,
    management: ManagementPath | None = None,
    overlay: Path | None = None,
) -> Remediation:
    """The commands that make the owned part of `running` say what `intended` says.

    `owned` are scope patterns (scope.Scope); None: every family of which `intended` has a line. `strict` owns everything.
    `overlay` is a file of the user's own rules. Raises BadRules where rule data is at fault; no config text raises.
    """
    known = load(platform) if isinstance(platform, str) else platform
    rules = rules_for(known.name, overlay)
    old = consistent(build(rules, parse_with(rules, known, running)))
    wish = consistent(build(rules, parse_with(rules, known, intended)), whole=False)
    merged, unmanaged = target(old, wish, Scope(wish, owned, strict=strict))
    wanted, held = kept(old, placed(merged, old, wish))
    normal = known.normalise(running)
    if same_state(old, wanted):
        return Remediation(predicted=normal, restored=normal, unmanaged=unmanaged, held=held)
    forward, after = _path(rules, old, wanted)
    back = levelled(old, after)
    backward, restored = _path(rules, after, back)
    return Remediation(
        commands=forward,
        rollback=backward,
        predicted=known.normalise(render(after)),
        restored=normal if same_state(restored, back) else known.normalise(render(restored)),
        unmanaged=unmanaged,
        held=held,
        flags=flags(rules, forward, old, wanted, derived((old, wanted), management)),
        diff=tree_diff(old, after),
        changed=True,
    )


def _path(rules: Rules, old: State, new: State) -> tuple[tuple[str, ...], State]:
    """The commands from one state to another, and the state that they lead to."""
    lines: tuple[str, ...] = ()
    state = old
    for _ in range(ROUNDS):
        more = emitted(rules, ordered(joined(released(state, new, difference(rules, relieved(state, new), new)))))
        lines += more
        state = prediction.run(state, more)
        if not more or same_state(state, new):
            break
    return lines, state


def predict(running: str, commands: Iterable[str], platform: str | Platform = "cisco_ios") -> str:
    """What the device would hold after the commands, by the engine's own model, in the platform's normal form."""
    known = load(platform) if isinstance(platform, str) else platform
    rules = rules_for(known.name)
    state = consistent(build(rules, parse_with(rules, known, running)))
    return known.normalise(render(prediction.run(state, commands)))


def described(running: str, commands: Iterable[str], platform: str | Platform = "cisco_ios") -> str:
    """The difference that the commands make, for people; the same that `Remediation.diff` tells."""
    known = load(platform) if isinstance(platform, str) else platform
    rules = rules_for(known.name)
    state = build(rules, parse_with(rules, known, running))
    return tree_diff(state, prediction.run(state, commands))


def flagged(
    running: str, commands: Iterable[str], platform: str | Platform, management: ManagementPath | None
) -> tuple[Flag, ...]:
    """Which of these commands over this running config need a second look; what is not known of the management path is read
    from the config before and after them."""
    known = load(platform) if isinstance(platform, str) else platform
    rules = rules_for(known.name)
    commands = tuple(commands)
    old = consistent(build(rules, parse_with(rules, known, running)))
    new = prediction.run(old, commands)
    return flags(rules, commands, old, new, derived((old, new), management))


@lru_cache(maxsize=1024)
def flagged_anywhere(
    commands: tuple[str, ...], platform: str, management: ManagementPath | None = None
) -> frozenset[str]:
    """The kinds of flags that these commands have over any running config; with what is known of the management path."""
    return kinds_anywhere(rules_for(platform), commands, management)


@lru_cache(maxsize=1024)
def astray(commands: tuple[str, ...], platform: str) -> tuple[str, ...]:
    """Those of these commands that do something beside the config, over any running config."""
    return tuple(strayed(rules_for(platform), commands))


def same_config(wanted: str, held: str, platform: str | Platform = "cisco_ios") -> bool:
    """Whether two config texts say the same, however they are spelled and ordered: for comparing a device's config after a
    change with the predicted one. What a device has of its own choice (`chosen`) is not held against a wanted config that
    says nothing of it; one that is wanted has to be there."""
    known = load(platform) if isinstance(platform, str) else platform
    rules = rules_for(known.name)
    first, second = (consistent(build(rules, parse_with(rules, known, text))) for text in (wanted, held))
    states = levelled(first, second), levelled(second, first)
    for state in states:
        state.root = {key: node for key, node in state.root.items() if not node.fact.rule.hidden}
    asked, shown = states
    shown.root = {key: node for key, node in shown.root.items() if key in asked.root or not node.fact.rule.chosen}
    return same_state(asked, shown)
