"""One line of a camera's settings, carried out: each is one request that changes one thing, and leaves what it does not name.

What has more to it than a line tells (an encoder's configuration, a vendor's elements in it) is read first and sent back as it
came, the line's values apart.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from ipaddress import ip_address
from xml.sax.saxutils import escape

from lxml import etree  # type: ignore[import-untyped]

from altyapi.camera import passwords
from altyapi.camera.soap import NAMESPACES, Answer
from altyapi.device.errors import CommandRefused
from altyapi.platforms.onvif import reading
from altyapi.platforms.onvif.conversation import Conversation
from altyapi.platforms.onvif.spelling import meant_value

Write = Callable[[Conversation, "re.Match[str]"], Awaitable[bool]]
"""Whether the camera wants a restart for it."""
_PLACES = {line: told for told, line in reading.POSITIONS.items()}


async def write(camera: Conversation, line: str) -> bool:
    """Carry out one line; whether the camera wants a restart for it. Raises CommandRefused and the errors of SoapClient.call."""
    for pattern, function in _WRITES:
        found = pattern.fullmatch(line)
        if found is not None:
            return await function(camera, found)
    raise refused(camera, line, "no setting of a camera")


def refused(camera: Conversation, line: str, why: str) -> CommandRefused:
    return CommandRefused(device=camera.name, command=line, answer=f"not sent: {why}")


_WRITES: list[tuple[re.Pattern[str], Write]] = []


def _line(pattern: str) -> Callable[[Write], Write]:
    def register(function: Write) -> Write:
        _WRITES.append((re.compile(pattern), function))
        return function

    return register


def _tag(name: str, text: object) -> str:
    return f"<{name}>{escape(str(text))}</{name}>"


@_line(r"hostname (?P<name>\S.*)")
async def _hostname(camera: Conversation, found: re.Match[str]) -> bool:
    await camera.ask("tds:SetHostname", _tag("tds:Name", meant_value(found["name"])))
    return False


@_line(r"clock (?P<what>source|zone) (?P<value>\S.*)")
async def _clock(camera: Conversation, found: re.Match[str]) -> bool:
    now = await camera.client.call("tds:GetSystemDateAndTime", login=False)
    held = now.one("tds:SystemDateAndTime")
    source, zone = held.text("tt:DateTimeType"), held.text("tt:TimeZone/tt:TZ", "") or None
    if found["what"] == "source":
        source = {"ntp": "NTP", "manual": "Manual"}.get(found["value"], found["value"])
    else:
        zone = meant_value(found["value"])
    moment = ""
    if source == "Manual":
        utc = datetime.now(UTC) + await camera.client.clock_offset()
        time = _tag("tt:Hour", utc.hour) + _tag("tt:Minute", utc.minute) + _tag("tt:Second", utc.second)
        date = _tag("tt:Year", utc.year) + _tag("tt:Month", utc.month) + _tag("tt:Day", utc.day)
        moment = f"<tds:UTCDateTime><tt:Time>{time}</tt:Time><tt:Date>{date}</tt:Date></tds:UTCDateTime>"
    saving = str(held.flag("tt:DaylightSavings", False)).lower()
    await camera.ask(
        "tds:SetSystemDateAndTime",
        _tag("tds:DateTimeType", source)
        + _tag("tds:DaylightSavings", saving)
        + ("" if zone is None else f"<tds:TimeZone>{_tag('tt:TZ', zone)}</tds:TimeZone>")
        + moment,
    )
    return False


@_line(r"(?P<no>no )?(?P<kind>ntp|dns) (?:(?P<dhcp>dhcp)|(?P<what>server|domain)(?: (?P<value>\S.*))?)")
async def _servers(camera: Conversation, found: re.Match[str]) -> bool:
    kind = found["kind"]
    answer = await camera.ask(f"tds:Get{kind.upper()}")
    told = answer.one(f"tds:{kind.upper()}Information")
    dhcp, listed = told.flag("tt:FromDHCP"), reading.hosts(told, f"tt:{kind.upper()}Manual")
    domains = reading.domains(told)
    if found["dhcp"]:
        dhcp = not found["no"]
    elif found["what"] == "domain" and kind == "dns":
        domains = [] if found["no"] else (found["value"] or "").split()
    elif found["what"] == "server" and found["value"] and " " not in found["value"]:
        listed = [one for one in listed if one != found["value"]] + ([] if found["no"] else [found["value"]])
    else:
        raise refused(camera, found[0], "no setting of a camera")
    body = _tag("tds:FromDHCP", str(dhcp).lower())
    body += "".join(_tag("tds:SearchDomain", one) for one in domains)
    body += "".join(f"<tds:{kind.upper()}Manual>{_host(one)}</tds:{kind.upper()}Manual>" for one in listed)
    await camera.ask(f"tds:Set{kind.upper()}", body)
    return False


def _host(name: str) -> str:
    try:
        version = ip_address(name).version
    except ValueError:
        return _tag("tt:Type", "DNS") + _tag("tt:DNSname", name)
    return _tag("tt:Type", f"IPv{version}") + _tag(f"tt:IPv{version}Address", name)


@_line(r"discovery (?P<mode>on|off)")
async def _discovery(camera: Conversation, found: re.Match[str]) -> bool:
    mode = "Discoverable" if found["mode"] == "on" else "NonDiscoverable"
    await camera.ask("tds:SetDiscoveryMode", _tag("tds:DiscoveryMode", mode))
    return False


@_line(
    r"stream (?P<number>\d+) codec (?P<codec>\S+) size (?P<width>\d+)x(?P<height>\d+)(?: frames (?P<frames>\d+) rate (?P<rate>\d+))?"
)
async def _stream(camera: Conversation, found: re.Match[str]) -> bool:
    prefix, encoder = await _encoder(camera, found)
    codec = encoder.text("tt:Encoding")
    if found["codec"] not in ("H264", "JPEG", "MPEG4", codec) and prefix == "trt":
        raise refused(camera, found[0], f"{found['codec']} needs the second media service, which the camera has not")
    if found["codec"] != codec:
        for name in ("Profile", "GovLength", "AnchorFrameDistance"):  # of the codec before: the camera takes its own
            encoder.element.attrib.pop(name, None)
    values = {
        "tt:Encoding": found["codec"],
        "tt:Resolution/tt:Width": found["width"],
        "tt:Resolution/tt:Height": found["height"],
        "tt:RateControl/tt:FrameRateLimit": found["frames"],
        "tt:RateControl/tt:BitrateLimit": found["rate"],
    }
    for path, value in values.items():
        if value is not None:
            encoder.one(path).element.text = value
    await _set_encoder(camera, prefix, encoder)
    return False


@_line(r"stream (?P<number>\d+) gop (?P<length>\d+)")
async def _gop(camera: Conversation, found: re.Match[str]) -> bool:
    prefix, encoder = await _encoder(camera, found)
    codec = encoder.text("tt:Encoding")
    path = next((one for one in reading.GOP if f"tt:{codec}/" in one), "")
    if prefix == "tr2":
        encoder.element.set("GovLength", found["length"])
    elif path:
        encoder.one(path).element.text = found["length"]
    else:
        raise refused(camera, found[0], f"{codec} has none")
    await _set_encoder(camera, prefix, encoder)
    return False


@_line(r"no stream (?P<number>\d+) gop(?: \d+)?")
async def _no_gop(camera: Conversation, found: re.Match[str]) -> bool:
    prefix, encoder = await _encoder(camera, found)
    if prefix != "tr2":
        raise refused(camera, found[0], "by the first media service every such stream has one")
    encoder.element.attrib.pop("GovLength", None)
    await _set_encoder(camera, prefix, encoder)
    return False


async def _encoder(camera: Conversation, found: re.Match[str]) -> tuple[str, Answer]:
    prefix, encoders = await reading.encoders(camera)
    number = int(found["number"])
    if not 1 <= number <= len(encoders):
        raise refused(camera, found[0], f"the camera has {len(encoders)} streams")
    return prefix, encoders[number - 1]


async def _set_encoder(camera: Conversation, prefix: str, encoder: Answer) -> None:
    kept = "<trt:ForcePersistence>true</trt:ForcePersistence>" if prefix == "trt" else ""
    await camera.ask(f"{prefix}:SetVideoEncoderConfiguration", _sent_back(encoder, f"{prefix}:Configuration") + kept)


def _sent_back(told: Answer, name: str) -> str:
    """An element as the camera gave it, under another name."""
    prefix, _, local = name.partition(":")
    told.element.tag = f"{{{NAMESPACES[prefix]}}}{local}"
    told.element.tail = None
    text: str = etree.tostring(told.element, encoding="unicode")
    return text


@_line(r"osd (?P<place>[a-z-]+) (?:text (?P<text>.+)|date-and-time)")
async def _osd(camera: Conversation, found: re.Match[str]) -> bool:
    place = _PLACES.get(found["place"])
    if place is None:
        raise refused(camera, found[0], f"places are {', '.join(_PLACES)}")
    prefix, held = await reading.texts(camera)
    if not prefix:
        raise refused(camera, found[0], "the camera shows no texts")
    text = None if found["text"] is None else meant_value(found["text"])
    standing = _standing(camera, found, held)
    if standing is not None:
        try:
            _say(standing.one("tt:TextString"), text)
        except ValueError as error:
            raise refused(camera, found[0], "no XML can hold the text") from error
        await camera.ask(f"{prefix}:SetOSD", _sent_back(standing, f"{prefix}:OSD"))
        return False
    configurations = await camera.ask(f"{prefix}:GetVideoSourceConfigurations")
    source = configurations.one(f"{prefix}:Configurations").attribute("token")
    content = _tag("tt:Type", _kind(text)) + ("" if text is None else _tag("tt:PlainText", text))
    osd = (
        f'<{prefix}:OSD token="">{_tag("tt:VideoSourceConfigurationToken", source)}'
        f"{_tag('tt:Type', 'Text')}<tt:Position>{_tag('tt:Type', place)}</tt:Position>"
        f"<tt:TextString>{content}</tt:TextString></{prefix}:OSD>"
    )
    await camera.ask(f"{prefix}:CreateOSD", osd)
    return False


def _standing(camera: Conversation, found: re.Match[str], held: list[tuple[Answer, str, str]]) -> Answer | None:
    """The text at the line's place. Raises CommandRefused where several are: a line can't say which of them it means."""
    standing = [one for one, place, _ in held if place == found["place"]]
    if len(standing) > 1:
        raise refused(camera, found[0], f"the camera has {len(standing)} texts there, and a line is for one")
    return standing[0] if standing else None


def _kind(text: str | None) -> str:
    return "DateAndTime" if text is None else "Plain"


def _say(shown: Answer, text: str | None) -> None:
    """Have a text in the picture say that, or (none) date and time. Its font, its colours and how it writes dates stay. Raises
    ValueError for a text that XML can't hold."""
    shown.one("tt:Type").element.text = _kind(text)
    plain = shown.find("tt:PlainText")
    if text is None:
        if plain is not None:
            shown.element.remove(plain.element)
        return
    element = etree.Element(f"{{{NAMESPACES['tt']}}}PlainText") if plain is None else plain.element
    element.text = text
    if plain is None:
        further = shown.find("tt:Extension")
        if further is None:
            shown.element.append(element)
        else:
            further.element.addprevious(element)


