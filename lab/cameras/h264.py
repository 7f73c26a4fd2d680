"""Pictures as H.264, made without an encoder: every macroblock is sent as it is (I_PCM), so a decoder gives back these very samples.

ITU-T H.264, 7.3: baseline profile, each picture an IDR picture of one slice. 64 by 48 samples: 12 macroblocks, 4.6 KB.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Final

WIDTH: Final = 4
HEIGHT: Final = 3
"""In macroblocks of 16 samples."""
GREY: Final = 128
BLACK: Final = 16
_START = 3
_SPS, _PPS, _IDR = 0x67, 0x68, 0x65


class _Bits:
    def __init__(self) -> None:
        self._bits: list[int] = []

    def u(self, count: int, value: int) -> _Bits:
        self._bits += [value >> place & 1 for place in reversed(range(count))]
        return self

    def ue(self, value: int) -> _Bits:
        """Exp-Golomb."""
        length = (value + 1).bit_length()
        return self.u(2 * length - 1, value + 1)

    def se(self, value: int) -> _Bits:
        return self.ue(2 * value - 1 if value > 0 else -2 * value)

    def align(self, fill: int = 0) -> _Bits:
        while len(self._bits) % 8:
            self._bits.append(fill)
        return self

    def raw(self, content: bytes) -> _Bits:
        for byte in content:
            self.u(8, byte)
        return self

    def unit(self, head: int) -> bytes:
        """Closed as a NAL unit, with emulation prevention."""
        self.u(1, 1).align()
        body = bytearray([head])
        zeros = 0
        for place in range(0, len(self._bits), 8):
            byte = int("".join(map(str, self._bits[place : place + 8])), 2)
            if zeros >= 2 and byte <= _START:
                body.append(_START)
                zeros = 0
            body.append(byte)
            zeros = zeros + 1 if byte == 0 else 0
        return bytes(body)


def parameter_sets() -> tuple[bytes, bytes]:
    """SPS and PPS."""
    sps = _Bits().u(8, 66).u(8, 0xC0).u(8, 30).ue(0).ue(0).ue(2).ue(1).u(1, 0).ue(WIDTH - 1).ue(HEIGHT - 1)
    sps.u(1, 1).u(1, 1).u(1, 0).u(1, 0)
    pps = (
        _Bits().ue(0).ue(0).u(1, 0).u(1, 0).ue(0).ue(0).ue(0).u(1, 0).u(2, 0).se(0).se(0).se(0).u(1, 0).u(1, 0).u(1, 0)
    )
    return sps.unit(_SPS), pps.unit(_PPS)


def picture(brightness: int, seed: int, number: int) -> bytes:
    """One picture of that mean brightness, with a sensor's noise."""
    noise = random.Random(seed)
    bits = _Bits().ue(0).ue(7).ue(0).u(4, 0).ue(number % 2).u(1, 0).u(1, 0).se(0)
    for _ in range(WIDTH * HEIGHT):
        bits.ue(25).align()
        bits.raw(bytes(max(1, brightness + noise.randint(-3, 3)) for _ in range(256)))
        bits.raw(bytes([GREY]) * 128)
    return bits.unit(_IDR)


def packets(unit: bytes, size: int = 1200) -> Iterator[tuple[bytes, bool]]:
    """An RTP payload each (RFC 6184), and whether it is the unit's last."""
    if len(unit) <= size:
        yield unit, True
        return
    head = unit[0]
    parts = [unit[1:][place : place + size] for place in range(0, len(unit) - 1, size)]
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        flags = (0x80 if number == 0 else 0) | (0x40 if last else 0) | head & 0x1F
        yield bytes([head & 0xE0 | 28, flags]) + part, last
