"""A platform: how its config text is recognised, cleaned, checked and reverted. Everything vendor-specific is data."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field

from altyapi.errors import EngineError
from altyapi.platforms.language import Language
from altyapi.platforms.nesting import balanced
from netbox_sync import yamltext
from netbox_sync.canonical import sha256
from netbox_sync.model import Frozen

ROOT = Path(__file__).parent


class UnknownPlatform(EngineError):
    code = "PLT-001"
    en = "Platform not supported: {name}. Supported: {supported}."
    tr = "Desteklenmeyen platform: {name}. Desteklenenler: {supported}."
    en_remedy = "Set the device's platform in NetBox to one of these, or add one: docs/adding-a-platform.md."
    tr_remedy = "NetBox içinde cihazın platformunu bunlardan biri yapın ya da ekleyin: docs/adding-a-platform.md."


class SecretPattern(Frozen):
    """One kind of line that shows a secret. The pattern is searched in the line without its indent.

    Named groups: `secret` (further ones on the same line `secret_2`, ...); `type` where the line carries the encoding;
    `how` for words of the typed form that the device doesn't show. Encoding: `by-type` is decided by `type` (none:
    plain), `plain` is always shown as typed, `hidden` lines never appear in the running config, `opaque` are shown encrypted so that nobody
    but the device can tell what they are.
    """

    pattern: str
    encoding: Literal["by-type", "plain", "hidden", "opaque"] = "by-type"

    @cached_property
    def regex(self) -> re.Pattern[str]:
        return re.compile(self.pattern)


class SwitchTraits(Frozen):
    """What intent must know of a vendor's switches. Patterns match whole interface names; `number` is their id."""

    physical: str
    lag: str
    svi: str
    loopback: str
    management_ports: dict[str, str | None] = {}  # out-of-band ports and the VRF that the system puts them in
    svi_name: str  # template with {vid}
    default_svi: str | None = None  # exists on every device and is shut where NetBox doesn't hold it
    mtu_minimum: int
    mtu_maximum: int
    mtu_default: int
    description_length: int
    banner_forbidden: str = ""  # characters that would end the banner
    vlan_name_length: int = 32
    reserved_vlans: tuple[int, ...] = ()


class FirewallTraits(Frozen):
    """What intent must know of a vendor's firewalls."""

    interface_name_length: int
    description_length: int
    own_interfaces: tuple[str, ...] = ()  # that every device has, and that nobody describes
    routing: bool = False  # whether static routes, OSPF and BGP of the config context are rendered
    tunnels: bool = False  # whether WireGuard's are


class RevertMethodData(Frozen):
    """A way to have the device go back by itself, strongest first in the platform's list."""

    name: str
    timed: bool = True  # false: a substitute, by which a device that can't be reached stays as it is
    survives: str  # what it protects against, for the plan's reader
    requires: str = ""  # regex that the running config must match for the method to be there
    minimum_minutes: int = 1
    grace_minutes: int = 1  # how long after its timer the device may take to be back


class Question(Frozen):
    """Something that a device asks back; `answer` is sent as a line, empty for a bare Enter."""

    asks: str  # regex that the end of the device's output matches
    answer: str


class Dialogue(Frozen):
    """How a terminal session goes. Regexes are applied to text without carriage returns and escapes."""

    setup: tuple[str, ...] = ()  # sent after login: paging off, no wrapping
    prompt: str = r"[A-Za-z0-9][\w.\-/:@+~]{0,63}(?:\([^()\n]{1,64}\))?[#>]"  # a whole prompt, of any device and mode
    prompt_kept: int = 16  # leading characters of the name that every mode's prompt shows
    privileged_end: str = "#"
    enable: str = "enable"
    config_prompt: str = r"[^\s()]{1,64}\([^()\n]{1,64}\)#"
    enter_config: str = "configure terminal"
    leave_config: str = "end"
    pager: str = r"(?:--More--|<--- More --->|---- More ----)\s*"
    literal: str = ""  # sent before a character that the command line would act on (`?`), so that it is taken as text
    unsolicited: tuple[
        str, ...
    ] = ()  # regexes of whole lines that the device prints by itself: syslog; never config text
    notices: tuple[
        str, ...
    ] = ()  # the same, where the text alone could also be part of a config: only known after a prompt
    questions: tuple[Question, ...] = ()  # what a configuration line may ask back
    greetings: tuple[Question, ...] = ()  # what a device asks before its first prompt, as a banner to be accepted
    interface_names: dict[str, str] = {}  # short form to long form
    second_way: bool = True  # whether netmiko's own class may take over: some change the device's config at login


