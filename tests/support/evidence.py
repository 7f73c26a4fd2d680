"""Records of runs for tests, made by the real code from plans of tests/support/plans."""

from __future__ import annotations

from altyapi.evidence.chain import FIRST, Entry, Link
from altyapi.evidence.record import DeviceRecord, RunRecord
from altyapi.plan.approval import Approval, Statement
from altyapi.verify import Result
from netbox_sync.canonical import canonical_line, sha256
from tests.support.plans import APPROVER, AUTHOR

CHECKS = (
    Result(kind="login", expected="a new login is accepted", observed="new login accepted", passed=True),
    Result(kind="config", expected="running config as predicted", observed="as predicted", passed=True),
    Result(kind="interfaces-up", expected="interfaces that were up are up", observed="14 up, as before", passed=True),
    Result(kind="neighbours", expected="neighbours that were seen are seen", observed="8 seen, as before", passed=True),
)


def device(name: str = "obb-mrk-ahb01-ers01", **changes: object) -> DeviceRecord:
    """One device's part, applied; `changes` replace fields."""
    fields: dict[str, object] = {
        "device": name,
        "netbox_id": 7,
        "site": "mrk-ahb01",
        "wave": 0,
        "risk": "low",
        "state": "applied",
        "before_sha256": "a" * 64,
        "intended_sha256": "b" * 64,
        "after_sha256": "c" * 64,
        "commands": 2,
        "commands_sha256": "d" * 64,
        "diff": "+ ntp server 10.64.0.5\n- ntp server 10.9.9.9",
        "revert_method": "configure-revert-timer",
        "begun": "2026-04-20T09:30:00.100+03:00",
        "ended": "2026-04-20T09:30:02.250+03:00",
        "checks": CHECKS,
    }
    return DeviceRecord.model_validate({**fields, **changes})


def record(*devices: DeviceRecord, **changes: object) -> RunRecord:
    """A run's record; `changes` replace fields."""
    fields: dict[str, object] = {
        "run": "20260420T093000000-0123abcd",
        "policy_sha256": "1" * 64,
        "allowed_signers_sha256": "2" * 64,
        "direction": "forward",
        "plan_id": "0123abcd" * 8,
        "reason": "NTP sunucuları taşındı",
        "evrak": "E-99999999-703.01-123456",
        "requester": "rol-bilgi-islem",
        "author": AUTHOR,
        "operator": "kul0001",
        "approvals": tuple(
            Approval(
                statement=Statement(
                    plan_id="0123abcd" * 8, principal=person, role=role, signed="2026-04-20T09:10:00+03:00"
                ),
                fingerprint="SHA256:" + "x" * 43,
            )
            for person, role in ((APPROVER, "approver"), (AUTHOR, "author"))
        ),
        "risk": "low",
        "netbox_url": "http://127.0.0.1:8000",
        "netbox_version": "4.4.10",
        "snapshot_digest": "d" * 64,
        "templates_digest": "e" * 64,
        "policy_digest": "f" * 64,
        "planned": "2026-04-20T09:00:00+03:00",
        "started": "2026-04-20T09:30:00+03:00",
        "ended": "2026-04-20T09:30:02.250+03:00",
        "devices": devices or (device(),),
        "unchanged": (),
        "refused": (),
        "journal_bytes": 1234,
        "journal_sha256": "1" * 64,
        "tool_version": "0.1.0",
    }
    return RunRecord.model_validate({**fields, **changes})


def entry(content: RunRecord, number: int = 1, previous: str = FIRST) -> Entry:
    """The record as it would stand in a chain."""
    link = Link(number=number, previous_sha256=previous, record=content)
    return Entry(link=link, sha256=sha256(canonical_line(link.model_dump(mode="json"))))