@_line(r"no osd (?P<place>[a-z-]+)(?: .*)?")
async def _no_osd(camera: Conversation, found: re.Match[str]) -> bool:
    prefix, held = await reading.texts(camera)
    standing = _standing(camera, found, held)
    if standing is not None:
        await camera.ask(f"{prefix}:DeleteOSD", _tag(f"{prefix}:OSDToken", standing.attribute("token")))
    return False


@_line(r"setting (?P<name>\S+) (?P<value>.+)")
async def _setting(camera: Conversation, found: re.Match[str]) -> bool:
    vendor = await camera.vendor()
    if vendor is None:
        raise refused(camera, found[0], "nothing is known here of this maker's own settings")
    return await vendor.write(camera.client, found["name"], meant_value(found["value"]))


@_line(r"password (?P<name>\S+) (?P<password>\S+)")
async def _password(camera: Conversation, found: re.Match[str]) -> bool:
    await set_password(camera, found["name"], found["password"])
    return False


async def set_password(camera: Conversation, name: str, password: str) -> None:
    """Give a user another password. Raises CommandRefused."""
    level = reading.levels(await camera.ask("tds:GetUsers")).get(name)
    if level is None:
        raise refused(camera, f"password {name}", "the user is not there")
    user = _tag("tt:Username", name) + _tag("tt:Password", password) + _tag("tt:UserLevel", level)
    await camera.ask("tds:SetUser", f"<tds:User>{user}</tds:User>")


