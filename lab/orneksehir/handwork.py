"""What years of work by hand leave behind in the configs of every vendor but Cisco, as data: per platform and kind of drift,
what is looked for and what then stands there instead. After each edit the text is still one that the device could show."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

OLD_NTP = "10.60.0.5"
OLD_BANNER = "Ornek Belediyesi - yetkisiz giris yasaktir"
DESCRIPTIONS = ("ESKI KAMERA", "test", "3. kat oda 312", "BILINMIYOR")


@dataclass(frozen=True)
class Edit:
    """Of the places that `pattern` matches (`^` and `$` at lines), one is written anew as one of `texts`, in which `\\1` is the
    pattern's first group."""

    pattern: str
    texts: tuple[str, ...]

    def apply(self, text: str, rng: random.Random) -> str | None:
        """The edited text; None where there is nothing to edit."""
        places = list(re.finditer(self.pattern, text, re.MULTILINE))
        if not places:
            return None
        place = rng.choice(places)
        return text[: place.start()] + place.expand(rng.choice(self.texts)) + text[place.end() :]


_BANNER = Edit(r"^Bu sisteme yaln[^*]+(?=\n\*)", (OLD_BANNER,))
_SEEN = r"(?!KULLANILMIYOR|Ust ba|Alt ba|Yonetim$)"

EDITS: dict[str, dict[str, Edit]] = {
    "huawei_vrp": {
        "description": Edit(
            rf"^( description ){_SEEN}(?!\S+-ERISIM).+$", tuple(rf"\g<1>{words}" for words in DESCRIPTIONS)
        ),
        "ntp-server": Edit(r"^ntp-service unicast-server (?!10\.60)\S+$", (f"ntp-service unicast-server {OLD_NTP}",)),
        "access-vlan": Edit(r"^ port default vlan (?!99$|70$)\d+$", (" port default vlan 70",)),
        "open-port": Edit(
            r"^( description KULLANILMIYOR\n) shutdown\n( port link-type access\n) port default vlan 99\n", (r"\1\2",)
        ),
        "banner": _BANNER,
        "unmanaged-line": Edit(r"^(lldp enable)$", (r"\1\n#\nmac-address aging-time 600",)),
    },
    "hpe_comware": {
        "description": Edit(
            rf"^( description ){_SEEN}(?!\S+-ERISIM).+$", tuple(rf"\g<1>{words}" for words in DESCRIPTIONS)
        ),
        "ntp-server": Edit(r"^ ntp-service unicast-server (?!10\.60)\S+$", (f" ntp-service unicast-server {OLD_NTP}",)),
        "missing-vlan": Edit(r"^vlan 110\n name KURULUM\n#\n", ("",)),
        "access-vlan": Edit(r"^ port access vlan (?!99$|70$)\d+$", (" port access vlan 70",)),
        "open-port": Edit(r"^( description KULLANILMIYOR\n) port access vlan 99\n shutdown\n", (r"\1",)),
        "banner": _BANNER,
        "unmanaged-line": Edit(r"^( lldp global enable)$", (r"\1\n#\n mac-address timer aging 600",)),
    },
    "aruba_aoscx": {
        "description": Edit(rf"^(    description ){_SEEN}.+$", tuple(rf"\g<1>{words}" for words in DESCRIPTIONS)),
        "ntp-server": Edit(r"^ntp server (?!10\.60)\S+$", (f"ntp server {OLD_NTP}",)),
        # no missing VLAN: a trunk would lose it too, and could not get it back alone
        "access-vlan": Edit(r"^    vlan access (?!99$|70$)\d+$", ("    vlan access 70",)),
        "open-port": Edit(r"^    shutdown(\n    description KULLANILMIYOR\n)", (r"    no shutdown\1",)),
        "banner": _BANNER,
        "unmanaged-line": Edit(r"^(ntp enable)$", (r"\1\nmac-address-table age-time 600",)),
    },
    "hpe_procurve": {
        "description": Edit(
            r'^(interface \d+\n(?:   disable\n)?   name ")(?!KULLANILMIYOR)[^"\n]+',
            tuple(rf"\g<1>{words}" for words in DESCRIPTIONS),
        ),
        "ntp-server": Edit(r"^ntp server (?!10\.60)\S+", (f"ntp server {OLD_NTP}",)),
        "open-port": Edit(r'^(interface \d+\n)   disable\n(   name "KULLANILMIYOR")', (r"\1\2",)),
        "unmanaged-line": Edit(r"^(ntp enable)$", (r"\1\nmac-age-time 600",)),
    },
    "arista_eos": {
        "description": Edit(rf"^(   description ){_SEEN}.+$", tuple(rf"\g<1>{words}" for words in DESCRIPTIONS)),
        "ntp-server": Edit(r"^ntp server (?!10\.60)\S+$", (f"ntp server {OLD_NTP}",)),
        "missing-vlan": Edit(r"^vlan 110\n   name KURULUM\n!\n", ("",)),
        "access-vlan": Edit(r"^   switchport access vlan (?!99$|70$)\d+$", ("   switchport access vlan 70",)),
        "open-port": Edit(r"^(   description KULLANILMIYOR\n)   shutdown\n   switchport access vlan 99\n", (r"\1",)),
        "banner": _BANNER,
        "unmanaged-line": Edit(r"^(hostname \S+)$", (r"\1\n!\nmac address-table aging-time 600",)),
    },
    "juniper_junos": {
        "description": Edit(
            rf'^(set interfaces \S+ description "){_SEEN}[^"\n]+', tuple(rf"\g<1>{words}" for words in DESCRIPTIONS)
        ),
        "ntp-server": Edit(r"^set system ntp server (?!10\.60)\S+$", (f"set system ntp server {OLD_NTP}",)),
        "missing-vlan": Edit(r"^set vlans KURULUM vlan-id 110\n", ("",)),
        "access-vlan": Edit(
            r"^(.+ interface-mode access\nset interfaces \S+ unit 0 family ethernet-switching vlan members )(?!99$|70$)\d+$",
            (r"\g<1>70",),
        ),
        "open-port": Edit(r'^(set interfaces \S+ description "KULLANILMIYOR"\n)set interfaces \S+ disable\n', (r"\1",)),
        "banner": Edit(r'^(set system login message ").+"$', (rf'\g<1>{OLD_BANNER}"',)),
        "unmanaged-line": Edit(r"^(set protocols layer2-control .+)$", (r"set protocols igmp-snooping vlan all\n\1",)),
    },
    "fortinet_fortios": {
        "ntp-server": Edit(r'^(            set server )"(?!10\.60)\S+"$', (rf'\g<1>"{OLD_NTP}"',)),
        "idle-timeout": Edit(r"^    set admintimeout \d+$", ("    set admintimeout 60",)),
        "rule-log": Edit(r"^        set logtraffic all$", ("        set logtraffic disable",)),
        "rule-off": Edit(r'^(        set name "SAA-010"\n)', (r"\1        set status disable\n",)),
        "banner": _BANNER,
        "extra-object": Edit(
            r"^(config firewall address\n)",
            (r'\1    edit "eski-sunucu"\n        set subnet 10.60.0.10 255.255.255.255\n    next\n',),
        ),
    },
}
"""By platform and kind, in the order in which they are planted."""


def plant(text: str, platform: str, kinds: Sequence[str], rng: random.Random) -> tuple[str, tuple[str, ...]]:
    """The text with edits of these kinds, and the kinds that found something to edit."""
    done = []
    for kind, edit in EDITS[platform].items():
        edited = edit.apply(text, rng) if kind in kinds else None
        if edited is not None:
            text = edited
            done.append(kind)
    return text, tuple(done)
