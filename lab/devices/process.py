"""Running a fleet in a thread, for tests and for programs that want the devices beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from lab.beside import Loop, beside
from lab.devices.knobs import Counters
from lab.devices.server import DeviceHost, Fleet
from lab.devices.spec import DeviceSpec, as_specs


class RunningDevice:
    """A device of a running fleet, to be used from any thread."""

    def __init__(self, host: DeviceHost, loop: Loop) -> None:
        self._host = host
        self._call = loop.call
        self._marked = 0

    @property
    def name(self) -> str:
        return self._host.spec.name

    @property
    def spec(self) -> DeviceSpec:
        return self._host.spec

    @property
    def host(self) -> str:
        return self._host.host

    @property
    def port(self) -> int:
        return self._host.port

    @property
    def host_key(self) -> str:
        """`type base64` of the key that the device shows now."""
        return self._call(self._host.host_key)

    @property
    def known_hosts_line(self) -> str:
        return "".join(f"[{self.host}]:{self.port} {key}\n" for key in self._call(self._host.keys_shown))

    def running(self) -> str:
        """The running config, without the head that `show running-config` puts before it."""
        return self._call(self._host.device.running_text)

    def startup(self) -> str:
        return self._call(self._host.device.startup_text)

    def set(self, **knobs: Any) -> None:
        """Change knobs. Raises pydantic.ValidationError for a value that does not fit."""

        def change() -> None:
            for name, value in knobs.items():
                setattr(self._host.device.knobs, name, value)
            if not self._host.device.reachable():
                self._host.cut()

        self._call(change)

    @property
    def log(self) -> list[str]:
        """Every line received so far, of all sessions."""
        return self._call(lambda: list(self._host.device.log))

    def mark(self) -> None:
        """Let `commands_since` start here."""
        self._marked = self._call(lambda: len(self._host.device.log))

    def commands_since(self) -> list[str]:
        """Lines received since the last `mark()`."""
        return self._call(lambda: self._host.device.log[self._marked :])

    @property
    def counters(self) -> Counters:
        return self._call(self._host.device.counters.model_copy)

    @property
    def timers(self) -> dict[str, float]:
        """Pending timers (`revert`, `reload`): real seconds left."""
        return self._call(self._host.device.timers)

    def disconnect(self) -> None:
        """End all sessions at once."""
        self._call(self._host.cut)


@contextmanager
def running(specs: Sequence[DeviceSpec | dict[str, Any]]) -> Iterator[Mapping[str, RunningDevice]]:
    """Run the devices in a thread; yields them by name."""
    fleet = Fleet(as_specs(specs))
    with beside("lab-devices", fleet) as loop:
        yield {name: RunningDevice(host, loop) for name, host in fleet.hosts.items()}
