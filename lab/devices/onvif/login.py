"""Who may ask an emulated camera: WS-UsernameToken 1.0 with a digest, and HTTP digest (RFC 7616), each checked in full."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import re
from datetime import UTC, datetime
from typing import Any

from lab.devices.onvif.state import Camera, Level

_WSSE = "{http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd}"
_WSU = "{http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd}"
_DIGEST = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest"
REALM = "ornek-kamera"


class Refused(Exception):
    """No login. `locked`: even the right password would not be taken now."""

    def __init__(self, why: str, *, locked: bool = False) -> None:
        super().__init__(why)
        self.locked = locked


def by_token(camera: Camera, header: Any) -> Level | None:
    """The level of the user whose token stands in a SOAP header; None where there is none. Raises Refused."""
    token = None if header is None else header.find(f".//{_WSSE}UsernameToken")
    if token is None:
        return None
    user = token.findtext(f"{_WSSE}Username", "")
    password = token.find(f"{_WSSE}Password")
    created = token.findtext(f"{_WSU}Created", "")
    if password is None or password.get("Type") != _DIGEST:
        raise Refused("only PasswordDigest is taken")
    try:
        nonce = base64.b64decode(token.findtext(f"{_WSSE}Nonce", ""), validate=True)
        moment = datetime.fromisoformat(created.replace("Z", "+00:00"))
    except (binascii.Error, ValueError) as error:
        raise Refused(f"token can't be read: {error}") from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if abs((moment - camera.now()).total_seconds()) > camera.knobs.skew_allowed_s:
        raise Refused("created too far from the device's time")
    if nonce in camera.nonces:
        raise Refused("nonce used before")
    camera.nonces.add(nonce)
    _require_unlocked(camera, user)
    known, level = camera.held.users.get(user, ("", "User"))
    digest = base64.b64encode(hashlib.sha1(nonce + created.encode() + known.encode()).digest()).decode()  # noqa: S324 - the profile's
    if user not in camera.held.users or not hmac.compare_digest(digest, (password.text or "").strip()):
        camera.wrong(user)
        raise Refused("wrong user or password")
    camera.right(user)
    return level


def challenge(camera: Camera) -> str:
    nonce = os.urandom(12).hex()
    camera.counts[nonce] = 0
    return f'Digest realm="{REALM}", qop="auth", nonce="{nonce}", algorithm=MD5'


def by_digest(camera: Camera, method: str, uri: str, header: str) -> Level | None:
    """The level of the user of an Authorization header; None where a (new) challenge is due. Raises Refused."""
    kind, _, rest = header.partition(" ")
    if kind.lower() != "digest":
        return None
    told = {name: quoted or bare for name, quoted, bare in re.findall(r'(\w+)=(?:"([^"]*)"|([^\s,]+))', rest)}
    count = int(told.get("nc", "0"), 16)
    nonce = told.get("nonce", "")
    if count <= camera.counts.get(nonce, 1 << 40) or told.get("uri") != uri:
        return None  # stale, replayed or not for this request
    camera.counts[nonce] = count
    user = told.get("username", "")
    _require_unlocked(camera, user)
    known, level = camera.held.users.get(user, ("", "User"))
    first = _md5(f"{user}:{REALM}:{known}")
    second = _md5(f"{method}:{uri}")
    expected = _md5(f"{first}:{nonce}:{told.get('nc')}:{told.get('cnonce')}:auth:{second}")
    if user not in camera.held.users or not hmac.compare_digest(expected, told.get("response", "")):
        camera.wrong(user)
        raise Refused("wrong user or password")
    camera.right(user)
    return level


def _require_unlocked(camera: Camera, user: str) -> None:
    if camera.locked(user):
        camera.failed_logins += 1
        raise Refused("locked", locked=True)


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()  # noqa: S324 - RFC 2617's
