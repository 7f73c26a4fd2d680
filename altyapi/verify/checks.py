"""The checks of a plan, run over a session that was logged in anew."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from difflib import unified_diff

from altyapi import remediation
from altyapi.device.contract import Observation, Session
from altyapi.plan.model import Check, DevicePlan
from altyapi.platforms import Platform
from altyapi.secrets import SecretLedger, SecretStore, mask, reconcile, visible
from altyapi.verify import post
from altyapi.verify.post import Answers, Before
from altyapi.verify.result import Result
from netbox_sync.model import Frozen

LINKS = frozenset({"interfaces-up", "neighbours", "ports", "probe"})
"""Kinds that compare with before, and may take a moment to be as before."""
POLL_S = 1.0
"""Seconds between two looks at links that are still coming up."""


class Results(Frozen):
    """Every check with what was observed. `after_sha256` is the hash of the running config that was read."""

    results: tuple[Result, ...]
    after_sha256: str

    @property
    def passed(self) -> bool:
        return all(result.passed for result in self.results)

    @property
    def why(self) -> str:
        return "; ".join(f"{result.kind}: {result.observed}" for result in self.results if not result.passed)

    def dump(self) -> list[dict[str, object]]:
        return [result.model_dump(mode="json") for result in self.results]


class Expected:
    """What a device should hold after its change.

    Secrets that the change sets stand in the text as references; the device shows them in its own encoding, so comparing
    verifies each shown form against the secret instead of comparing text.
    """

    def __init__(
        self, entry: DevicePlan, text: str, platform: Platform, store: SecretStore, ledger: SecretLedger
    ) -> None:
        self.entry = entry
        self.text = text  # without the lines that a device never shows
        self.platform = platform
        self.store = store
        self.ledger = ledger

    def of(self, text: str) -> Expected:
        """The same comparison against another text."""
        return Expected(self.entry, visible(text, self.platform), self.platform, self.store, self.ledger)

    def difference(self, running: str) -> list[str]:
        """Masked difference lines between what was predicted and what the device holds; empty when as predicted."""
        current = self.platform.normalise(running)
        if current == self.text:
            return []
        wanted = reconcile(
            self.text,
            current,
            device=self.entry.device,
            store=self.store,
            platform=self.platform,
            ledger=self.ledger,
            just_sent=True,
        ).text
        if remediation.same_config(wanted, current, self.platform):
            return []
        lines = unified_diff(wanted.splitlines(), current.splitlines(), "predicted", "running", lineterm="", n=0)
        return [mask(line, self.platform, self.store) for line in lines] or ["the order of lines differs"]


def check(session: Session, expected: Expected, before: Before, checks: Sequence[Check], wait_s: float) -> Results:
    """Run the checks over a session that was opened for it; links and neighbours get up to `wait_s` seconds to come back.

    Another account is tried last: a device may have few lines, and its login takes one.
    """
    running = session.running_config()
    results: list[Result] = []
    for wanted in checks:
        if wanted.kind == "login":
            results.append(Result(kind="login", expected=wanted.expected, observed="new login accepted", passed=True))
        elif wanted.kind == "config":
            difference = expected.difference(running)
            observed = "as predicted" if not difference else "\n".join(difference[:40])
            results.append(Result(kind="config", expected=wanted.expected, observed=observed, passed=not difference))
    links = [wanted for wanted in checks if wanted.kind in LINKS]
    if links:
        results.extend(_links(session, expected.platform, before, links, wait_s))
    results += [post.second_account(wanted, before.log_in_as) for wanted in checks if wanted.kind == "second-account"]
    return Results(results=tuple(results), after_sha256=expected.platform.digest(running))


def _links(
    session: Session, platform: Platform, before: Before, checks: Sequence[Check], wait_s: float
) -> list[Result]:
    deadline = time.monotonic() + wait_s
    while True:
        now = session.observe()
        answers = post.probe(session, platform, checks)
        results = [_link(check, before, now, answers) for check in checks]
        if all(result.passed for result in results) or time.monotonic() >= deadline:
            return results
        time.sleep(POLL_S)


def _link(check: Check, seen: Before, now: Observation, answers: Answers) -> Result:
    before = seen.observed
    if check.kind == "ports":
        return post.ports(check, before, now)
    if check.kind == "probe":
        return post.probed(check, seen.answers, answers)
    if check.kind == "interfaces-up":
        wanted = [name for name in before.interfaces_up if name not in check.excepted]
        missing = _missing(wanted, now.interfaces_up)
        count = f"{len(wanted)} up"
    else:
        wanted = [line for line in before.neighbours if line.split(" > ")[0] not in check.excepted]
        missing = _missing(wanted, now.neighbours)
        count = f"{len(wanted)} seen"
    observed = f"{count}, as before" if not missing else f"gone: {', '.join(missing[:10])}"
    return Result(kind=check.kind, expected=check.expected, observed=observed, passed=not missing)


def _missing(wanted: Iterable[str], found: Iterable[str]) -> list[str]:
    there = set(found)
    return [name for name in wanted if name not in there]
