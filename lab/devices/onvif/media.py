"""The media service of an emulated camera (ONVIF Media Service Specification): encoders, profiles, texts in the picture. It knows
no H.265, so an encoder that is set to it is not told; what ver20 has in the same form is here for both (media2.py has the rest)."""

from __future__ import annotations

from typing import Any

from lab.devices.onvif.operations import NAMESPACES, Fault, both_media, operation, said, said_number, tag
from lab.devices.onvif.state import POSITIONS, RESOLUTIONS, Camera, Osd, Stream

SOURCE = "vsc0"
_OSDS = 8
_TEXT = 44  # characters, as many cameras have it


def _encoder(stream: Stream, name: str) -> str:
    """The content of tt:VideoEncoderConfiguration inside an element of that name."""
    h264 = f"<tt:H264>{tag('tt:GovLength', stream.gop)}{tag('tt:H264Profile', stream.profile)}</tt:H264>"
    return (
        f'<{name} token="{stream.token}">{tag("tt:Name", stream.token)}{tag("tt:UseCount", 1)}'
        f"{tag('tt:Encoding', stream.encoding)}<tt:Resolution>{tag('tt:Width', stream.width)}"
        f"{tag('tt:Height', stream.height)}</tt:Resolution>{tag('tt:Quality', stream.quality)}<tt:RateControl>"
        f"{tag('tt:FrameRateLimit', stream.frames)}{tag('tt:EncodingInterval', 1)}{tag('tt:BitrateLimit', stream.rate)}"
        f"</tt:RateControl>{h264 if stream.encoding == 'H264' else ''}"
        f"<tt:Multicast><tt:Address>{tag('tt:Type', 'IPv4')}{tag('tt:IPv4Address', '0.0.0.0')}</tt:Address>"  # noqa: S104
        f"{tag('tt:Port', 0)}{tag('tt:TTL', 1)}{tag('tt:AutoStart', False)}</tt:Multicast>"
        f"{tag('tt:SessionTimeout', 'PT60S')}</{name}>"
    )


@operation("trt:GetVideoEncoderConfigurations", "User")
def _encoders(camera: Camera, _asked: Any, _origin: str) -> str:
    return "".join(
        _encoder(stream, "trt:Configurations") for stream in camera.held.streams if stream.encoding != "H265"
    )


@operation("trt:GetVideoEncoderConfigurationOptions", "User")
def _options(_camera: Camera, _asked: Any, _origin: str) -> str:
    sizes = "".join(
        f"<tt:ResolutionsAvailable>{tag('tt:Width', width)}{tag('tt:Height', height)}</tt:ResolutionsAvailable>"
        for width, height in RESOLUTIONS
    )
    ranges = "".join(
        f"<tt:{name}Range>{tag('tt:Min', 1)}{tag('tt:Max', most)}</tt:{name}Range>"
        for name, most in (("GovLength", 200), ("FrameRate", 25), ("EncodingInterval", 1))
    )
    return (
        f"<trt:Options><tt:QualityRange>{tag('tt:Min', 1)}{tag('tt:Max', 6)}</tt:QualityRange>"
        f"<tt:H264>{sizes}{ranges}{tag('tt:H264ProfilesSupported', 'Main')}</tt:H264></trt:Options>"
    )


@operation("trt:SetVideoEncoderConfiguration", "Operator")
def _set_encoder(camera: Camera, asked: Any, _origin: str) -> str:
    configuration = asked.find("trt:Configuration", NAMESPACES)
    if configuration is None:
        raise Fault("InvalidArgVal", why="no configuration")
    encoding = said(configuration, "tt:Encoding")
    if encoding not in ("H264", "JPEG"):
        raise Fault("InvalidArgVal", "ConfigModify", why=encoding)
    set_stream(
        camera,
        configuration,
        codec=encoding,
        profile=said(configuration, "tt:H264/tt:H264Profile", "Main"),
        gop=int(said(configuration, "tt:H264/tt:GovLength", "50")),
        quality=float(said(configuration, "tt:Quality")),
    )
    return ""


def set_stream(camera: Camera, configuration: Any, *, codec: str, profile: str, gop: int, quality: float) -> None:
    """Keep an encoder's configuration, as either service sends it. Raises Fault."""
    place = {stream.token: index for index, stream in enumerate(camera.held.streams)}.get(configuration.get("token"))
    if place is None:
        raise Fault("InvalidArgVal", "NoConfig", why="no such configuration")
    size = said_number(configuration, "tt:Resolution/tt:Width"), said_number(configuration, "tt:Resolution/tt:Height")
    frames = said_number(configuration, "tt:RateControl/tt:FrameRateLimit")
    rate = said_number(configuration, "tt:RateControl/tt:BitrateLimit")
    if camera.knobs.own_gop and codec != camera.held.streams[place].encoding:
        gop = camera.knobs.own_gop
    if size not in RESOLUTIONS or not 1 <= frames <= 25 or not 32 <= rate <= 16384 or not 1 <= gop <= 200:
        raise Fault("InvalidArgVal", "ConfigModify", why=f"{codec} {size} {frames} {rate} {gop}")
    new = Stream.model_validate(
        {
            "token": camera.held.streams[place].token, "encoding": codec, "width": size[0], "height": size[1],
            "frames": frames, "rate": rate, "gop": gop, "profile": profile, "quality": quality,
        }
    )  # fmt: skip
    camera.held.streams = (*camera.held.streams[:place], new, *camera.held.streams[place + 1 :])


