"""The policy's parts about passwords and firmware (`passwords` and `firmware` in inventory/policy/camera.yml)."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr

from netbox_sync.model import Frozen


class Guess(Frozen):
    """A login that makers deliver their devices with. It is no secret, but it is masked like one."""

    user: str = Field(min_length=1)
    password: SecretStr


def _guess(user: str, password: str) -> Guess:
    return Guess(user=user, password=SecretStr(password))


class Passwords(Frozen):
    """How `camera.rotate` finds passwords that must go, and how it makes new ones."""

    defaults: tuple[Guess, ...] = (_guess("admin", "admin"), _guess("admin", "12345"), _guess("root", "pass"))
    tries_max: int = Field(
        3, ge=0, le=4
    )  # defaults tried on one camera in `tries_hours`; makers lock an account after 5 or more
    tries_hours: int = Field(24, ge=1)
    spacing_s: float = Field(2.0, ge=0, le=600)  # between two logins on one camera that may fail
    at_once: int = Field(16, ge=1, le=256)  # cameras at work
    length: int = Field(16, ge=8, le=64)  # of a new password; some cameras take no more than 16
    preapproved_per_day: int = Field(
        50, ge=0
    )  # passwords changed within 24 hours that need no second person: the routine
    max_age_days: int = Field(365, ge=1)  # an own password that is older is changed
    require_tls: bool = True  # ONVIF sends a new password in clear: by plain HTTP it is readable on the way


def _file(name: str) -> str:
    if name and (PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts):
        raise ValueError("a path below the folder of firmware files | yazılım klasörünün altında bir yol gerekli")
    return name


class Release(Frozen):
    """The approved firmware of the models that one of the patterns fits (`*` and `?`)."""

    models: tuple[str, ...] = Field(min_length=1)
    version: str = Field(min_length=1)  # as GetDeviceInformation tells it
    file: Annotated[str, AfterValidator(_file)] = ""  # below `firmware.folder`; empty: the gap is told and nothing sent
    sha256: str = Field("", pattern=r"^(?:|[0-9a-f]{64})$")
    since: str = ""  # the oldest version that may go to it in one step; empty: any

    def fits(self, model: str) -> bool:
        return any(fnmatchcase(model.casefold(), pattern.casefold()) for pattern in self.models)


class Firmware(Frozen):
    folder: str = "firmware"  # of the files, relative to the project's root
    releases: tuple[Release, ...] = ()
    wave_sizes: tuple[Annotated[int, Field(ge=1)], ...] = Field(
        (1, 5, 20), min_length=1
    )  # cameras of the first wave, the second, ...; the last repeats
    restart_s: float = Field(300.0, gt=0)  # in which a camera is back with its new firmware
    failure_budget: int = Field(0, ge=0)  # cameras that may fail before nothing more is begun

    def of(self, model: str) -> Release | None:
        return next((one for one in self.releases if one.fits(model)), None)


def version_key(version: str) -> tuple[tuple[int, str], ...]:
    """Versions in their order: numbers as numbers, `V5.7.3 build 220112` after `V5.7.3`."""
    parts = re.findall(r"\d+|[a-z]+", version.casefold().removeprefix("v"))
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts)
