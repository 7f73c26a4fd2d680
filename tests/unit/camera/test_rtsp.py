"""RTSP's fine print: descriptions and addresses."""

from __future__ import annotations

import pytest

from altyapi.camera import rtsp
from altyapi.camera.rtsp import Reply, RtspFault

URL = "rtsp://10.0.0.9:554/Streaming/Channels/102"


def described(text: str, **headers: str) -> Reply:
    return Reply(200, "OK", {name.replace("_", "-"): value for name, value in headers.items()}, text.encode())


@pytest.mark.parametrize(
    ("control", "wanted"),
    [
        ("trackID=1", "rtsp://10.0.0.9:554/Streaming/Channels/102/trackID=1"),
        ("rtsp://evil.example:9/steal/trackID=1", "rtsp://10.0.0.9:554/steal/trackID=1"),
        ("", URL),
    ],
)
def test_the_video_is_found_and_no_other_host_is_asked(control: str, wanted: str) -> None:
    line = f"a=control:{control}\r\n" if control else ""
    text = f"m=audio 0 RTP/AVP 0\r\na=control:x\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 h265/90000\r\n{line}"
    assert rtsp.video(described(text), URL) == (wanted, "H265")


def test_a_description_without_video_is_refused() -> None:
    with pytest.raises(RtspFault, match="without video"):
        rtsp.video(described("v=0\r\nm=audio 0 RTP/AVP 0\r\n"), URL)


@pytest.mark.parametrize("control", ["a b", "a\x07b", "rtsp://[::1/x", "x" * 2000])
def test_a_control_address_that_would_break_a_request_is_refused(control: str) -> None:
    with pytest.raises(RtspFault):
        rtsp.video(described(f"m=video 0 RTP/AVP 96\r\na=control:{control}\r\n"), URL)


def test_an_address_of_ipv6_stands_in_brackets() -> None:
    assert rtsp.address("2001:db8::9", 554, "a b") == "rtsp://[2001:db8::9]:554/a%20b"
