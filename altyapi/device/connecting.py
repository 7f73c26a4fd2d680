"""From a target to a session: the platform's driver is found by the platform's name."""

from __future__ import annotations

from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from altyapi.device.contract import Session, Target
from altyapi.device.errors import NoDriver, NoHostKey
from altyapi.device.hostkeys import HostKey
from altyapi.device.session import PlatformSession
from altyapi.platforms import readonly
from altyapi.platforms.platform import UnknownPlatform, load

if TYPE_CHECKING:
    from altyapi.device.bulk import Fetched

_IMPORTING = Lock()
"""napalm's modules import one another in a circle: two threads that begin with two of them would see half of one."""


@cache
def _driver_of(platform: str) -> type[PlatformSession] | None:
    package = f"altyapi.platforms.{platform}"
    try:
        with _IMPORTING:
            found: type[PlatformSession] = import_module(f"{package}.driver").Driver
    except ModuleNotFoundError as error:
        if error.name not in {package, f"{package}.driver"}:
            raise
        return None
    return found


def open_session(target: Target) -> PlatformSession:
    """Log in; the caller closes the session. Raises the errors of altyapi.device.errors, UnknownPlatform."""
    platform = load(target.platform)
    driver = _driver_of(platform.name)
    if driver is None:
        raise NoDriver(device=target.name, platform=platform.name)
    return driver.open(target, platform)


class Read(Protocol):
    """`altyapi.device.bulk.fetch` for an event loop in which other devices are read too."""

    def __call__(self, target: Target, *, identify: bool) -> Awaitable[Fetched]: ...


def in_one_loop(target: Target) -> Read | None:
    """The driver's `fetch`; None where it has none, and of a platform that is not known, as `open_session` says then."""
    try:
        driver = _driver_of(load(target.platform).name)
    except UnknownPlatform:
        return None
    return getattr(driver, "fetch", None)


@contextmanager
def connect(target: Target) -> Iterator[Session]:
    """A session for the length of the block."""
    session = open_session(target)
    try:
        yield session
    finally:
        session.close()


def shown_key(target: Target) -> HostKey:
    """The host key that the device shows now, over the same path as a login would take, without logging in.

    Raises Unreachable and its kin, NoHostKey. Does not look at known_hosts for the device itself (a jump host's key is checked).
    """
    from altyapi.device.tls import over_tls, tls_key  # noqa: PLC0415  certificates: no login by SSH needs them

    if not readonly.is_one(target.platform):
        transport = load(target.platform).transport
        if transport == "https" or (transport == "onvif" and over_tls(target)):
            return tls_key(target)
        if transport == "onvif":
            raise NoHostKey(device=target.name)
    from altyapi.device.transport import handshake  # noqa: PLC0415  loading paramiko takes longer than most commands

    with handshake(target) as line:
        return line.host_key
