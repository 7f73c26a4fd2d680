"""Keys of a keyring file, told by their fingerprints: what a person compares with the publisher's word."""

import base64
import hashlib
from pathlib import Path

from host import FailedError

PUBLIC_KEY = 6
ARMOR = b"-----BEGIN PGP PUBLIC KEY BLOCK-----"


def fingerprints(file):
    """Fingerprints of the primary keys (RFC 4880 12.2, RFC 9580 5.5.4), upper case. Raises FailedError."""
    try:
        content = Path(file).read_bytes()
        found = [_fingerprint(body) for tag, body in _packets(_bare(content)) if tag == PUBLIC_KEY]
    except (OSError, ValueError, IndexError) as error:
        raise FailedError(f"not a keyring: {file}: {error}") from error
    if not found:
        raise FailedError(f"no key in {file}")
    return found


def _bare(content):
    """Without the armor that a key has as text."""
    if ARMOR not in content:
        return content
    block = content.partition(ARMOR)[2].partition(b"-----END")[0].replace(b"\r", b"")
    body = block.partition(b"\n\n")[2]
    lines = [line for line in body.splitlines() if line and not line.startswith(b"=")]
    return base64.b64decode(b"".join(lines))


def _packets(content):
    at = 0
    while at < len(content):
        head = content[at]
        if not head & 0x80:
            raise ValueError("not OpenPGP")
        if head & 0x40:
            tag, length, used = head & 0x3F, *_new_length(content[at + 1 : at + 6])
        else:
            tag, width = (head >> 2) & 0x0F, 1 << (head & 3)
            length, used = int.from_bytes(content[at + 1 : at + 1 + width], "big"), width
        at += 1 + used
        yield tag, content[at : at + length]
        at += length


def _new_length(octets):
    if octets[0] < 192:
        return octets[0], 1
    if octets[0] < 224:
        return ((octets[0] - 192) << 8) + octets[1] + 192, 2
    if octets[0] == 255:
        return int.from_bytes(octets[1:5], "big"), 5
    raise ValueError("a key of partial length")


def _fingerprint(body):
    if body[0] == 4:
        return hashlib.sha1(b"\x99" + len(body).to_bytes(2, "big") + body).hexdigest().upper()  # noqa: S324  the format's own
    if body[0] in (5, 6):
        return hashlib.sha256(bytes([0x95 + body[0]]) + len(body).to_bytes(4, "big") + body).hexdigest().upper()
    raise ValueError(f"a key of version {body[0]}")
