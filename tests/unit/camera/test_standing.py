"""What looks amount to: down after two, doubts before problems, whose turn a thorough look is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from altyapi.camera import standing
from altyapi.camera.look import Problem, Seen
from altyapi.camera.policy import Check
from altyapi.camera.standing import Standing, change, judged
from tests.unit.camera.cameras import camera, seen

START = datetime(2026, 4, 20, 9, tzinfo=UTC)
RULES = Check()


def after(*looks: Seen) -> list[Standing]:
    """The standing after each look, five minutes apart."""
    found: list[Standing] = []
    for number, one in enumerate(looks):
        time = (START + timedelta(minutes=5 * number)).isoformat()
        found.append(judged(found[-1] if found else None, one, time, RULES))
    return found


def test_one_failed_look_is_no_news_and_the_second_is_since_the_first() -> None:
    up, once, down, still = after(seen(), seen("timeout"), seen("timeout"), seen("timeout"))
    assert (once.state, once.failures) == ("up", 1)
    assert change("kam01", up, once) is None
    assert (down.state, down.since) == ("down", (START + timedelta(minutes=5)).isoformat())
    news = change("kam01", once, down)
    assert news is not None
    assert (news.before, news.after, [one.code for one in news.came]) == ("up", "down", ["timeout"])
    assert still.since == down.since
    assert change("kam01", down, still) is None


def test_a_camera_that_never_answered_is_unsure_until_it_failed_twice() -> None:
    first, second = after(seen("refused"), seen("refused"))
    assert (first.state, second.state) == ("unsure", "down")


def test_a_camera_that_answers_again_is_up_at_once_and_that_is_news() -> None:
    *_, down, up, once_more = after(seen("lost"), seen("lost"), seen(), seen("lost"))
    assert (up.state, up.failures, up.problems) == ("up", 0, ())
    assert change("kam01", down, up) is not None
    assert (once_more.state, once_more.failures) == ("up", 1)


def test_a_black_picture_counts_when_the_next_thorough_look_sees_it_too() -> None:
    black = seen("black", thorough=True)
    doubted, light, sure, well = after(black, seen(), black, seen(thorough=True))
    assert ([one.code for one in doubted.doubts], doubted.problems) == (["black"], ())
    assert light.doubts == doubted.doubts
    assert [one.code for one in sure.problems] == ["black"]
    assert not sure.good
    assert well.good
    assert change("kam01", sure, well).gone == ("black",)  # type: ignore[union-attr]


def test_what_can_not_pass_by_itself_counts_at_once() -> None:
    (found,) = after(seen("clock-drift", "open-stream", thorough=True))
    assert {one.code for one in found.problems} == {"clock-drift", "open-stream"}


def test_a_light_look_keeps_what_a_thorough_one_saw_but_not_the_open_stream() -> None:
    _, light = after(seen("clock-drift", "open-stream", thorough=True), seen())
    assert [one.code for one in light.problems] == ["clock-drift"]


def test_a_recorder_s_gaps_are_told_apart_by_their_cameras() -> None:
    def gap(name: str, minutes: int) -> Problem:
        return Problem(code="recording-gap", detail=f"{name} {minutes} min")

    one, other, both = (
        seen(gap("kam01", 20), thorough=True),
        seen(gap("kam02", 20), thorough=True),
        seen(gap("kam01", 25), gap("kam02", 30), thorough=True),
    )
    _, second, third = after(one, other, both)
    assert second.problems == ()
    assert [each.detail for each in third.problems] == ["kam02 30 min"]
    assert [each.detail for each in third.doubts] == ["kam01 25 min"]


def test_a_longer_gap_of_the_same_camera_is_no_news() -> None:
    looks = [
        seen(Problem(code="recording-gap", detail=f"kam01 {minutes} min"), thorough=True) for minutes in (20, 25, 30)
    ]
    _, known, longer = after(*looks)
    assert known.problems != longer.problems
    assert change("nvr01", known, longer) is None


def test_thorough_looks_go_round_and_leave_out_who_does_not_answer() -> None:
    fleet = [camera(f"kam{number:02}") for number in range(20)]
    rules = Check(sample_percent=25)
    standings: dict[str, Standing] = {}
    turns: list[frozenset[str]] = []
    for number in range(4):
        moment = START + timedelta(minutes=number)
        turns.append(standing.thorough(fleet, standings, moment, rules))
        for one in fleet:
            look = seen(name=one.name, thorough=one.name in turns[-1])
            standings[one.name] = judged(standings.get(one.name), look, moment.isoformat(), rules)
    assert [len(turn) for turn in turns] == [5, 5, 5, 5]
    assert frozenset().union(*turns) == {one.name for one in fleet}
    failing = judged(None, seen("timeout", name="kam00"), START.isoformat(), rules)
    assert "kam00" not in standing.thorough(fleet, {"kam00": failing}, START, rules)


def test_recorders_and_doubted_cameras_are_always_looked_at() -> None:
    doubted = judged(None, seen("frozen", name="kam01", thorough=True), START.isoformat(), RULES)
    fleet = [camera("kam01"), camera("nvr01", kind="recorder"), camera("kam02")]
    none = Check(sample_percent=0)
    assert standing.thorough(fleet, {"kam01": doubted}, START, none) == {"kam01", "nvr01"}


def test_a_refused_login_is_not_tried_again_for_a_day() -> None:
    refused = judged(None, seen("login-refused", thorough=True), START.isoformat(), RULES)
    fleet = [camera("kam01")]
    soon, later = START + timedelta(hours=1), START + timedelta(hours=25)
    assert standing.thorough(fleet, {"kam01": refused}, soon, RULES, everyone=True) == frozenset()
    assert standing.thorough(fleet, {"kam01": refused}, later, RULES, everyone=True) == {"kam01"}


def test_a_refused_login_is_not_tried_again_the_sooner_because_the_camera_was_down() -> None:
    refused, _, down, back = after(seen("login-refused", thorough=True), seen("timeout"), seen("timeout"), seen())
    assert (down.state, back.state) == ("down", "up")
    assert refused.login_refused == back.login_refused == START.isoformat()
    soon = START + timedelta(minutes=20)
    assert standing.thorough([camera("kam01")], {"kam01": back}, soon, RULES, everyone=True) == frozenset()
    later = START + timedelta(hours=25)
    taken = judged(back, seen(thorough=True), later.isoformat(), RULES)
    assert taken.login_refused == ""
