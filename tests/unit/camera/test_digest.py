"""A login as a digest: which of those offered, and nothing of it that a device could make more of."""

from __future__ import annotations

import hashlib

from altyapi.camera.digest import Digest

URL = "rtsp://10.0.0.9:554/Streaming/Channels/102"


def test_sha256_is_taken_before_md5_and_the_answer_is_the_rfc_s() -> None:
    challenge = 'Digest realm="r", nonce="n"\nDigest realm="r", nonce="m", algorithm=SHA-256, qop="auth"'
    login = Digest.of(challenge, "u", "p")
    assert login is not None
    header = login.header("DESCRIBE", URL)
    told = dict(part.split("=", 1) for part in header.removeprefix("Digest ").split(", "))

    def sha(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    mine = f"{sha('u:r:p')}:m:{told['nc']}:{told['cnonce'].strip(chr(34))}:auth:{sha(f'DESCRIBE:{URL}')}"
    assert told["response"] == f'"{sha(mine)}"'
    assert told["algorithm"] == "SHA-256"


def test_a_password_is_not_sent_in_clear() -> None:
    assert Digest.of('Basic realm="r"', "u", "p") is None


def test_a_realm_can_not_begin_a_header_of_its_own() -> None:
    header = Digest("u", "p", 'r"\r\nX: 1', "n", "MD5", False, "").header("OPTIONS", URL)
    assert "\r" not in header
    assert "\n" not in header


def test_a_session_s_digest_goes_over_both_nonces() -> None:
    login = Digest.of('Digest realm="r", nonce="n", algorithm=MD5-sess, qop="auth"', "u", "p")
    assert login is not None
    told = dict(part.split("=", 1) for part in login.header("GET", "/a").removeprefix("Digest ").split(", "))

    def md5(text: str) -> str:
        return hashlib.md5(text.encode()).hexdigest()  # noqa: S324 - RFC 7616's

    own = told["cnonce"].strip('"')
    mine = md5(f"{md5('u:r:p')}:n:{own}")
    answer = md5(f"{mine}:n:{told['nc']}:{own}:auth:{md5('GET:/a')}")
    assert told["response"] == f'"{answer}"'
