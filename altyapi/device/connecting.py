"""From a target to a session: the platform's driver is found by the platform's name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from threading import Lock

from altyapi.device.contract import Session, Target
from altyapi.device.driver import Driver
from altyapi.device.errors import NoDriver
from altyapi.device.hostkeys import HostKey
from altyapi.device.napalm_session import CandidateDriver
from altyapi.device.tls import tls_key
from altyapi.device.transport import handshake
from altyapi.platforms import readonly
from altyapi.platforms.platform import load

_IMPORTING = Lock()
"""napalm's modules import one another in a circle: two threads that begin with two of them would see half of one."""


@cache
def _driver_of(platform: str) -> type[Driver | CandidateDriver] | None:
    package = f"altyapi.platforms.{platform}"
    try:
        with _IMPORTING:
            found: type[Driver | CandidateDriver] = import_module(f"{package}.driver").Driver
    except ModuleNotFoundError as error:
        if error.name not in {package, f"{package}.driver"}:
            raise
        return None
    return found


def open_session(target: Target) -> Driver | CandidateDriver:
    """Log in; the caller closes the session. Raises the errors of altyapi.device.errors, UnknownPlatform."""
    platform = load(target.platform)
    driver = _driver_of(platform.name)
    if driver is None:
        raise NoDriver(device=target.name, platform=platform.name)
    return driver.open(target, platform)


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

    Raises Unreachable and its kin. Does not look at known_hosts for the device itself (a jump host's key is checked).
    """
    if not readonly.is_one(target.platform) and load(target.platform).transport == "https":
        return tls_key(target)
    with handshake(target) as line:
        return line.host_key
