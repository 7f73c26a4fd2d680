"""What NetBox says has changed: believed by its signature, once, and kept until something was made of it."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from altyapi.ci import events
from altyapi.ci.events import EventRefused, KeyShort, Queue, require_long

SECRET, NOW = "webhook-anahtari", datetime(2026, 4, 20, 9, tzinfo=UTC)
WINDOW = timedelta(minutes=5)


def body(**changes: object) -> bytes:
    told = {
        "event": "updated", "timestamp": NOW.isoformat(), "object_type": "dcim.interface", "id": 7, "name": "Gi1/0/1 ğü",
        "username": "kul0001", "request_id": "b9d2", "data": {"ours": "not asked for"},
    }  # fmt: skip
    return json.dumps({**told, **changes}).encode()


def signed(content: bytes, secret: str = SECRET) -> str:
    """As NetBox does it."""
    return hmac.new(key=secret.encode("utf8"), msg=content, digestmod=hashlib.sha512).hexdigest()


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    return Queue(tmp_path, SECRET, WINDOW)


def test_a_signed_event_is_taken_and_waits_on_disk(queue: Queue, tmp_path: Path) -> None:
    event = queue.take(body(), signed(body()), NOW)
    assert (event.event, event.object_type, event.name) == ("updated", "dcim.interface", "Gi1/0/1 ğü")
    again = Queue(tmp_path, SECRET, WINDOW)  # of the next process, whatever became of this one
    assert again.read(again.waiting()) == (event,)
    assert {file.stat().st_mode & 0o777 for file in again.waiting()} == {0o600}


@pytest.mark.parametrize(
    ("content", "signature", "status"),
    [
        (body(), "", 401),
        (body(), signed(body(), "baska"), 401),
        (body(), signed(body(id=8)), 401),
        (body(), "é" * 128, 401),
        (b"no json", signed(b"no json"), 400),
        (b"[1]", signed(b"[1]"), 400),
        (body(timestamp="2026-04-20T09:00:00"), signed(body(timestamp="2026-04-20T09:00:00")), 400),
        (body(name="x" * 501), signed(body(name="x" * 501)), 400),
    ],
    ids=["unsigned", "another secret", "another body", "no hex", "no json", "no object", "no zone", "too long a name"],
)
def test_what_is_not_ours_is_refused_and_leaves_nothing(
    queue: Queue, content: bytes, signature: str, status: int
) -> None:
    with pytest.raises(EventRefused) as caught:
        queue.take(content, signature, NOW)
    assert caught.value.status == status
    assert queue.waiting() == ()


@pytest.mark.parametrize("away", [-WINDOW, WINDOW])
def test_an_event_of_another_time_is_refused(queue: Queue, away: timedelta) -> None:
    queue.take(body(), signed(body()), NOW + away)
    late = body(timestamp=(NOW + 3 * away).isoformat())
    with pytest.raises(EventRefused, match="from now"):
        queue.take(late, signed(late), NOW)


def test_a_body_is_taken_once_also_after_something_was_made_of_it(queue: Queue, tmp_path: Path) -> None:
    queue.take(body(), signed(body()), NOW)
    for held in (queue, Queue(tmp_path, SECRET, WINDOW)):
        with pytest.raises(EventRefused, match="before"):
            held.take(body(), signed(body()), NOW)
        held.finish(held.waiting(), datetime.now(UTC))
        assert held.waiting() == ()
        with pytest.raises(EventRefused, match="before"):
            held.take(body(), signed(body()), NOW)


def test_what_is_too_old_to_come_again_is_forgotten(queue: Queue, tmp_path: Path) -> None:
    queue.take(body(), signed(body()), NOW)
    queue.finish(queue.waiting(), NOW)
    (done,) = (tmp_path / "done").iterdir()
    os.utime(done, times=(0, 0))
    queue.finish((), NOW)
    assert list((tmp_path / "done").iterdir()) == []


def test_a_half_written_file_stops_nothing(queue: Queue, tmp_path: Path) -> None:
    queue.take(body(), signed(body()), NOW)
    (tmp_path / "waiting" / "0.json").write_text("{")
    assert len(queue.read(queue.waiting())) == 1
    queue.finish(queue.waiting(), datetime.now(UTC))
    assert queue.waiting() == ()


def test_there_is_room_for_so_many_and_no_more(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "WAITING_MOST", 1)
    queue.take(body(), signed(body()), NOW)
    with pytest.raises(EventRefused) as caught:
        queue.take(body(id=8), signed(body(id=8)), NOW)
    assert caught.value.status == 503


@pytest.mark.parametrize("secret", ["a", " " * 40, "x" * 15])
def test_a_key_that_could_be_found_by_trying_is_refused(secret: str) -> None:
    with pytest.raises(KeyShort, match="webhook-key"):
        require_long(secret)
    assert require_long("x" * 16) == "x" * 16
