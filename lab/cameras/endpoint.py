"""What one emulated camera is, and how it is broken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Behaviour = Literal[
    "good",
    "dead",  # nobody listens
    "hanging",  # takes the connection and never says a word
    "slow",  # answers after `delay_s`
    "dripping",  # a byte of its answer every second
    "closing",  # hangs up on every request
    "http",  # a web server stands there
    "junk",  # bytes without end before the first answer
    "long-head",  # headers without end
    "long-body",  # a body of a size that nobody has
    "wrong-length",  # a size that is no number
    "wrong-sequence",  # an answer to another question
]
Picture = Literal["moving", "black", "frozen", "none", "endless", "not-rtp", "hangs-up"]
Document = Literal["good", "bomb", "external", "wrong-type", "endless", "not-xml", "hanging", "other-answer"]
Kind = Literal["camera", "recorder"]


@dataclass(frozen=True)
class Recorded:
    """A source of a recorder: minutes since its last picture (none: nothing was recorded) and days since its first."""

    channel: int
    address: str = ""
    last_minutes: float | None = 0.0
    first_days: float = 20.0


@dataclass
class Endpoint:
    """Behaviour may be changed while it runs; whether it listens at all may not."""

    name: str
    host: str  # in 127.0.0.0/8
    rtsp_port: int = 0  # 0: any; then what it became
    onvif_port: int = 0
    kind: Kind = "camera"
    manufacturer: str = "Hikvision"
    model: str = "DS-2CD2143G2"
    serial: str = ""
    firmware: str = "V5.7.3"
    mac: str = "02:00:00:00:00:01"
    username: str = "altyapi"
    password: str = "lab-Camera-1"
    behaviour: Behaviour = "good"
    picture: Picture = "moving"
    document: Document = "good"
    open_stream: bool = False  # shows its pictures to everybody
    clear_login: bool = False  # wants the password in clear
    delay_s: float = 0.0
    skew_s: float = 0.0
    recordings: tuple[Recorded, ...] = ()
    disk_percent: int = 40
    disk_status: str = "ok"
    asked: int = 0  # requests that came
    logins_refused: int = 0
