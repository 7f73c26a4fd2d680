"""Looks at emulated cameras over real connections: whatever a camera does, its look ends in time and says what was wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest

from altyapi.camera import picture
from altyapi.camera.look import Seen
from altyapi.camera.model import Camera
from altyapi.camera.policy import CameraPolicy, Check
from altyapi.camera.run import run
from altyapi.secrets import Credential
from lab.cameras.endpoint import Behaviour, Document, Endpoint, Picture, Recorded
from lab.cameras.field import running
from tests.unit.camera.cameras import at, login

pytestmark = pytest.mark.e2e
HASTY = CameraPolicy(check=Check(answer_s=2, timeout_s=2, frames_s=1.5, streams_at_once=50, streams_per_site=50))
"""For what never answers; the others are given as long as the machine takes."""
POLICY = CameraPolicy(check=Check(answer_s=60, timeout_s=60, frames_s=1.5, streams_at_once=50, streams_per_site=50))
SILENT = ("is-hanging", "is-dripping", "says-hanging")
needs_ffmpeg = pytest.mark.skipif(picture.decoder() is None, reason="needs ffmpeg: apt-get install ffmpeg")

ANSWERS: dict[Behaviour, tuple[str, str]] = {
    "dead": ("refused", "port"),
    "hanging": ("timeout", "2 s"),
    "dripping": ("timeout", "2 s"),
    "closing": ("lost", "closed by the camera"),
    "http": ("not-rtsp", "HTTP/1.1 400"),
    "junk": ("not-rtsp", "junk"),
    "long-head": ("too-much", "16 KiB"),
    "long-body": ("too-much", "99999999999 bytes"),
    "wrong-length": ("not-rtsp", "many"),
    "wrong-sequence": ("not-rtsp", "999"),
}
PICTURES: dict[Picture, tuple[str, str]] = {
    "black": ("black", "brightness 10"),
    "frozen": ("frozen", "change 0.00"),
    "none": ("no-frames", "0 in 1.5 s"),
    "endless": ("no-frames", "1 in 1.5 s"),
    "not-rtp": ("no-frames", "0 in 1.5 s"),
    "hangs-up": ("stream-refused", "lost"),
}
DOCUMENTS: dict[Document, str] = {
    "bomb": "no XML",
    "external": "a document type",
    "wrong-type": "tt:Hour is no number",
    "endless": "longer than 2097152 bytes",
    "not-xml": "no XML",
    "hanging": "",
    "other-answer": "answered",
}


def look(field: list[Endpoint], thorough: bool, **own: Any) -> dict[str, Seen]:
    with running(field):
        cameras = [at(one, **own) for one in field]
        silent = [one for one in cameras if one.name in SILENT]
        patient = [one for one in cameras if one.name not in SILENT]
        return seen_of(field, patient, thorough) | seen_of(field, silent, thorough, policy=HASTY)


def seen_of(
    field: list[Endpoint],
    cameras: list[Camera],
    thorough: bool,
    kept: tuple[Camera, ...] = (),
    policy: CameraPolicy = POLICY,
) -> dict[str, Seen]:
    of = {one.name: one for one in field}

    def entry(camera: Camera) -> Credential:
        known = of[camera.name]
        return Credential(username="altyapi", password="wrong") if "wrong-password" in camera.name else login(known)

    names = frozenset(one.name for one in cameras) if thorough else frozenset()
    found = run(cameras, names, policy, Path("known_hosts"), entry, 30, lambda _recorder: kept)
    return {one.camera: one for one in found}


def problems(seen: Seen) -> list[tuple[str, str]]:
    return [(one.code, one.detail) for one in seen.problems]


@pytest.fixture(scope="module")
def broken() -> dict[str, Seen]:
    """Every way of being broken, all looked at in one go."""
    field = [
        Endpoint(name=f"is-{one}", host=f"127.31.0.{number}", behaviour=one) for number, one in enumerate(ANSWERS, 1)
    ]
    field += [
        Endpoint(name=f"shows-{one}", host=f"127.31.1.{number}", picture=one) for number, one in enumerate(PICTURES, 1)
    ]
    field += [
        Endpoint(name=f"says-{one}", host=f"127.31.2.{number}", document=one) for number, one in enumerate(DOCUMENTS, 1)
    ]
    field += [
        Endpoint(name="well", host="127.31.3.1"),
        Endpoint(name="slow", host="127.31.3.2", delay_s=0.3),
        Endpoint(name="open", host="127.31.3.3", open_stream=True),
        Endpoint(name="in-clear", host="127.31.3.4", clear_login=True),
        Endpoint(name="wrong-password", host="127.31.3.5"),
        Endpoint(name="late", host="127.31.3.6", skew_s=-300),
    ]
    found = look(field, thorough=True)
    refused = next(one for one in field if one.name == "wrong-password")
    assert refused.logins_refused == 1  # one try: cameras lock accounts
    return found


def test_every_way_of_being_broken_is_tried() -> None:
    assert {*ANSWERS, "good", "slow"} == set(get_args(Behaviour))
    assert {*PICTURES, "moving"} == set(get_args(Picture))
    assert {*DOCUMENTS, "good"} == set(get_args(Document))


@pytest.mark.parametrize("behaviour", ANSWERS)
def test_a_camera_that_does_not_answer_says_why(broken: dict[str, Seen], behaviour: Behaviour) -> None:
    seen = broken[f"is-{behaviour}"]
    assert not seen.alive
    ((code, detail),) = problems(seen)
    assert (code, ANSWERS[behaviour][1] in detail) == (ANSWERS[behaviour][0], True)


@pytest.mark.parametrize("shown", PICTURES)
def test_a_stream_that_is_wrong_is_told(broken: dict[str, Seen], shown: Picture) -> None:
    if shown in ("black", "frozen") and picture.decoder() is None:
        pytest.skip("needs ffmpeg: apt-get install ffmpeg")
    seen = broken[f"shows-{shown}"]
    assert seen.alive
    ((code, detail),) = problems(seen)
    assert (code, PICTURES[shown][1] in detail) == (PICTURES[shown][0], True)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_bad_answer_about_the_clock_is_survived(broken: dict[str, Seen], document: Document) -> None:
    seen = broken[f"says-{document}"]
    assert seen.alive
    ((code, detail),) = problems(seen)
    assert (code, DOCUMENTS[document] in detail) == ("clock-unread", True)


def test_what_is_well_is_called_well(broken: dict[str, Seen]) -> None:
    for name in ("well", "slow"):
        assert problems(broken[name]) == []
        assert (broken[name].frames or 0) >= 2
        assert abs(broken[name].drift_s or 0.0) < 30


def test_logins_and_clocks_are_told(broken: dict[str, Seen]) -> None:
    told = {
        name: [code for code, _ in problems(broken[name])] for name in ("open", "in-clear", "wrong-password", "late")
    }
    assert told == {
        "open": ["open-stream"], "in-clear": ["clear-login"], "wrong-password": ["login-refused"], "late": ["clock-drift"],
    }  # fmt: skip


@needs_ffmpeg
def test_pictures_of_a_camera_that_is_well_are_looked_at(broken: dict[str, Seen]) -> None:
    assert (broken["well"].looked_at or 0) >= 2


def test_a_light_look_logs_in_nowhere() -> None:
    field = [
        Endpoint(name="wrong-password", host="127.31.4.1"),
        Endpoint(name="black", host="127.31.4.2", picture="black"),
    ]
    found = look(field, thorough=False)
    assert all(problems(one) == [] and one.frames is None for one in found.values())
    assert field[0].logins_refused == 0


def test_a_thermal_camera_is_not_looked_into_without_its_record_and_never_measured() -> None:
    field = [
        Endpoint(name="trm01", host="127.31.5.1", picture="black"),
        Endpoint(name="trm02", host="127.31.5.2", picture="black"),
    ]
    with running(field):
        cameras = [at(field[0], kind="thermal"), at(field[1], kind="thermal", privacy_record="KVKK-2026-7")]
        found = seen_of(field, cameras, thorough=True)
    assert [code for code, _ in problems(found["trm01"])] == ["no-record"]
    assert found["trm01"].frames is None
    assert problems(found["trm02"]) == []
    assert (found["trm02"].frames or 0) >= 2
    assert found["trm02"].looked_at is None


def test_a_recorder_tells_what_it_does_not_record_and_how_full_it_is() -> None:
    recordings = (
        Recorded(1),
        Recorded(2, last_minutes=90.5),
        Recorded(3, last_minutes=None),
        Recorded(9, address="10.0.0.5", first_days=45.5),
    )
    field = [
        Endpoint(name="nvr01", host="127.31.6.1", kind="recorder", recordings=recordings, disk_percent=97),
        Endpoint(name="nvr02", host="127.31.6.2", kind="recorder", recordings=(Recorded(1),), disk_status="error"),
        Endpoint(name="nvr03", host="127.31.6.3", kind="recorder", document="bomb"),
    ]
    with running(field):
        cameras = [at(one) for one in field]
        kept = tuple(
            cameras[0].model_copy(
                update={"name": f"kam{channel}", "kind": "camera", "channel": channel, "address": address}
            )
            for channel, address in ((1, None), (2, None), (3, None), (4, "10.0.0.5"), (5, None))
        )
        first = seen_of(field, cameras[:1], thorough=True, kept=kept)["nvr01"]
        rest = seen_of(field, cameras[1:], thorough=True)
    assert problems(first) == [
        ("recording-gap", "kam2 90 min"), ("not-recorded", "kam3"), ("not-recorded", "kam5"), ("keeps-too-long", "45 d, 30 d"),
        ("disk-full", "hdda 97 %, 95 %"),
    ]  # fmt: skip
    assert first.recorded == ("kam1", "kam2", "kam3", "kam4")
    assert problems(rest["nvr02"]) == [("disk-fault", "hdda error")]
    assert [code for code, _ in problems(rest["nvr03"])] == ["clock-unread", "recorder-unread"]
