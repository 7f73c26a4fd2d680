"""What can be made to go wrong on an emulated device, changeable while it runs."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _pattern(text: str) -> str:
    re.compile(text)
    return text


Pattern = Annotated[str, AfterValidator(_pattern)]
"""A regular expression, searched in the line as typed (without leading blanks)."""


class InjectedError(BaseModel):
    """A line that the device answers with an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pattern: Pattern
    answer: str | None = None  # None: as the platform answers a line that it does not know
    times: int | None = None  # how many times; None: always
    apply: bool = False  # carry the line out all the same


class Knobs(BaseModel):
    """The faults and limits of one device. Defaults are a healthy device."""

    model_config = ConfigDict(validate_assignment=True, extra="forbid")

    latency_s: float = Field(0.0, ge=0)  # before each command's answer
    old_crypto: Literal["none", "group14-sha1", "group1-sha1"] = "none"  # offers only this key exchange, and ssh-rsa
    errors: tuple[InjectedError, ...] = ()
    drop_after_lines: int | None = Field(None, ge=1)  # the connection breaks at this configuration line of a session
    drop_at: Pattern | None = None  # the connection breaks at a line that matches
    drop_when: Literal["before", "after"] = "after"  # whether the line at which it breaks is still carried out
    drop_times: int | None = None  # how many sessions break so; None: all
    cuts_management: tuple[Pattern, ...] = ()  # while a running-config line matches, no login works and sessions die
    syslog: tuple[str, ...] = ()  # lines printed into sessions, one after each command, in turn
    session_limit: int = Field(16, ge=0)
    truncate_running: int | None = Field(None, ge=0)  # the shown running config ends after so many characters
    minute_s: float = Field(60.0, gt=0)  # real seconds in a minute of the device's timers
    reload_downtime_s: float = Field(1.0, ge=0)
    slow_banner_s: float = Field(0.0, ge=0)  # between accepting the TCP connection and the SSH banner
    prompt: str | None = None  # prompt text instead of the hostname
    refuse_logins: bool = False


class Counters(BaseModel):
    """What happened on a device so far."""

    connections: int = 0
    logins: int = 0
    failed_logins: int = 0
    refused_sessions: int = 0
    dropped_sessions: int = 0
    reloads: int = 0
    reverts: int = 0
    saves: int = 0
