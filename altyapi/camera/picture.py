"""Whether a picture is black or frozen: ffmpeg decodes a few seconds in memory and tells numbers; no picture leaves it.

Brightness is the mean of the luma plane (0 to 255); change is the mean difference of a picture's luma from the one before it
(ffmpeg's signalstats: YAVG and YDIF). A still scene changes too, by its sensor's noise; a frozen encoder repeats itself exactly.
"""

from __future__ import annotations

import asyncio
import re
import shutil
from typing import Final, NamedTuple

LIMIT_S: Final = 20.0
FORMATS: Final = {"H264": "h264", "H265": "hevc"}
_TOLD: Final = re.compile(rb"lavfi\.signalstats\.(YAVG|YDIF)=([0-9.]+)")
OUTPUT_LIMIT: Final = 1 << 20


class Measured(NamedTuple):
    """Of the pictures that could be decoded."""

    pictures: int
    brightness: float  # of the brightest one
    change: float  # the largest between two that follow each other; 0 for a single one


def decoder() -> str | None:
    """ffmpeg's path; None where it is not installed, and pictures are not looked at."""
    return shutil.which("ffmpeg")


async def measure(stream: bytes, codec: str) -> Measured | None:
    """None where nothing could be decoded. `stream` is a byte stream (Annex B) and reaches ffmpeg through a pipe alone."""
    program = decoder()
    if program is None or codec not in FORMATS or not stream:
        return None
    process = await asyncio.create_subprocess_exec(
        program, "-nostdin", "-hide_banner", "-loglevel", "quiet", "-protocol_whitelist", "pipe", "-threads", "1",
        "-f", FORMATS[codec], "-i", "pipe:0", "-an", "-vf", "signalstats,metadata=mode=print:file=-", "-f", "null", "/dev/null",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        told, _ = await asyncio.wait_for(process.communicate(stream), LIMIT_S)
    except TimeoutError:
        return None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    found: dict[bytes, list[float]] = {b"YAVG": [], b"YDIF": []}
    for name, value in _TOLD.findall(told[:OUTPUT_LIMIT]):
        found[name].append(float(value))
    if not found[b"YAVG"]:
        return None
    # the first picture has none before it
    return Measured(len(found[b"YAVG"]), max(found[b"YAVG"]), max(found[b"YDIF"][1:], default=0.0))
