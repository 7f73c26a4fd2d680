"""A camera's settings as text: one line each, in one order, so that equal settings are equal texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator

from altyapi.camera.soap import Answer
from altyapi.platforms.onvif.conversation import Conversation
from altyapi.platforms.onvif.spelling import NOTHING, shown, shown_value

POSITIONS = {
    "UpperLeft": "upper-left",
    "UpperRight": "upper-right",
    "LowerLeft": "lower-left",
    "LowerRight": "lower-right",
}
DATE_AND_TIME = "date-and-time"


async def running_config(camera: Conversation) -> str:
    """All that is managed of the camera. What it does not offer has no line. Raises the errors of SoapClient.call."""
    lines = [line async for line in _lines(camera)]
    return "".join(f"{line}\n" for line in [*lines, "end"])


async def _lines(camera: Conversation) -> AsyncIterator[str]:
    identity = await camera.identity()
    yield f"! {shown(identity.text('tds:Manufacturer', ''))} {shown(identity.text('tds:Model', ''))}"
    host = await camera.offered("tds:GetHostname")
    if host is not None:
        yield f"hostname {shown_value(host.text('tds:HostnameInformation/tt:Name', ''))}"
    clock = await camera.clock()
    for line in clock_lines(clock):
        yield line
    for request, kind in (("tds:GetNTP", "ntp"), ("tds:GetDNS", "dns")):
        answer = await camera.offered(request)
        for line in servers(answer, kind) if answer is not None else ():
            yield line
    mode = await camera.offered("tds:GetDiscoveryMode")
    if mode is not None:
        yield f"discovery {'on' if mode.text('tds:DiscoveryMode') == 'Discoverable' else 'off'}"
    for line in (*await _streams(camera), *await _osds(camera)):
        yield line
    vendor = await camera.vendor()
    for name, value in sorted((await vendor.read(camera.client)).items()) if vendor is not None else ():
        yield f"setting {name} {shown_value(value)}"
    users = await camera.ask("tds:GetUsers")
    for name, level in sorted(levels(users).items()):
        yield f"user {name} {level}"
    protocols = await camera.offered("tds:GetNetworkProtocols")
    for one in sorted(protocols.all("tds:NetworkProtocols") if protocols is not None else (), key=_protocol_name):
        yield f"service {_protocol_name(one)} {'on' if one.flag('tt:Enabled') else 'off'} port {one.number('tt:Port')}"
    gateway = await camera.offered("tds:GetNetworkDefaultGateway")
    if gateway is not None:
        address = gateway.text("tds:NetworkGateway/tt:IPv4Address", "")
        yield f"network gateway {word(gateway, address or NOTHING)}"
    interfaces = await camera.offered("tds:GetNetworkInterfaces")
    if interfaces is not None:
        yield f"network address {address_of(interfaces)}"


def word(answer: Answer, text: str) -> str:
    """A text that stands as one word of a line. Raises AnswerUnusable where it is none."""
    if not text or not text.isprintable() or " " in text:
        raise answer.fault(f"no single word: {text[:40]!r}")
    return text


def clock_lines(clock: Answer) -> list[str]:
    source = clock.text("tds:SystemDateAndTime/tt:DateTimeType")
    zone = clock.text("tds:SystemDateAndTime/tt:TimeZone/tt:TZ", "")
    return [f"clock source {word(clock, source).lower()}", f"clock zone {shown_value(zone)}"]


def servers(answer: Answer, kind: str) -> list[str]:
    """The lines of GetNTP (`ntp`) or GetDNS (`dns`)."""
    told = answer.one({"ntp": "tds:NTPInformation", "dns": "tds:DNSInformation"}[kind])
    lines = [f"{kind} dhcp"] if told.flag("tt:FromDHCP") else []
    lines += [f"{kind} server {one}" for one in hosts(told, {"ntp": "tt:NTPManual", "dns": "tt:DNSManual"}[kind])]
    if kind == "dns" and (found := domains(told)):
        lines.append(f"dns domain {' '.join(found)}")
    return lines


def domains(told: Answer) -> list[str]:
    """The domains that names are searched in, in the camera's order, each once."""
    found = ((one.element.text or "").strip() for one in told.all("tt:SearchDomain"))
    return list(dict.fromkeys(word(told, one) for one in found if one))


