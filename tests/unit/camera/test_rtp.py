"""Pictures are counted and put together from RTP, whatever comes."""

from __future__ import annotations

import asyncio
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altyapi.camera import picture
from altyapi.camera.rtp import START, Pictures
from lab.cameras import h264

needs_ffmpeg = pytest.mark.skipif(picture.decoder() is None, reason="needs ffmpeg: apt-get install ffmpeg")


def packet(payload: bytes, timestamp: int = 0, *, flags: int = 0x80) -> memoryview:
    return memoryview(struct.pack("!BBHII", flags, 96, 1, timestamp, 7) + payload)


def of(units: list[bytes], pictures: Pictures, timestamp: int) -> None:
    for unit in units:
        for payload, _ in h264.packets(unit, size=100):
            pictures.packet(packet(payload, timestamp))


def test_a_unit_that_was_sent_in_parts_is_whole_again() -> None:
    sps, pps = h264.parameter_sets()
    unit = h264.picture(128, 1, 0)
    pictures = Pictures("H264", gather=True)
    of([sps, pps, unit], pictures, 1)
    of([unit], pictures, 2)
    assert pictures.stream == START + sps + START + pps + START + unit + START + unit
    assert pictures.count == 2


def test_units_that_share_a_packet_are_told_apart() -> None:
    sps, pps = h264.parameter_sets()
    shared = bytes([24]) + b"".join(struct.pack("!H", len(one)) + one for one in (sps, pps))
    pictures = Pictures("H264", gather=True)
    pictures.packet(packet(shared))
    assert pictures.stream == START + sps + START + pps


def test_nothing_is_gathered_before_a_picture_that_stands_alone() -> None:
    pictures = Pictures("H264", gather=True)
    pictures.packet(packet(b"\x41later picture", 1))
    assert (pictures.stream, pictures.count) == (b"", 1)


def test_h265_parts_keep_their_head() -> None:
    unit = bytes([19 << 1, 1]) + b"an intra picture"
    pictures = Pictures("H265", gather=True)
    for flags, part in ((0x80 | 19, unit[2:9]), (0x40 | 19, unit[9:])):
        pictures.packet(packet(bytes([49 << 1, 1, flags]) + part))
    assert pictures.stream == START + unit


def test_nothing_is_gathered_where_nobody_looks() -> None:
    pictures = Pictures("H264", gather=False)
    of([*h264.parameter_sets(), h264.picture(128, 1, 0)], pictures, 1)
    assert (pictures.stream, pictures.count) == (b"", 1)


@given(st.lists(st.binary(max_size=60), max_size=20), st.sampled_from(["H264", "H265"]))
def test_whatever_comes_is_survived(packets: list[bytes], codec: str) -> None:
    pictures = Pictures(codec, gather=True)
    for one in packets:
        pictures.packet(memoryview(one))
        pictures.packet(packet(one, flags=one[0] if one else 0))
    assert pictures.count <= 2 * len(packets)


@needs_ffmpeg
@pytest.mark.parametrize(("brightness", "seeds"), [(128, (1, 2, 3)), (10, (1, 2, 3)), (128, (1, 1, 1))])
def test_brightness_and_change_are_measured_from_the_pictures(brightness: int, seeds: tuple[int, ...]) -> None:
    units = [*h264.parameter_sets(), *(h264.picture(brightness, seed, number) for number, seed in enumerate(seeds))]
    found = asyncio.run(picture.measure(b"".join(START + unit for unit in units), "H264"))
    assert found is not None
    assert found.pictures == len(seeds)
    assert abs(found.brightness - brightness) < 2
    assert (found.change == 0) == (len(set(seeds)) == 1)


@needs_ffmpeg
def test_what_can_not_be_decoded_gives_nothing() -> None:
    assert asyncio.run(picture.measure(START + b"\x65" + bytes(500), "H264")) is None
    assert asyncio.run(picture.measure(b"", "H264")) is None
