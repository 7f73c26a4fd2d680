"""When somebody is warned, and how a grant stands on a day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altyapi.cli.vpn import keeping
from altyapi.vpn.peer import Peer
from altyapi.vpn.policy import VpnPolicy
from altyapi.vpn.standing import NearEnd, Warned, due, state, warnings

RULES = VpnPolicy()
END = date(2026, 6, 30)


def grant(number: int = 1, until: date | None = END, status: str = "active") -> Peer:
    return Peer(
        netbox_id=number, address=f"10.66.0.{number}/32", dns_name="", status=status, person_id="sicil-1",
        department="mali", profile="staff", provider="wireguard", public_key="k", until=until, evrak="1",
    )  # fmt: skip


def test_a_grant_is_over_on_the_day_after_its_last() -> None:
    assert state(grant(), RULES, END) == "ending"
    assert state(grant(), RULES, END + timedelta(days=1)) == "over"
    assert due([grant()], END) == ()
    assert due([grant(), grant(2, None), grant(3, status="deprecated")], END + timedelta(days=1)) == (grant(),)
    assert state(grant(until=None), RULES, END) == "endless"


@given(days=st.lists(st.integers(0, 40), max_size=60))
def test_each_distance_is_told_at_most_once_and_none_after_the_end(days: list[int]) -> None:
    """Whatever days the timer ran on, or was missed."""
    told: dict[str, list[str | int]] = {}
    mails: list[int] = []
    for left in sorted(days, reverse=True):
        for one in warnings([grant()], RULES, END - timedelta(days=left), told):
            told[str(one.grant.netbox_id)] = [str(one.grant.until), one.days]
            mails.append(one.days)
            assert left <= one.days
    assert len(mails) == len(set(mails))
    assert mails == sorted(mails, reverse=True)
    near = [left for left in days if left <= max(RULES.warn_days)]
    assert bool(mails) is bool(near)


def test_a_new_end_is_warned_of_anew_and_nothing_is_kept_of_those_who_are_gone(tmp_path: Path) -> None:
    warned = Warned(tmp_path)
    warned.mark([NearEnd(grant(), 7), NearEnd(grant(2), 7)], [grant(), grant(2)])
    assert warnings([grant()], RULES, END - timedelta(days=7), warned.read()) == ()
    longer = grant(until=END + timedelta(days=30))
    assert [one.days for one in warnings([longer], RULES, longer_day(), warned.read())] == [7]
    warned.mark([], [grant()])
    assert set(warned.read()) == {"1"}


def longer_day() -> date:
    return END + timedelta(days=30 - 7)


def test_a_file_of_warnings_that_can_not_be_read_warns_once_more(tmp_path: Path) -> None:
    warned = Warned(tmp_path)
    warned.file.parent.mkdir()
    warned.file.write_text("{", "utf-8")
    assert len(warnings([grant()], RULES, END, warned.read())) == 1


@pytest.mark.parametrize(
    ("gone", "judged", "live", "doubted"),
    [
        (1, 1, 1, False),  # the only one may have left
        (3, 3, 3, True),
        (3, 3, 40, True),  # all whom the list is about; the others are exempt from it
        (3, 4, 4, False),
        (5, 30, 30, False),
        (6, 30, 30, False),
        (7, 30, 30, True),
    ],
)
def test_a_list_by_which_everybody_or_a_fifth_has_left_is_doubted(
    gone: int, judged: int, live: int, doubted: bool
) -> None:
    assert keeping.hardly_whole(gone, judged, live) is doubted