def hosts(told: Answer, path: str) -> list[str]:
    """Addresses and names, in the camera's order, each once."""
    found = (
        one.text("tt:IPv4Address", "") or one.text("tt:IPv6Address", "") or one.text("tt:DNSname", "")
        for one in told.all(path)
    )
    return list(dict.fromkeys(word(told, one) for one in found if one and one != "0.0.0.0"))  # noqa: S104 - none set


async def _streams(camera: Conversation) -> list[str]:
    lines: list[str] = []
    for number, one in enumerate((await encoders(camera))[1], start=1):
        lines.append(f"stream {number} {stream(one)}")
        length = gop(one)
        lines += [f"stream {number} gop {length}"] if length is not None else []
    return lines


async def encoders(camera: Conversation) -> tuple[str, list[Answer]]:
    """The video encoders' configurations, with the prefix of the service that told them (empty where none does)."""
    told = await camera.media("GetVideoEncoderConfigurations")
    return (told[0], list(told[1].all(f"{told[0]}:Configurations"))) if told is not None else ("", [])


GOP = ("tt:H264/tt:GovLength", "tt:MPEG4/tt:GovLength")
"""Where ver10 has it; ver20 has it as an attribute."""


def gop(encoder: Answer) -> int | None:
    """Pictures from one whole picture to the next; None where the encoder has no such thing, as of JPEG."""
    if encoder.element.get("GovLength") is not None:
        return encoder.attribute_number("GovLength")
    codec = encoder.text("tt:Encoding")
    return next(
        (encoder.number(path) for path in GOP if f"tt:{codec}/" in path and encoder.find(path) is not None), None
    )


def stream(encoder: Answer) -> str:
    """What is managed of a video encoder's configuration."""
    size = encoder.one("tt:Resolution")
    rate = encoder.find("tt:RateControl")
    limits = "" if rate is None else f" frames {rate.number('tt:FrameRateLimit')} rate {rate.number('tt:BitrateLimit')}"
    codec = word(encoder, encoder.text("tt:Encoding"))
    return f"codec {codec} size {size.number('tt:Width')}x{size.number('tt:Height')}{limits}"


async def _osds(camera: Conversation) -> list[str]:
    """A place with several texts, as of a camera with several sensors, is told as comments: no line could say which it means."""
    told = (await texts(camera))[1]
    shared = [place for place, count in Counter(place for _, place, _ in told).items() if count > 1]
    return sorted(f"{'! ' if place in shared else ''}osd {place} {text}" for _, place, text in told)


async def texts(camera: Conversation) -> tuple[str, list[tuple[Answer, str, str]]]:
    """What `osds` finds, with the prefix of the service that told it (empty where none does)."""
    told = await camera.media("GetOSDs")
    return (told[0], osds(told[1], told[0])) if told is not None else ("", [])


def osds(answer: Answer, prefix: str) -> list[tuple[Answer, str, str]]:
    """The texts in the picture that are managed: element, place, content. Images, and texts that somebody put at a place of his
    own, are left alone."""
    found: list[tuple[Answer, str, str]] = []
    for one in answer.all(f"{prefix}:OSDs"):
        place = POSITIONS.get(one.text("tt:Position/tt:Type", ""))
        kind = one.text("tt:TextString/tt:Type", "")
        if place is not None and kind == "Plain":
            found.append((one, place, f"text {shown_value(one.text('tt:TextString/tt:PlainText', ''))}"))
        elif place is not None and kind == "DateAndTime":
            found.append((one, place, DATE_AND_TIME))
    return found


def levels(users: Answer) -> dict[str, str]:
    """The users' levels by name."""
    return {
        word(one, one.text("tt:Username")): word(one, one.text("tt:UserLevel", "User")) for one in users.all("tds:User")
    }


def _protocol_name(protocol: Answer) -> str:
    return word(protocol, protocol.text("tt:Name")).lower()


def address_of(interfaces: Answer) -> str:
    """The first interface's IPv4 address with its length, or `dhcp`."""
    told = interfaces.one("tds:NetworkInterfaces").one("tt:IPv4/tt:Config")
    if told.flag("tt:DHCP", False):
        return "dhcp"
    manual = told.one("tt:Manual")
    return f"{word(manual, manual.text('tt:Address'))}/{manual.number('tt:PrefixLength')}"
