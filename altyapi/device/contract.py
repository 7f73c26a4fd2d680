"""What every device driver promises. One contract suite (tests/contract/device) runs against each of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from netbox_sync.model import Frozen

ANSWER_LIMIT = 64 << 20
"""Bytes of one answer on any transport; the longest honest ones (a firewall's whole config) are a few MiB."""


class Target(Frozen):
    """Where a device is and how to log in; secrets are resolved by the caller and never leave this object's fields."""

    name: str
    host: str
    port: int = 22
    platform: str = "cisco_ios"
    username: str
    password: str | None = None
    key_file: Path | None = None
    enable_secret: str | None = None
    jump: str | None = None  # [user@]host[:port] of a jump host, reached with OpenSSH's own configuration
    known_hosts: Path
    ssh_config: Path | None = None  # for the way through a jump host; none: OpenSSH's own places
    connect_timeout_s: float = 15.0
    command_timeout_s: float = 60.0
    options: dict[str, str | int | bool] = {}

    def __repr__(self) -> str:
        return f"Target({self.name}, {self.host}:{self.port})"

    __str__ = __repr__  # pydantic's own would print the password


class Facts(Frozen):
    hostname: str
    model: str
    version: str
    serial: str


class Observation(Frozen):
    """What is compared before and after a change."""

    interfaces_up: tuple[str, ...]  # long names, sorted
    neighbours: tuple[str, ...]  # "local interface > remote name", sorted


class Member(Frozen):
    """One switch of a stack."""

    position: int
    model: str
    serial: str


class Neighbour(Frozen):
    """What stands at the far end of a port, as LLDP or CDP tell it: unauthenticated, so never more than a hint."""

    interface: str  # here, long name
    name: str  # as it calls itself, with its domain where it says one
    ports: tuple[str, ...]  # every name under which its port was told, the most telling first


class Inventory(Frozen):
    """What a device says that it is. Nothing in it where the device does not say."""

    facts: Facts
    members: tuple[Member, ...] = ()  # by position; empty where it is no stack
    macs: dict[str, str] = {}  # long interface name to AA:BB:CC:DD:EE:FF, as in use now
    neighbours: tuple[Neighbour, ...] = ()  # by interface


class Learnt(Frozen):
    """A MAC address from which a switch has received frames: whoever has it stands behind that port, next to it or further on."""

    mac: str  # AA:BB:CC:DD:EE:FF
    port: str  # long name; of a bundle the bundle's
    vlan: int | None = None  # number; None where the switch does not tell


RevertMethod = str
"""A name from the platform's `revert_methods`, e.g. `configure-revert-timer`, `reload-in`, `none`; strongest first."""


class Session(Protocol):
    """One logged-in session, in privileged mode, paging off. Not shared between threads."""

    name: str

    @property
    def fallback(self) -> str | None:
        """Why this session went over to a slower way of talking to the device, None while it has not."""

    def running_config(self) -> str:
        """The whole running config as the device gives it. Raises IncompleteConfig when the end is missing."""

    def startup_config(self) -> str:
        """The whole startup config."""

    def facts(self) -> Facts: ...

    def observe(self) -> Observation: ...

    def inventory(self) -> Inventory:
        """Facts, stack members, MAC addresses and neighbours with their ports, in few commands."""

    def learnt(self) -> tuple[Learnt, ...]:
        """The MAC addresses that a switch has learnt, in the order of its table; not those that somebody configured, which tell
        where a device should be. Empty where the device is no switch."""

    def revert_method(self) -> RevertMethod:
        """The strongest timed revert that this device can do now."""

    def arm(self, method: RevertMethod, minutes: int) -> None:
        """Arm the timed revert. After this, a lost session means the device goes back by itself.

        Where a change is made on a candidate, nothing happens on the device yet: the timer starts in the same moment in which
        the next push takes effect.
        """

    def expect(self, agrees: Callable[[str], str]) -> None:
        """Before the next push takes effect, `agrees` is given the whole config that it would make, and says why not, or
        nothing. Only where a change is made on a candidate; elsewhere it is never asked."""

    def push(self, commands: Sequence[str], sent: Callable[[int, str], None]) -> None:
        """Send configuration lines one by one, checking each answer; `sent(index, line)` is called after each accepted
        line. Raises LineRejected at the first line that the device refuses, SessionLost when the connection breaks.

        On a candidate all lines take effect at once, with the timed revert that was armed, or none does: it is discarded at
        the first refused line, and where it is not what is expected (CandidateDiffers).
        """

    def confirm(self, method: RevertMethod) -> None:
        """Disarm the timed revert and keep the running config. Raises NothingToConfirm if it has already fired."""

    def revert_now(self, method: RevertMethod) -> None:
        """Go back at once instead of waiting for the timer; may close the session."""

    def pending(self) -> tuple[RevertMethod, ...]:
        """The timed reverts that are pending on the device, whoever armed them."""

    def armed(self, method: RevertMethod) -> bool:
        """Whether a timed revert of that kind is pending, whoever armed it."""

    def armed_by(self, method: RevertMethod) -> str | None:
        """The login name under which the pending timed revert of that kind was armed, empty where the device does not say;
        None where none is pending."""

    def save(self) -> None:
        """Running config to startup config."""

    def command(self, line: str) -> str:
        """Any show command; the answer without echo and prompt."""

    def close(self) -> None: ...
