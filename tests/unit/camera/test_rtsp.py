"""RTSP's fine print: descriptions, addresses, logins."""

from __future__ import annotations

import hashlib

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


def test_sha256_is_taken_before_md5_and_the_answer_is_the_rfc_s() -> None:
    challenge = 'Digest realm="r", nonce="n"\nDigest realm="r", nonce="m", algorithm=SHA-256, qop="auth"'
    header = rtsp._Digest.of(challenge, "u", "p").header("DESCRIBE", URL)
    told = dict(part.split("=", 1) for part in header.removeprefix("Digest ").split(", "))

    def sha(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    mine = f"{sha('u:r:p')}:m:{told['nc']}:{told['cnonce'].strip(chr(34))}:auth:{sha(f'DESCRIBE:{URL}')}"
    assert told["response"] == f'"{sha(mine)}"'
    assert told["algorithm"] == "SHA-256"


def test_a_password_is_not_sent_in_clear() -> None:
    with pytest.raises(RtspFault) as refused:
        rtsp._Digest.of('Basic realm="r"', "u", "p")
    assert refused.value.code == "clear-login"


def test_a_realm_can_not_begin_a_header_of_its_own() -> None:
    header = rtsp._Digest("u", "p", 'r"\r\nX: 1', "n", "MD5", False, "").header("OPTIONS", URL)
    assert "\r" not in header
    assert "\n" not in header
