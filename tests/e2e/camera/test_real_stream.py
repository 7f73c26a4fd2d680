"""Real H.264 from a real RTSP server (GStreamer's), behind a digest login."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from altyapi.camera import picture
from altyapi.camera.look import Seen
from altyapi.camera.policy import CameraPolicy, Check
from altyapi.camera.run import run
from altyapi.secrets import Credential
from tests.unit.camera.cameras import camera

PYTHON = "/usr/bin/python3"
SERVER = Path(__file__).with_name("gst_server.py")
NEEDS = """
import gi
gi.require_version("GstRtspServer", "1.0")
gi.require_version("Gst", "1.0")
from gi.repository import Gst, GstRtspServer
Gst.init(None)
assert Gst.ElementFactory.find("x264enc")
"""


def _installed() -> bool:
    return (
        Path(PYTHON).exists()
        and subprocess.run([PYTHON, "-c", NEEDS], capture_output=True, check=False).returncode == 0
    )


pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(
        picture.decoder() is None or not _installed(),
        reason="needs ffmpeg and GStreamer's RTSP server: apt-get install ffmpeg python3-gi gir1.2-gst-rtsp-server-1.0 "
        "gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-ugly",
    ),
]
LOGIN = Credential(username="altyapi", password="lab-Stream-1")
POLICY = CameraPolicy(check=Check(answer_s=60, timeout_s=60, frames_s=3))


@contextmanager
def server(pattern: str) -> Iterator[int]:
    words = [PYTHON, str(SERVER), LOGIN.username, str(LOGIN.password), pattern]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline())
        finally:
            process.terminate()


def look(port: int, login: Credential = LOGIN) -> Seen:
    one = camera(host="127.0.0.1", address="127.0.0.1", rtsp_port=port, onvif_port=9, manufacturer="gstreamer")
    (seen,) = run([one], frozenset([one.name]), POLICY, Path("known_hosts"), lambda _camera: login, 30)
    return seen


def of_the_stream(seen: Seen) -> list[str]:
    """Its problems but for the clock, which no such server has."""
    return [one.code for one in seen.problems if one.code != "clock-unread"]


@pytest.mark.parametrize(("pattern", "problems"), [("ball", []), ("black", ["black"]), ("smpte75", ["frozen"])])
def test_pictures_of_a_real_stream_are_counted_and_measured(pattern: str, problems: list[str]) -> None:
    with server(pattern) as port:
        seen = look(port)
    assert of_the_stream(seen) == problems
    assert (seen.frames or 0) >= 2
    assert (seen.looked_at or 0) >= 2


def test_a_wrong_password_is_refused_and_the_camera_counts_as_alive() -> None:
    with server("ball") as port:
        seen = look(port, Credential(username="altyapi", password="wrong"))
    assert seen.alive
    assert of_the_stream(seen) == ["login-refused"]
