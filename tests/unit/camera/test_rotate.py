"""Passwords of cameras: found, changed, and never lost, whatever dies when."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from altyapi.camera.asked import Asked
from altyapi.camera.ring import Login
from altyapi.camera.rotate import Settled
from altyapi.camera.soap import SoapClient
from altyapi.camera.tries import Event, Tries
from altyapi.secrets.kept import KeptSecrets
from lab.devices.onvif import running_cameras
from tests.unit.camera.rotating import SHARED, Place, broken_after

Start = Callable[..., Place]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    with ExitStack() as stack:
        yield partial(_started, stack, tmp_path)


def _started(stack: ExitStack, folder: Path, specs: dict[str, dict[str, Any]], **rules: Any) -> Place:
    full = [{"name": name, "users": {"admin": (SHARED, "Administrator")}, **spec} for name, spec in specs.items()]
    return Place(folder, stack.enter_context(running_cameras(full)), **rules)


def users(password: str, **others: tuple[str, str]) -> dict[str, Any]:
    return {"users": {"admin": (password, "Administrator"), **others}}


def test_default_and_shared_passwords_are_found_and_nothing_else_is_said(start: Start) -> None:
    place = start({"kam1": users("12345"), "kam2": {}, "kam3": users("Kendi-Parola-3"), "kam4": users("admin")})
    place.kept.change({"credentials/kam3/username": "admin", "credentials/kam3/password": "Kendi-Parola-3"})
    place.tries().note(_changed(place, "kam3"))
    found = place.rotate(apply=False)
    assert {name: one.found for name, one in found.items()} == {
        "kam1": "default", "kam2": "shared", "kam3": "own", "kam4": "default",
    }  # fmt: skip
    assert all(one.state == "found" for one in found.values())
    assert "credentials/kam1/password" not in place.kept.read()


def test_a_default_password_that_was_found_is_tried_first_when_it_is_changed(start: Start) -> None:
    """Otherwise a look would use up the logins that the change needs."""
    place = start({"kam1": {**users("12345"), "knobs": {"lock_after": 5}}}, tries_max=3)
    assert place.rotate(apply=False)["kam1"].found == "default"
    assert place.cameras["kam1"].failed_logins == 2
    place.now += timedelta(minutes=1)
    assert place.rotate()["kam1"].state == "changed"
    assert place.cameras["kam1"].failed_logins == 2
    assert place.own_opens("kam1")


def _changed(place: Place, name: str) -> Event:
    return Event(time=place.now.isoformat(), camera=name, what="changed")


def test_each_camera_gets_a_password_of_its_own_that_opens_it(start: Start) -> None:
    place = start(
        {
            "kam1": users("12345"),
            "kam2": {},
            "kam3": {"knobs": {"auth": "digest"}},
            "kam4": {"knobs": {"skew_s": -9000}},
        }
    )
    results = place.rotate()
    assert {one.state for one in results.values()} == {"changed"}
    held = {name: place.ring().own(name) for name in place.cameras}
    assert len({own.password for own in held.values() if own}) == 4
    assert all(place.own_opens(name) for name in place.cameras)
    assert not any(place.opens(name, "admin", old) for name, old in (("kam1", "12345"), ("kam2", SHARED)))
    assert {one.found for one in place.rotate(apply=False).values()} == {"own"}
    for own in held.values():
        assert own is not None
        assert own.password not in place.kept.file.read_text()
        assert own.password not in (place.settings.state_dir / "camera" / "passwords.jsonl").read_text()


def test_a_password_that_the_camera_refuses_leaves_the_old_one_on_both_sides(start: Start) -> None:
    place = start({"kam1": {"knobs": {"password_rule": "[0-9]+"}}})
    result = place.rotate()["kam1"]
    assert result.state == "kept-old"
    assert "too weak" in result.detail
    assert place.own_opens("kam1")
    assert place.ring().candidate("kam1") is None


def test_a_camera_that_says_yes_and_keeps_the_old_password_is_found_out(start: Start) -> None:
    place = start({"kam1": {"knobs": {"keeps_old_password": True}}})
    assert place.rotate()["kam1"].state == "kept-old"
    assert place.own_opens("kam1")
    place.cameras["kam1"].set(keeps_old_password=False)
    assert place.rotate()["kam1"].state == "changed"
    assert place.own_opens("kam1")


def test_a_connection_that_breaks_as_the_camera_is_told_is_decided_by_the_logins(start: Start) -> None:
    for when, state in (("before", "kept-old"), ("after", "changed")):
        name = f"kam-{when}"
        place = start({name: {"knobs": {"drop_at": "SetUser", "drop_when": when}}})
        assert place.rotate()[name].state == state
        assert place.own_opens(name)


def test_a_camera_that_goes_silent_is_settled_by_the_next_run(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    place = start({"kam1": {}})
    note = Tries.note

    def silent(self: Tries, event: Any) -> None:
        note(self, event)
        if event.what == "told":
            place.cameras["kam1"].set(hangs=True)

    place.settings = place.settings.model_copy(update={"command_timeout_s": 0.3})
    monkeypatch.setattr(Tries, "note", silent)
    assert place.rotate()["kam1"].state == "unproven"
    assert place.ring().candidate("kam1") is not None
    place.cameras["kam1"].set(hangs=False)
    place.settings = place.settings.model_copy(update={"command_timeout_s": 5})
    again = place.rotate()["kam1"]
    assert (again.found, again.state) == ("open", "changed")
    assert place.own_opens("kam1")


def test_a_proof_whose_line_breaks_is_no_camera_that_was_never_reached(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = start({"kam1": {}})
    why = Asked(by="kul0001", reason="CVE-2026-1", evrak="E-1")
    broken_after(monkeypatch, place.cameras["kam1"])
    first = place.rotate(asked=why)["kam1"]
    assert (first.found, first.state, first.told, first.settled) == ("shared", "unproven", True, None)
    assert first.detail
    still = place.rotate(apply=False)["kam1"]
    assert (still.found, still.state, still.told, still.settled) == ("open", "unproven", False, None)
    place.cameras["kam1"].set(drop_at="")
    last = place.rotate(apply=False, asked=Asked(by="kul0002"))["kam1"]
    assert (last.found, last.state, last.told) == ("open", "changed", False)
    assert last.settled == Settled(state="changed", asked=why)
    assert place.own_opens("kam1")
    assert place.ring().asked("kam1") is None


def test_a_proof_that_has_no_login_left_was_told_all_the_same(start: Start) -> None:
    place = start({"kam1": {"knobs": {"keeps_old_password": True}}}, tries_max=1)
    result = place.rotate()["kam1"]
    assert (result.state, result.told) == ("waits", True)


def test_what_was_settled_is_told_though_the_line_breaks_then(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    place = start({"kam1": users(SHARED, root=("x", "User"))})
    why = Asked(by="kul0001", reason="CVE-2026-1", evrak="E-1")
    place.ring().begin("kam1", Login("admin", "Yeni-Parola-2"), Login("admin", SHARED), why)
    note = Tries.note

    def breaking(self: Tries, event: Event) -> None:
        note(self, event)
        if event.what == "kept-old":
            place.cameras["kam1"].set(drop_at="GetUsers")

    monkeypatch.setattr(Tries, "note", breaking)
    result = place.rotate()["kam1"]
    assert (result.found, result.state, result.told) == ("unreachable", "failed", False)
    assert result.settled == Settled(state="kept-old", asked=why)


def test_no_more_logins_are_tried_than_the_policy_allows_and_none_while_they_count(start: Start) -> None:
    place = start({"kam1": {**users("hic-bilinmeyen"), "knobs": {"lock_after": 5}}}, tries_max=3)
    assert place.rotate()["kam1"].found == "waits"
    assert place.rotate()["kam1"].found == "waits"
    assert place.cameras["kam1"].failed_logins == 3
    place.now += timedelta(hours=25)
    assert place.rotate()["kam1"].found == "waits"
    assert place.cameras["kam1"].failed_logins == 6
    assert place.opens("kam1", "admin", "hic-bilinmeyen") is False, "only because five were wrong in a row by now"


def test_cameras_outside_the_allowed_networks_and_without_https_are_sent_nothing(start: Start) -> None:
    place = start({"kam1": {}}, require_tls=True)
    assert place.rotate()["kam1"].found == "plain-http"
    place.policy = place.policy.model_copy(update={"probing": place.policy.probing.model_copy(update={"allowed": ()})})
    assert place.rotate()["kam1"].found == "outside"
    assert place.cameras["kam1"].log == []


def test_other_accounts_with_a_makers_password_are_told(start: Start) -> None:
    place = start({"kam1": users(SHARED, root=("pass", "Administrator")), "kam2": users(SHARED, root=("x", "User"))})
    found = place.rotate(apply=False)
    assert (found["kam1"].accounts, found["kam2"].accounts) == (("root",), ())


class Killed(BaseException):
    """The process has died here: nothing after it was done."""


MOMENTS = 100


def test_an_account_with_a_makers_password_is_told_by_every_look_of_a_day(start: Start) -> None:
    defaults = [{"user": "root", "password": one} for one in ("pass", "12345", "root")]
    place = start({"kam1": users(SHARED, root=("12345", "Administrator"))}, defaults=defaults)
    for _ in range(6):
        place.now += timedelta(minutes=1)
        assert place.rotate(apply=False)["kam1"].accounts == ("root",)
    assert place.cameras["kam1"].failed_logins == 1


def test_looking_at_other_accounts_leaves_the_tries_that_the_proof_needs(start: Start) -> None:
    held = {"admin": (SHARED, "Administrator"), "root": ("Baska-Parola-1", "Administrator")}
    place = start(
        {"kam01": {"users": held}}, defaults=[{"user": "root", "password": one} for one in ("pass", "root", "1")]
    )
    found: list[str] = []
    for apply in (False, False, True, False, False, False):
        place.now += timedelta(minutes=1)
        result = place.rotate(apply=apply)["kam01"]
        found.append(result.state if apply else result.found)
    assert found == ["shared", "shared", "changed", "own", "own", "own"]
    assert place.own_opens("kam01")
    assert place.cameras["kam01"].failed_logins == 4  # two before the change, two after it


def test_killed_at_a_hundred_random_moments_no_camera_and_no_recorder_is_locked_out(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before or after anything that it sends, keeps or notes. What is on disk opens the camera, and the next run ends well."""
    names = [f"kam{number:03d}" for number in range(MOMENTS)]
    recorder = {"media": (), "recordings": ()}
    kinds: tuple[dict[str, Any], ...] = ({}, {}, recorder)
    place = start({name: {"knobs": {"lock_after": 5}, **kinds[int(name[3:]) % 3]} for name in names}, tries_max=4)
    chance = random.Random(7)
    killed = 0
    for row in place.rows:
        with monkeypatch.context() as patch:
            _die_at(patch, chance.randrange(0, 26))
            try:
                place.rotate(rows=[row])
            except Killed:
                killed += 1
        assert place.anything_opens(row.name), row.name
    assert killed > MOMENTS // 2
    results = place.rotate()
    assert {name: one.state for name, one in results.items() if not one.good} == {}
    assert all(place.own_opens(name) for name in names)
    assert not [name for name in names if place.ring().candidate(name)]