@_line(r"user (?P<name>\S+) (?P<level>\S+)")
async def _level(camera: Conversation, found: re.Match[str]) -> bool:
    held = reading.levels(await camera.ask("tds:GetUsers"))
    if found["name"] not in held:
        # nobody can log in with it before its password is set, which is a line of its own
        user = _tag("tt:Username", found["name"]) + _tag("tt:Password", passwords.made())
        user += _tag("tt:UserLevel", found["level"])
        await camera.ask("tds:CreateUsers", f"<tds:User>{user}</tds:User>")
        return False
    if found["name"] == camera.client.target.username and found["level"] != held[found["name"]]:
        raise refused(camera, found[0], "it is the user that is logged in")
    user = _tag("tt:Username", found["name"]) + _tag("tt:UserLevel", found["level"])
    await camera.ask("tds:SetUser", f"<tds:User>{user}</tds:User>")
    return False


@_line(r"no user (?P<name>\S+)(?: \S+)?")
async def _no_user(camera: Conversation, found: re.Match[str]) -> bool:
    if found["name"] == camera.client.target.username:
        raise refused(camera, found[0], "it is the user that is logged in")
    if found["name"] in reading.levels(await camera.ask("tds:GetUsers")):
        await camera.ask("tds:DeleteUsers", _tag("tds:Username", found["name"]))
    return False


