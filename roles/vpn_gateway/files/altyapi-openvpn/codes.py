"""The second factor (RFC 6238: SHA-1, 30 seconds, 6 digits), asked by OpenVPN as its own user."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import struct
import time
from pathlib import Path

import host
from host import KEY, write

WRONG_MAX, LOCKED_S = 5, 300
"""So many wrong codes in a row, and nothing is asked for so long."""


def verify(name: str, file: str) -> bool:
    """The seed of each person is made of the gateway's secret and the key, so that none has to be kept or sent here. What renews a
    session is good for whom it was given to: OpenVPN itself takes it with anybody's certificate."""
    said, moment = os.environ, int(time.time())
    key, session = said.get("common_name", ""), said.get("session_id", "")
    if not KEY.fullmatch(key):
        return False
    record = host.LIVE / name / "codes" / key
    used, wrong, since, own = json.loads(record.read_text()) if record.is_file() else (0, 0, 0, "")
    if said.get("session_state") == "Authenticated":
        return bool(own) and hmac.compare_digest(own.encode(), session.encode())
    code = Path(file).read_text().split("\n")[1].strip()
    if not re.fullmatch(r"[0-9]{6}", code):
        return False
    if wrong >= WRONG_MAX and moment - since < LOCKED_S:
        return False
    master = bytes.fromhex((host.FILES / name / "totp.key").read_text().strip())
    seed = hmac.new(master, b"totp " + key.encode(), hashlib.sha256).digest()[:20]
    for step in range(moment // 30 - 1, moment // 30 + 2):
        if step > used and hmac.compare_digest(totp(seed, step), code):
            write(record, json.dumps([step, 0, 0, session]))
            return True
    write(record, json.dumps([used, wrong + 1 if wrong < WRONG_MAX else 1, moment, own]))
    return False


def totp(seed: bytes, step: int) -> str:
    made = hmac.new(seed, struct.pack(">Q", step), hashlib.sha1).digest()
    start = made[-1] & 15
    return f"{(struct.unpack('>I', made[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"
