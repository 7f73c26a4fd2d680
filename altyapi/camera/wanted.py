"""What cameras are to hold, as the policy says it (`config` in inventory/policy/camera.yml). What is left out is left alone."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from ipaddress import IPv4Address
from string import Formatter
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from altyapi.intent.context import SecretName, Word
from netbox_sync.model import Frozen

PLACES = ("upper-left", "upper-right", "lower-left", "lower-right")
DATE_AND_TIME = "date-and-time"
OSD_FIELDS = ("name", "place", "angle", "site", "location")


def _template(text: str) -> str:
    try:
        names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError as error:
        raise ValueError(f"not usable: {error} | kullanılamıyor: {error}") from error
    unknown = sorted(set(names) - set(OSD_FIELDS))
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in OSD_FIELDS)
        raise ValueError(f"one of these is needed: {known} | şunlardan biri gerekli: {known}")
    return text


class Stream(Frozen):
    """A video encoder's settings; the first of a model's list is the camera's first."""

    codec: Literal["H264", "H265", "JPEG", "MPEG4"] = "H264"  # H265: of cameras with the second media service
    size: str = Field(pattern=r"^[1-9]\d{2,4}x[1-9]\d{2,4}$")
    frames: int = Field(ge=1, le=120)  # a second
    rate_kbps: int = Field(ge=16, le=100_000)
    gop: int | None = Field(None, ge=1, le=1000)  # pictures from one whole picture to the next; none: left alone

    @model_validator(mode="after")
    def _has_a_picture_group(self) -> Stream:
        if self.codec == "JPEG" and self.gop is not None:
            raise ValueError("gop: of JPEG every picture is whole | gop: JPEG'de her resim bütündür")
        return self


def _switch(value: object) -> object:
    """YAML reads a bare `off` as false."""
    return {True: "on", False: "off"}.get(value, value) if isinstance(value, bool) else value


class ModelSettings(Frozen):
    """What holds for the models that one of the patterns fits (`*` and `?`); of several entries the first that fits."""

    models: tuple[str, ...] = Field(min_length=1)
    streams: tuple[Stream, ...] = ()
    settings: dict[
        str, Annotated[Literal["on", "off"], BeforeValidator(_switch)]
    ] = {}  # of the maker's own, by their names in platforms/onvif/vendors.yml

    def fits(self, model: str) -> bool:
        return any(fnmatchcase(model.casefold(), pattern.casefold()) for pattern in self.models)


class User(Frozen):
    name: Word
    level: Literal["Administrator", "Operator", "User"] = "User"
    secret: SecretName | None = (
        None  # none: the password is not set by the config, as of the login that camera.rotate keeps
    )


class Service(Frozen):
    enabled: bool = True
    port: int = Field(ge=1, le=65535)


class CameraConfig(Frozen):
    """Empty: left alone."""

    zone: str = Field("", pattern=r"^(?:|[!-~]+)$")  # POSIX TZ: `<+03>-3`
    ntp: tuple[IPv4Address, ...] = ()
    dns: tuple[IPv4Address, ...] = ()
    domain: str = Field("", pattern=r"^(?:|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)$")
    discovery: bool | None = None
    network: bool = False  # whether address and gateway are set, from the primary address and its prefix
    services: dict[Literal["http", "https", "rtsp"], Service] = {}
    users: tuple[User, ...] = ()  # all of them: others are removed
    osd: dict[
        Literal["upper-left", "upper-right", "lower-left", "lower-right"], Annotated[str, AfterValidator(_template)]
    ] = {}
    osd_length_max: int = Field(44, ge=8, le=256)  # characters; many cameras take no more
    models: tuple[ModelSettings, ...] = ()

    @model_validator(mode="after")
    def _keeps_an_administrator(self) -> CameraConfig:
        if self.users and not any(user.level == "Administrator" for user in self.users):
            raise ValueError("users: an Administrator is needed | users: bir Administrator gerekli")
        names = [user.name for user in self.users]
        if len(set(names)) != len(names):
            raise ValueError("users: each name once | users: her ad bir kez")
        return self

    def of(self, model: str) -> ModelSettings | None:
        return next((entry for entry in self.models if entry.fits(model)), None)


def osd_text(template: str, fields: dict[str, str]) -> str:
    """The text of one place; what is empty leaves no blanks behind."""
    return re.sub(r"\s+", " ", template.format(**fields)).strip(" -–/,")