def _die_at(patch: pytest.MonkeyPatch, moment: int) -> None:
    """Die at the so-manieth of the moments right before and right after each request, each change of the store, each note."""
    left = [moment]

    def tick() -> None:
        if left[0] == 0:
            raise Killed
        left[0] -= 1

    exchange, change, note = SoapClient.exchange, KeptSecrets.change, Tries.note

    async def dying_exchange(self: SoapClient, *args: Any, **more: Any) -> Any:
        tick()
        answer = await exchange(self, *args, **more)
        tick()
        return answer

    def dying_change(self: KeptSecrets, *args: Any, **more: Any) -> None:
        tick()
        change(self, *args, **more)
        tick()

    def dying_note(self: Tries, event: Any) -> None:
        tick()
        note(self, event)
        tick()

    patch.setattr(SoapClient, "exchange", dying_exchange)
    patch.setattr(KeptSecrets, "change", dying_change)
    patch.setattr(Tries, "note", dying_note)


WORKER = """
import sys
from pathlib import Path
from types import SimpleNamespace
from tests.unit.camera.rotating import Place
folder, *pairs = sys.argv[1:]
cameras = {}
for pair in pairs:
    name, host, port = pair.split(",")
    cameras[name] = SimpleNamespace(host=host, port=int(port), known_hosts_line="")
place = Place(Path(folder), cameras)
print("ready", flush=True)
place.rotate()
"""


@pytest.mark.parametrize("event", ["told"])
def test_a_process_that_is_killed_outright_leaves_every_camera_open_to_the_next(
    start: Start, tmp_path: Path, event: str
) -> None:
    """kill -9 as soon as the log has such an event of any camera, with others in all states."""
    names = [f"kam{number}" for number in range(6)]
    place = start({name: {"knobs": {"latency_s": 0.02}} for name in names}, tries_max=4)
    pairs = [f"{name},{one.host},{one.port}" for name, one in place.cameras.items()]
    log = place.settings.state_dir / "camera" / "passwords.jsonl"
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(tmp_path), *pairs], cwd=Path(__file__).parents[3], stdout=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60
    while not (log.is_file() and f'"{event}"' in log.read_text()):
        assert process.poll() is None, "it ended before that"
        assert time.monotonic() < deadline
        time.sleep(0.002)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert all(place.anything_opens(name) for name in names)
    assert all(one.good for one in place.rotate().values())
    assert all(place.own_opens(name) for name in names)
