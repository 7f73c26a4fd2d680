"""How long a change is to stand, as it is typed: a last day, a moment, a span, an exception's end."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from altyapi.cli import untils
from altyapi.cli.untils import ExceptionUnfit, UntilUnusable
from altyapi.settings import Settings
from tests.support.plans import plan

NOW = datetime.fromisoformat("2026-03-20T09:00:00+03:00")
EXCEPTIONS = """
exceptions:
  - {id: IST-2026-001, title: EBYS, reason: izin, start: 2026-03-16, end: 2026-03-27, approver_role: rol-daire-baskani}
  - {id: IST-2026-002, title: Bakım, reason: bakım, start: 2026-02-01, end: 2026-02-12, approver_role: rol-daire-baskani}
  - {id: IST-2026-003, title: Eski, reason: bakım, start: 2026-03-01, end: 2026-04-12, closed: 2026-03-02, approver_role: rol-x}
"""


@pytest.fixture
def configured(tmp_path: Path) -> Settings:
    (tmp_path / "exceptions.yml").write_text(EXCEPTIONS, "utf-8")
    return Settings(root=tmp_path, policy_dir=tmp_path, registers_dir=tmp_path)


@pytest.mark.parametrize(
    ("until", "exception", "wanted"),
    [
        ("2026-03-31", "", "2026-04-01T00:00:00+03:00"),
        ("31.03.2026", "", "2026-04-01T00:00:00+03:00"),
        ("2026-03-31T18:00", "", "2026-03-31T18:00:00+03:00"),
        ("2026-03-31T15:00:00+00:00", "", "2026-03-31T18:00:00+03:00"),
        ("20260331", "", "2026-04-01T00:00:00+03:00"),
        ("12d", "", "2026-04-01T09:00:00+03:00"),
        ("36h", "", "2026-03-21T21:00:00+03:00"),
        ("", "IST-2026-001", "2026-03-28T00:00:00+03:00"),  # the seed's twelve days: 16 to 27 March inclusive
        ("2026-03-27", "IST-2026-001", "2026-03-28T00:00:00+03:00"),
    ],
)
def test_the_end_is_the_moment_from_which_on_the_change_is_taken_back(
    configured: Settings, until: str, exception: str, wanted: str
) -> None:
    found = untils.of(configured, until, exception, NOW)
    assert found is not None
    assert found.isoformat() == wanted


def test_a_change_without_an_end_stays(configured: Settings) -> None:
    assert untils.of(configured, "", "", NOW) is None


@pytest.mark.parametrize(
    ("until", "told"),
    [("yarın", "Not usable"),
     ("2026-03-19", "over already"), ("2026-02-30", "Not usable"), ("91d", "2026-06-19"), ("400d", "too far away")],
)  # fmt: skip
def test_an_unusable_end_is_told(configured: Settings, until: str, told: str) -> None:
    if until == "91d":  # the last of the allowed days may be had whole
        assert told in str(untils.of(configured, until, "", NOW))
        return
    with pytest.raises(UntilUnusable, match=told):
        untils.of(configured, until, "", NOW)


@pytest.mark.parametrize(
    ("until", "exception", "told"),
    [
        ("", "IST-2026-009", "there is none"),
        ("", "IST-2026-002", "overdue, end 2026-02-12"),
        ("", "IST-2026-003", "closed, end 2026-04-12"),
        ("2026-03-28", "IST-2026-001", "it ends on 2026-03-27"),
    ],
)
def test_a_change_never_outlives_its_exception(configured: Settings, until: str, exception: str, told: str) -> None:
    with pytest.raises(ExceptionUnfit, match=told):
        untils.of(configured, until, exception, NOW)


@pytest.mark.parametrize(
    ("exception", "until", "told"),
    [
        ("IST-2026-001", "2026-03-28T00:00:00+03:00", ""),
        ("", "2027-03-28T00:00:00+03:00", ""),
        ("IST-2026-001", "2026-03-28T00:00:01+03:00", "it ends on 2026-03-27"),  # it was shortened since
        ("IST-2026-001", "", "it ends on 2026-03-27"),
        ("IST-2026-003", "2026-03-28T00:00:00+03:00", "closed"),
        ("IST-2026-009", "2026-03-28T00:00:00+03:00", "there is none"),
    ],
)
def test_a_plan_is_applied_only_while_its_exception_stands(
    configured: Settings, exception: str, until: str, told: str
) -> None:
    made = plan(exception=exception, until=until)
    if not told:
        untils.require_exception(configured, made, NOW)
        return
    with pytest.raises(ExceptionUnfit, match=told):
        untils.require_exception(configured, made, NOW)
