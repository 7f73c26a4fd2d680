"""The second media service of an emulated camera (ONVIF Media 2 Service Specification, Profile T): encoders with H.265, and profiles."""

from __future__ import annotations

from typing import Any

from lab.devices.onvif.media import SOURCE, set_stream
from lab.devices.onvif.operations import NAMESPACES, Fault, operation, said, tag
from lab.devices.onvif.state import RESOLUTIONS, Camera, Stream

_CODECS = {"H264": ("Baseline", "Main", "High"), "H265": ("Main", "Main10"), "JPEG": ()}


def _encoder(stream: Stream, name: str) -> str:
    """The content of tt:VideoEncoder2Configuration inside an element of that name."""
    own = f' GovLength="{stream.gop}" AnchorFrameDistance="1" Profile="{stream.profile}"'
    return (
        f'<{name} token="{stream.token}"{own if stream.encoding != "JPEG" else ""}>{tag("tt:Name", stream.token)}'
        f"{tag('tt:UseCount', 1)}{tag('tt:Encoding', stream.encoding)}<tt:Resolution>{tag('tt:Width', stream.width)}"
        f'{tag("tt:Height", stream.height)}</tt:Resolution><tt:RateControl ConstantBitRate="false">'
        f"{tag('tt:FrameRateLimit', float(stream.frames))}{tag('tt:BitrateLimit', stream.rate)}</tt:RateControl>"
        f"<tt:Multicast><tt:Address>{tag('tt:Type', 'IPv4')}{tag('tt:IPv4Address', '0.0.0.0')}</tt:Address>"  # noqa: S104
        f"{tag('tt:Port', 0)}{tag('tt:TTL', 1)}{tag('tt:AutoStart', False)}</tt:Multicast>"
        f"{tag('tt:Quality', stream.quality)}</{name}>"
    )


@operation("tr2:GetVideoEncoderConfigurations", "User")
def _encoders(camera: Camera, asked: Any, _origin: str) -> str:
    token = said(asked, "tr2:ConfigurationToken", "")
    return "".join(
        _encoder(stream, "tr2:Configurations") for stream in camera.held.streams if token in ("", stream.token)
    )


@operation("tr2:GetVideoEncoderConfigurationOptions", "User")
def _options(_camera: Camera, _asked: Any, _origin: str) -> str:
    sizes = "".join(
        f"<tt:ResolutionsAvailable>{tag('tt:Width', width)}{tag('tt:Height', height)}</tt:ResolutionsAvailable>"
        for width, height in RESOLUTIONS
    )
    quality = f"<tt:QualityRange>{tag('tt:Min', 1.0)}{tag('tt:Max', 6.0)}</tt:QualityRange>"
    rate = f"<tt:BitrateRange>{tag('tt:Min', 32)}{tag('tt:Max', 16384)}</tt:BitrateRange>"
    return "".join(
        f'<tr2:Options GovLengthRange="1 200" FrameRatesSupported="25 15 10 5 1" ProfilesSupported="{" ".join(profiles)}">'
        f"{tag('tt:Encoding', codec)}{quality}{sizes}{rate}</tr2:Options>"
        for codec, profiles in _CODECS.items()
    )


@operation("tr2:SetVideoEncoderConfiguration", "Operator")
def _set_encoder(camera: Camera, asked: Any, _origin: str) -> str:
    configuration = asked.find("tr2:Configuration", NAMESPACES)
    if configuration is None:
        raise Fault("InvalidArgVal", why="no configuration")
    codec = said(configuration, "tt:Encoding")
    profile = configuration.get("Profile") or next(iter(_CODECS.get(codec, ())), "Main")
    if codec not in _CODECS or (_CODECS[codec] and profile not in _CODECS[codec]):
        raise Fault("InvalidArgVal", "ConfigModify", why=f"{codec} {profile}")
    if codec == "JPEG" and (
        foreign := {"GovLength", "AnchorFrameDistance", "Profile"}.intersection(configuration.attrib)
    ):
        raise Fault("InvalidArgVal", "ConfigModify", why=f"{codec} {sorted(foreign)}")
    set_stream(
        camera,
        configuration,
        codec=codec,
        profile=profile,
        gop=int(configuration.get("GovLength") or 50),
        quality=float(said(configuration, "tt:Quality")),
    )
    return ""


@operation("tr2:GetProfiles", "User")
def _profiles(camera: Camera, asked: Any, _origin: str) -> str:
    kinds = {(one.text or "").strip() for one in asked.iterfind("tr2:Type", NAMESPACES)}
    token = said(asked, "tr2:Token", "")
    source = (
        f'<tr2:VideoSource token="{SOURCE}">{tag("tt:Name", SOURCE)}{tag("tt:UseCount", 2)}{tag("tt:SourceToken", "vs0")}'
        '<tt:Bounds x="0" y="0" width="2560" height="1440"/></tr2:VideoSource>'
    )
    found = ""
    for index, stream in enumerate(camera.held.streams):
        inside = source if kinds & {"All", "VideoSource"} else ""
        inside += _encoder(stream, "tr2:VideoEncoder") if kinds & {"All", "VideoEncoder"} else ""
        inside = f"<tr2:Configurations>{inside}</tr2:Configurations>" if inside else ""
        if token in ("", f"profile{index}"):
            found += f'<tr2:Profiles token="profile{index}" fixed="true">{tag("tr2:Name", f"profile{index}")}{inside}</tr2:Profiles>'
    return found


@operation("tr2:GetStreamUri", "User")
def _stream_uri(camera: Camera, asked: Any, _origin: str) -> str:
    token = said(asked, "tr2:ProfileToken")
    if token not in {f"profile{index}" for index in range(len(camera.held.streams))}:
        raise Fault("InvalidArgVal", "NoProfile", why=token)
    address = camera.held.address.partition("/")[0]
    return tag("tr2:Uri", f"rtsp://{address}:{camera.held.protocols['RTSP'].port}/{token}")


@operation("tr2:GetServiceCapabilities", "")
def _capabilities(_camera: Camera, _asked: Any, _origin: str) -> str:
    return (
        '<tr2:Capabilities OSD="true"><tr2:ProfileCapabilities MaximumNumberOfProfiles="2" '
        'ConfigurationsSupported="VideoSource VideoEncoder"/><tr2:StreamingCapabilities RTP_RTSP_TCP="true"/></tr2:Capabilities>'
    )
