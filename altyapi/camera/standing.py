"""How each camera stands: what the looks at it amount to. Pure.

A camera is down after so many failed looks in a row as the policy has it; what is seen of a stream or a recording counts when two
looks saw it. So a change of state is news, and one lost packet is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, Literal
from zlib import crc32

from altyapi.camera.look import Code, Problem, Seen
from altyapi.camera.model import Camera
from altyapi.camera.policy import Check
from altyapi.moment import Moment
from netbox_sync.model import Frozen

State = Literal["up", "down", "unsure"]
"""`unsure`: never seen alive, and not failed often enough."""
CauseKind = Literal["", "device", "line"]
TWICE: Final[frozenset[Code]] = frozenset(
    (
        "no-frames", "black", "frozen", "undecodable", "stream-refused", "clock-unread", "recorder-unread", "recording-gap",
        "not-recorded",
    )
)  # fmt: skip
"""What can be a passing fault and is a problem when the next thorough look sees it too."""
LIGHT: Final[frozenset[Code]] = frozenset(("open-stream", "no-record"))
"""What every look sees; other problems of a camera that answers are judged by thorough looks alone."""


class Standing(Frozen):
    """Times are ISO 8601 with offset, empty where there is none."""

    state: State
    since: Moment
    failures: int = 0  # in a row
    failing_since: str = ""
    cause: str = ""  # the device on the way that is not reachable
    cause_kind: CauseKind = ""
    circuits: tuple[str, ...] = ()  # of a line that is the cause
    problems: tuple[Problem, ...] = ()
    doubts: tuple[Problem, ...] = ()  # seen once
    seen: Moment
    thorough: str = ""  # the last thorough look
    login_refused: str = ""  # when; until a thorough look without a refusal
    milliseconds: int = 0
    frames: int | None = None
    drift_s: float | None = None
    told: str = ""  # what NetBox was told last: see `news`

    @property
    def news(self) -> str:
        """State, since when, and problems, as one text: other than `told`, and NetBox is to be told."""
        return " ".join([self.state, self.since, self.cause, *sorted(one.code for one in self.problems)])

    @property
    def good(self) -> bool:
        return self.state == "up" and not self.problems


class Change(Frozen):
    """News of one camera."""

    camera: str
    before: State
    after: State
    came: tuple[Problem, ...] = ()
    gone: tuple[Code, ...] = ()
    cause: str = ""


def judged(before: Standing | None, seen: Seen, now: str, rules: Check) -> Standing:
    """How it stands after this look, its cause left open."""
    if not seen.alive:
        return _failed(before, seen, now, rules)
    up = before is not None and before.state == "up"
    problems, doubts = _problems(before if before and before.state == "up" else None, seen)
    refused = before.login_refused if before else ""
    if seen.thorough:
        refused = now if any(one.code == "login-refused" for one in seen.problems) else ""
    return Standing(
        state="up",
        since=before.since if up and before else now,
        problems=problems,
        doubts=doubts,
        seen=now,
        thorough=now if seen.thorough else before.thorough if before else "",
        login_refused=refused,
        milliseconds=seen.milliseconds,
        frames=seen.frames if seen.thorough else before.frames if before else None,
        drift_s=seen.drift_s if seen.thorough else before.drift_s if before else None,
        told=before.told if before else "",
    )


def _failed(before: Standing | None, seen: Seen, now: str, rules: Check) -> Standing:
    failures = min((before.failures if before else 0) + 1, 1_000_000)
    since = before.failing_since or now if before else now
    old: State = before.state if before else "unsure"
    fields = {
        "failures": failures,
        "failing_since": since,
        "seen": now,
        "milliseconds": seen.milliseconds,
    }
    if failures < rules.failures_before_down and old != "down":
        kept = before or Standing(state="unsure", since=now, seen=now)
        return kept.model_copy(update=fields)
    kept = before or Standing(state="unsure", since=since, seen=now)
    began = kept.since if old == "down" else since
    return kept.model_copy(
        update={
            **fields,
            "state": "down",
            "since": began,
            "problems": seen.problems,
            "doubts": (),
            "cause": "",
            "cause_kind": "",
        }
    )


def _problems(before: Standing | None, seen: Seen) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Those that count now, and those that were seen once."""
    if not seen.thorough:
        kept = [one for one in before.problems if one.code not in LIGHT] if before else []
        return (*seen.problems, *kept), before.doubts if before else ()
    known = {_key(one) for one in (*before.problems, *before.doubts)} if before else set()
    counts = [one for one in seen.problems if one.code not in TWICE or _key(one) in known]
    return tuple(counts), tuple(one for one in seen.problems if one not in counts)


def _key(one: Problem) -> tuple[Code, str]:
    """Of a recorder's problems each camera's is one of its own; numbers behind it change from look to look."""
    about = one.detail.split(" ")[0] if one.code in ("recording-gap", "not-recorded") else ""
    return one.code, about


def change(camera: str, before: Standing | None, after: Standing) -> Change | None:
    """What is new; none where nothing is. A camera that is seen for the first time and is well is no news."""
    old: State = before.state if before else "unsure"
    had = {_key(one): one for one in before.problems} if before else {}
    has = {_key(one): one for one in after.problems}
    came = tuple(one for key, one in has.items() if key not in had)
    gone = tuple(dict.fromkeys(code for code, about in had if (code, about) not in has))
    same = old == after.state or (old == "unsure" and after.state == "up")
    if same and not came and not gone:
        return None
    return Change(camera=camera, before=old, after=after.state, came=came, gone=gone, cause=after.cause)


def thorough(
    cameras: Sequence[Camera], standings: Mapping[str, Standing], now: datetime, rules: Check, *, everyone: bool = False
) -> frozenset[str]:
    """Whom to look at thoroughly: recorders, those in doubt, and so many per cent more as the policy has it, whose turn came
    longest ago. A camera that refused the login is left in peace for a while, so that it locks no account."""
    rested = now - timedelta(hours=rules.login_retry_h)

    def open_(one: Camera) -> bool:
        found = standings.get(one.name)
        return found is None or not found.login_refused or datetime.fromisoformat(found.login_refused) < rested

    able = [one for one in cameras if open_(one)]
    if everyone:
        return frozenset(one.name for one in able)
    first = [one.name for one in able if one.kind == "recorder" or _doubted(standings.get(one.name))]
    rest = [one for one in able if one.name not in frozenset(first) and not _failing(standings.get(one.name))]
    rest.sort(
        key=lambda one: (_last(standings.get(one.name)), crc32(one.name.encode()))
    )  # not one site after the other
    return frozenset([*first, *(one.name for one in rest[: -(-len(rest) * rules.sample_percent // 100)])])


def _doubted(one: Standing | None) -> bool:
    return one is not None and bool(one.doubts)


def _failing(one: Standing | None) -> bool:
    """Of one that does not answer nothing more can be seen: it would take the turn of another."""
    return one is not None and bool(one.failures)


def _last(one: Standing | None) -> float:
    return datetime.fromisoformat(one.thorough).timestamp() if one is not None and one.thorough else 0.0


def failing_first(cameras: Iterable[Camera], standings: Mapping[str, Standing]) -> list[Camera]:
    """Those that may take their whole time begin first."""
    return sorted(cameras, key=lambda one: (-standings[one.name].failures if one.name in standings else 0, one.name))