class Platform(Frozen):
    name: str
    vendor: str
    netmiko_type: str
    transport: Literal["ssh", "https", "netconf", "onvif"] = "ssh"  # how its driver talks to it
    credential: str = "network"  # entry `credentials/<name>` of the secret store, where NetBox names none
    own_credential: bool = False  # a device's own entry, `credentials/<device>`, goes before that where there is one
    port: int = 22  # where it listens, if NetBox does not say otherwise
    candidate: bool = False  # a change is loaded as a whole and takes effect at once
    replace: bool = False  # whether a whole config can be put in place of the running one
    comment: str = "!"
    end_marker: str  # regex that a complete config must end with
    minimum_lines: int = 10
    volatile: tuple[str, ...] = ()  # regexes of lines that change by themselves
    volatile_values: tuple[
        str, ...
    ] = ()  # regexes whose group `value` looks otherwise at every show: encrypted with a salt
    error_patterns: tuple[str, ...] = ()  # regexes of a refused line's answer
    secret_patterns: tuple[SecretPattern, ...] = ()
    secret_refused: str = '"\\'  # noqa: S105  characters that quote or escape on its command line: no secret may hold one
    secret_words: tuple[str, ...] = ()  # every line that a secret pattern matches holds one of these; none: no filter
    revert_methods: tuple[RevertMethodData, ...] = ()
    # regexes over a command with the modes it stands in, joined by ` / `; group `name` is the interface
    takes_down: tuple[str, ...] = (
        r"^interface (?P<name>.+?) / shutdown$",
        r"^(?:no|undo|default) interface (?P<name>.+)$",
    )
    brings_up: tuple[str, ...] = (r"^interface (?P<name>.+?) / (?:no|undo) shutdown$",)
    switch: SwitchTraits | None = None  # none: no switches of this vendor are rendered
    firewall: FirewallTraits | None = None  # none: no firewalls of this vendor are rendered
    dialogue: Dialogue = Dialogue()
    language: Language = Language()  # the words of its configuration language
    netbox_slugs: tuple[str, ...] = Field(default=(), description="NetBox platform slugs that mean this platform")

    @cached_property
    def folder(self) -> Path:
        return ROOT / self.name

    @cached_property
    def volatile_re(self) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{pattern})" for pattern in self.volatile) or r"(?!)")

    def down_after(self, commands: Iterable[str]) -> tuple[str, ...]:
        """Interfaces that the commands themselves shut or delete; they are indented by their modes."""
        down: set[str] = set()
        for whole in walked(commands):
            for patterns, change in ((self.takes_down, down.add), (self.brings_up, down.discard)):
                for pattern in patterns:
                    found = re.search(pattern, whole)
                    if found:
                        change(found["name"].strip('"'))
        return tuple(sorted(down))

    @cached_property
    def secret_hint(self) -> re.Pattern[str]:
        """Finds out at once that a line holds no secret, which is true of nearly all."""
        return re.compile("|".join(map(re.escape, self.secret_words)))

    @cached_property
    def error_re(self) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{pattern})" for pattern in self.error_patterns) or r"(?!)", re.MULTILINE)

    def complete(self, text: str) -> bool:
        """Whether a fetched config is whole: it ends with the end marker, closes every block that it opens by a word, and is
        not suspiciously short."""
        ended = bool(re.search(self.end_marker, text.rstrip() + "\n")) and text.count("\n") >= self.minimum_lines
        return ended and (not self.language.blocks or balanced(text, self.language.blocks))

    def normalise(self, text: str) -> str:
        """The config without volatile lines, the comments above its first line, trailing blanks and carriage returns:
        what is hashed and compared."""
        lines = (line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
        kept = deque(line for line in lines if line and not self.volatile_re.search(line))
        while kept and kept[0].startswith(self.comment):
            kept.popleft()
        return "\n".join(kept) + "\n"

    def digest(self, text: str) -> str:
        """SHA-256 of the normal form; values that look otherwise at every show do not count."""
        return self.digest_of_normal(self.normalise(text))

    def digest_of_normal(self, normal: str) -> str:
        """`digest` of a text that is in its normal form already."""
        for pattern in self._volatile_values:
            normal = pattern.sub(_without_value, normal)
        return sha256(normal)

    @cached_property
    def _volatile_values(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(pattern, re.MULTILINE) for pattern in self.volatile_values)


def _without_value(found: re.Match[str]) -> str:
    start, end = found.start("value") - found.start(), found.end("value") - found.start()
    return f"{found[0][:start]}*{found[0][end:]}"


def walked(commands: Iterable[str]) -> Iterator[str]:
    """Each command with the modes that it stands in, by its indentation, joined by ` / `."""
    stack: list[str] = []
    for command in commands:
        line = command.strip().partition("\n")[0]
        depth = len(command) - len(command.lstrip(" "))
        del stack[depth:]
        stack += [""] * (depth - len(stack))
        stack.append(line)
        yield " / ".join(part for part in stack if part)


@cache
def load(name: str) -> Platform:
    """The platform of that name, or of that NetBox platform slug. Raises UnknownPlatform."""
    folder = ROOT / name.replace("-", "_")
    if (folder / "platform.yml").is_file():
        return Platform.model_validate(
            {"name": folder.name, **yamltext.read((folder / "platform.yml").read_text("utf-8"))}
        )
    for other in names():
        if name in load(other).netbox_slugs:
            return load(other)
    raise UnknownPlatform(name=name, supported=", ".join(names()))


@cache
def names() -> tuple[str, ...]:
    return tuple(sorted(path.parent.name for path in ROOT.glob("*/platform.yml")))
