"""RTP (RFC 3550) with H.264 (RFC 6184) or H.265 (RFC 7798) in it: pictures counted, and gathered only to be measured.

Nothing here writes anywhere: what is gathered is handed to `altyapi.camera.picture` in memory and forgotten.
"""

from __future__ import annotations

from typing import Final

START: Final = b"\0\0\0\1"
GATHERED_LIMIT: Final = 12 << 20
PICTURES: Final = 250
"""So many pictures are gathered at most; they are counted on."""
_H264_START, _H265_START = {5, 7, 8}, {*range(16, 22), 32, 33, 34}
"""NAL unit types with which decoding can begin: an intra picture, or the parameter sets before one."""


class Pictures:
    """What came of one video stream. `count` is of pictures, told apart by their RTP timestamps."""

    def __init__(self, codec: str, *, gather: bool) -> None:
        self._h265 = codec == "H265"
        self._gather = gather and codec in ("H264", "H265")
        self._units = bytearray()
        self._part = bytearray()
        self._begun = False
        self._timestamp: int | None = None
        self.count = 0
        self.bytes = 0
        self.odd = 0  # packets that are no RTP

    @property
    def stream(self) -> bytes:
        """From the first picture that can be decoded by itself, as a byte stream (Annex B). Empty where none came."""
        return bytes(self._units)

    def packet(self, raw: memoryview) -> None:
        """One RTP packet."""
        payload = _payload(raw)
        if payload is None:
            self.odd += 1
            return
        self.bytes += len(payload)
        timestamp = int.from_bytes(raw[4:8])
        if timestamp != self._timestamp:
            self._timestamp = timestamp
            self.count += 1
        if self._gather and self.count <= PICTURES and len(payload) > 2:
            (self._hevc if self._h265 else self._avc)(payload)

    def _avc(self, payload: memoryview) -> None:
        kind = payload[0] & 0x1F
        if kind == 24:  # several units in one packet
            self._several(payload[1:])
        elif kind == 28:  # a part of one
            self._fragment(payload[1], bytes([payload[0] & 0xE0 | payload[1] & 0x1F]), payload[2:])
        elif kind < 24:
            self._unit(payload)

    def _hevc(self, payload: memoryview) -> None:
        kind = payload[0] >> 1 & 0x3F
        if kind == 48:
            self._several(payload[2:])
        elif kind == 49 and len(payload) > 3:
            head = bytes([payload[0] & 0x81 | (payload[2] & 0x3F) << 1, payload[1]])
            self._fragment(payload[2], head, payload[3:])
        elif kind < 48:
            self._unit(payload)

    def _several(self, rest: memoryview) -> None:
        while len(rest) > 2:
            size = int.from_bytes(rest[:2])
            if size:
                self._unit(rest[2 : 2 + size])
            rest = rest[2 + size :]

    def _fragment(self, flags: int, head: bytes, rest: memoryview) -> None:
        if flags & 0x80:
            self._part = bytearray(head)
        if self._part and len(self._part) < GATHERED_LIMIT:
            self._part += rest
        if flags & 0x40 and self._part:
            self._unit(memoryview(bytes(self._part)))
            self._part = bytearray()

    def _unit(self, unit: memoryview) -> None:
        kind = unit[0] >> 1 & 0x3F if self._h265 else unit[0] & 0x1F
        self._begun = self._begun or kind in (_H265_START if self._h265 else _H264_START)
        if self._begun and len(self._units) + len(unit) < GATHERED_LIMIT:
            self._units += START
            self._units += unit


def _payload(raw: memoryview) -> memoryview | None:
    """What an RTP packet carries; None where it is none."""
    if len(raw) < 12 or raw[0] >> 6 != 2:
        return None
    start = 12 + 4 * (raw[0] & 0x0F)
    if raw[0] & 0x10:
        if len(raw) < start + 4:
            return None
        start += 4 + 4 * int.from_bytes(raw[start + 2 : start + 4])
    end = len(raw) - (raw[-1] if raw[0] & 0x20 else 0)
    return raw[start:end] if start < end else None