@operation("trt:GetProfiles", "User")
def _profiles(camera: Camera, _asked: Any, _origin: str) -> str:
    source = (
        f'<tt:VideoSourceConfiguration token="{SOURCE}">{tag("tt:Name", SOURCE)}{tag("tt:UseCount", 2)}'
        f'{tag("tt:SourceToken", "vs0")}<tt:Bounds x="0" y="0" width="2560" height="1440"/></tt:VideoSourceConfiguration>'
    )
    return "".join(
        f'<trt:Profiles token="profile{index}" fixed="true">{tag("tt:Name", f"profile{index}")}{source}'
        f"{_encoder(stream, 'tt:VideoEncoderConfiguration')}</trt:Profiles>"
        for index, stream in enumerate(camera.held.streams)
        if stream.encoding != "H265"
    )


@operation("trt:GetVideoSources", "User")
def _sources(_camera: Camera, _asked: Any, _origin: str) -> str:
    return (
        f'<trt:VideoSources token="vs0">{tag("tt:Framerate", 25)}<tt:Resolution>{tag("tt:Width", 2560)}'
        f"{tag('tt:Height', 1440)}</tt:Resolution></trt:VideoSources>"
    )


@both_media("GetVideoSourceConfigurations", "User")
def _source_configurations(prefix: str, _camera: Camera, _asked: Any, _origin: str) -> str:
    return (
        f'<{prefix}:Configurations token="{SOURCE}">{tag("tt:Name", SOURCE)}{tag("tt:UseCount", 2)}{tag("tt:SourceToken", "vs0")}'
        f'<tt:Bounds x="0" y="0" width="2560" height="1440"/></{prefix}:Configurations>'
    )


@operation("trt:GetStreamUri", "User")
def _stream_uri(camera: Camera, asked: Any, _origin: str) -> str:
    token = said(asked, "trt:ProfileToken")
    if token not in {f"profile{index}" for index in range(len(camera.held.streams))}:
        raise Fault("InvalidArgVal", "NoProfile", why=token)
    address = camera.held.address.partition("/")[0]
    uri = f"rtsp://{address}:{camera.held.protocols['RTSP'].port}/{token}"
    return (
        f"<trt:MediaUri>{tag('tt:Uri', uri)}{tag('tt:InvalidAfterConnect', False)}{tag('tt:InvalidAfterReboot', False)}"
        f"{tag('tt:Timeout', 'PT0S')}</trt:MediaUri>"
    )


@both_media("GetOSDs", "User")
def _osds(prefix: str, camera: Camera, _asked: Any, _origin: str) -> str:
    return "".join(
        f'<{prefix}:OSDs token="{token}">{tag("tt:VideoSourceConfigurationToken", SOURCE)}{tag("tt:Type", "Text")}'
        f"<tt:Position>{tag('tt:Type', osd.position)}</tt:Position><tt:TextString>{tag('tt:Type', osd.kind)}"
        f"{tag('tt:DateFormat', osd.date_format) if osd.date_format else ''}"
        f"{tag('tt:FontSize', osd.font_size) if osd.font_size else ''}"
        f"{tag('tt:PlainText', osd.text) if osd.kind == 'Plain' else ''}</tt:TextString></{prefix}:OSDs>"
        for token, osd in camera.held.osds.items()
    )


def _said_osd(prefix: str, asked: Any) -> tuple[str, Osd]:
    element = asked.find(f"{prefix}:OSD", NAMESPACES)
    if element is None:
        raise Fault("InvalidArgVal", why="no OSD")
    position, kind = said(element, "tt:Position/tt:Type"), said(element, "tt:TextString/tt:Type")
    text = said(element, "tt:TextString/tt:PlainText", "")
    if position not in POSITIONS or kind not in ("Plain", "DateAndTime") or len(text) > _TEXT:
        raise Fault("InvalidArgVal", "ConfigModify", why=f"{position} {kind} {text}")
    if said(element, "tt:VideoSourceConfigurationToken") != SOURCE:
        raise Fault("InvalidArgVal", "NoConfig", why="no such source")
    return element.get("token") or "", Osd(
        position=position,
        kind="Plain" if kind == "Plain" else "DateAndTime",
        text=text,
        date_format=said(element, "tt:TextString/tt:DateFormat", ""),
        font_size=int(said(element, "tt:TextString/tt:FontSize", "0")),
    )


@both_media("CreateOSD", "Operator")
def _create_osd(prefix: str, camera: Camera, asked: Any, _origin: str) -> str:
    _, osd = _said_osd(prefix, asked)
    if len(camera.held.osds) >= _OSDS:
        raise Fault("Action", "MaxOSDs", why="no room")
    token = next(name for name in (f"osd{n}" for n in range(_OSDS + 1)) if name not in camera.held.osds)
    camera.held.osds[token] = osd
    return tag(f"{prefix}:OSDToken", token)


@both_media("SetOSD", "Operator")
def _set_osd(prefix: str, camera: Camera, asked: Any, _origin: str) -> str:
    token, osd = _said_osd(prefix, asked)
    if token not in camera.held.osds:
        raise Fault("InvalidArgVal", "NoConfig", why=token)
    camera.held.osds[token] = osd
    return ""


@both_media("DeleteOSD", "Operator")
def _delete_osd(prefix: str, camera: Camera, asked: Any, _origin: str) -> str:
    token = said(asked, f"{prefix}:OSDToken")
    if camera.held.osds.pop(token, None) is None:
        raise Fault("InvalidArgVal", "NoConfig", why=token)
    return ""