@_line(r"no password \S+(?: \S+)?")
async def _no_password(_camera: Conversation, _found: re.Match[str]) -> bool:
    return False  # nobody knows the one before; a user that was made goes by its own line


@_line(r"service (?P<name>\S+) (?P<state>on|off) port (?P<port>\d+)")
async def _service(camera: Conversation, found: re.Match[str]) -> bool:
    answer = await camera.ask("tds:GetNetworkProtocols")
    names = {one.text("tt:Name").lower(): one.text("tt:Name") for one in answer.all("tds:NetworkProtocols")}
    if found["name"] not in names:
        raise refused(camera, found[0], f"the camera has {', '.join(names)}")
    enabled = str(found["state"] == "on").lower()
    inside = _tag("tt:Name", names[found["name"]]) + _tag("tt:Enabled", enabled) + _tag("tt:Port", found["port"])
    await camera.ask("tds:SetNetworkProtocols", f"<tds:NetworkProtocols>{inside}</tds:NetworkProtocols>")
    return False


@_line(r"network gateway (?P<address>\S+)")
async def _gateway(camera: Conversation, found: re.Match[str]) -> bool:
    address = meant_value(found["address"])
    await camera.ask("tds:SetNetworkDefaultGateway", _tag("tds:IPv4Address", address) if address else "")
    return False


@_line(r"network address (?:(?P<dhcp>dhcp)|(?P<address>[\d.]+)/(?P<length>\d+))")
async def _address(camera: Conversation, found: re.Match[str]) -> bool:
    answer = await camera.ask("tds:GetNetworkInterfaces")
    token = answer.one("tds:NetworkInterfaces").attribute("token")
    manual = ""
    if not found["dhcp"]:
        manual = (
            f"<tt:Manual>{_tag('tt:Address', found['address'])}{_tag('tt:PrefixLength', found['length'])}</tt:Manual>"
        )
    four = _tag("tt:Enabled", "true") + manual + _tag("tt:DHCP", str(bool(found["dhcp"])).lower())
    body = _tag("tds:InterfaceToken", token)
    body += f"<tds:NetworkInterface>{_tag('tt:Enabled', 'true')}<tt:IPv4>{four}</tt:IPv4></tds:NetworkInterface>"
    told = await camera.ask("tds:SetNetworkInterfaces", body)
    return told.flag("tds:RebootNeeded", False)
