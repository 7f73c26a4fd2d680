"""What each platform brings to a whole change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from altyapi.device.contract import Session
from lab.devices.process import RunningDevice


@dataclass(frozen=True, kw_only=True)
class Case:
    """One platform in the terms of the cycle. In its configs `{name}` is the device's name."""

    platform: str
    name: str = ""  # what the test ids say, where a platform has several cases
    row: Mapping[str, str]  # what NetBox says of such a device
    emulated: Mapping[str, str] = field(default_factory=dict)  # model and version of the device; default: its own
    running: str
    intended: str  # a change of `running` that touches ports, VLANs and NTP, or what the platform has instead
    minutes: int = 60  # of the timed revert
    shown: Callable[[RunningDevice], str] = (
        RunningDevice.running
    )  # the running config as the device shows it when asked
    typed_secret: str = r"(?!)"  # a regex of what is shown in another form than it was typed in
    revert: str  # the timed revert's method
    restarts: bool = False  # what is taken back by the timed revert, is taken back by a restart
    candidate: bool = False  # nothing takes effect before the last line
    lines_before: int = 0  # configuration lines that the push sends before the plan's first
    lines_after: int = 0  # and after its last, which takes the candidate over
    after: str  # a text that the running config has after the change
    gone: tuple[str, ...] = ("10.9.9.9", "Acil-Durum-42")  # texts that it has not
    telling: str = "Kamera"  # a text of one line of the change alone
    traces: str = ""  # a show command that would name what a change has left open
    timer: Callable[[Session], object] | None = None  # how somebody arms a timed revert of his own
    timer_is: str = "revert"  # what the device does when that is over: `revert` or `reload`
    rendered: tuple[str, ...] = ()  # golden switches that are set up from nothing
    shows: tuple[str, ...] = ()  # names of secrets that the platform shows as they were typed
    bare: Callable[[str], str] = str  # a device without config that has the ports of a rendered one

    def __str__(self) -> str:
        return self.name or self.platform
