"""A Linux gateway: its table of nftables, FRR's configuration, VLAN links, and the timer that takes a change back.

There is no configuration mode. The lines of a change go, each by itself, to whom they concern: the table to `nft -f`, which
takes it whole or not at all (nft(8), "ATOMICITY"); `link` and `setting` to the kernel; what stands below `wireguard` or
`openvpn`, together, to `altyapi-wireguard` or `altyapi-openvpn`; all others to FRR by `vtysh -c`.

armed-restore: `gateway.sh`, brought along and kept in /run, remembers what stands and starts a timer of the machine's own:
systemd's (systemd-run(1)), or a process in a session of its own where there is none. Unless it is stopped, it loads the old
table and has FRR's `frr-reload.py` (FRR User Guide, "frr-reload") lead back to the old config. Files that are read at boot
are written by `save` alone, so that a restart of the machine also leads back.

Texts go over the terminal packed, in base64, with their SHA-256: a line that is cut can't load half a table.
"""

from __future__ import annotations

import base64
import gzip
import re
import shlex
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from altyapi import share
from altyapi.device.contract import Facts, Inventory, Observation, RevertMethod
from altyapi.device.driver import Driver as BaseDriver
from altyapi.device.errors import (
    CommandRefused,
    CommandTimeout,
    IncompleteConfig,
    LineRejected,
    NothingToConfirm,
    SaveFailed,
    SessionLost,
    UnexpectedPrompt,
)
from altyapi.platforms.linux_gateway import ruleset, show
from altyapi.platforms.platform import Question
from netbox_sync.canonical import sha256

RESTORE, NONE = "armed-restore", "none"

FOLDER = "/run/altyapi"
TABLE = "table inet altyapi"
TUNNELS = {"wireguard": "altyapi-wireguard", "openvpn": "altyapi-openvpn"}
"""The programs that keep peers, by what ends the tunnel; the role vpn_gateway installs the same."""
RUNNERS = {"altyapi-openvpn": "python3 -I"}
"""What runs a program; all others: sh."""
OPENVPN = "/run/altyapi-openvpn"
FRR_RELOAD = "/usr/lib/frr/frr-reload.py"
FORGET = "forget_sessions"
"""The connection's option with which a confirmed change also cuts what only the old rules let in."""

CHUNK = 3000
"""Characters of one line: a terminal takes 4095."""

_LINK = re.compile(r"(?P<no>no )?link (?P<name>[\w.-]+)(?: parent (?P<parent>[\w.-]+) vlan (?P<vid>\d+))?")
_TUNNEL = re.compile(r"(?:no )?(?P<provider>wireguard|openvpn) [A-Za-z][A-Za-z0-9_-]{0,14}")
_PEER = re.compile(r"[A-Za-z0-9 +/=.,:_-]+")
_SETTING = re.compile(rf"setting (?P<name>{'|'.join(map(re.escape, show.SETTINGS))}) (?P<value>\d+)")

RUNNING = {
    "links": "ip -d -o link show type vlan",
    "settings": f"sysctl {' '.join(show.SETTINGS)}",
    # neither private keys nor where somebody connects from
    "wireguard": (
        "if command -v wg >/dev/null; then d=$(wg show all dump) && printf '%s\\n' \"$d\" | awk -F'\\t' "
        '\'NF == 5 { print "interface", $1, $3, $4 } NF == 9 { print "peer", $1, $2, $5, $9 }\'; fi'
    ),
    "lengths": "ip -o link show",
    "peers": f"grep -H '' {FOLDER}/wireguard/*.if 2>/dev/null",
    "openvpn": f"grep -H '' {OPENVPN}/*.if 2>/dev/null",
    "people": f"grep -rH '^ifconfig-push' {OPENVPN}/*/people 2>/dev/null",
    "table": f"nft -s list {TABLE}",
    "addresses": "ip -o -4 addr show scope global",
    "frr": "vtysh -c 'show running-config'",
}
STARTUP = {
    "links": "cat /etc/network/interfaces.d/altyapi",
    "addresses": "cat /etc/network/interfaces /etc/network/interfaces.d/* 2>/dev/null",
    "settings": "cat /etc/sysctl.d/90-altyapi.conf",
    "peers": "grep -H '' /etc/wireguard/altyapi/*.if 2>/dev/null",
    "openvpn": "grep -H '' /etc/openvpn/altyapi/*.if 2>/dev/null",
    "keys": 'for k in /etc/wireguard/altyapi/*.key; do [ ! -s "$k" ] || echo "$k $(wg pubkey <"$k")"; done',
    "table": "cat /etc/nftables.d/altyapi.nft",
    "frr": "cat /etc/frr/frr.conf",
}
FACTS = {
    "hostname": "uname -n",
    "model": "cat /sys/class/dmi/id/product_name",
    "serial": "cat /sys/class/dmi/id/product_serial",
    "machine": "cat /etc/machine-id",
    "debian": "cat /etc/debian_version",
    "release": "cat /etc/os-release",
}
LINKS = {"links": "ip -o link show"}
NEIGHBOURS = {"lldp": "lldpcli -f keyvalue show neighbors"}


class Driver(BaseDriver):
    """One session with a gateway."""

    show_running = "running config"
    show_startup = "startup config"

    _brought: frozenset[str] = frozenset()  # programs that this session has seen there

    # -- reading

    def running_config(self) -> str:
        return self._text(self.show_running, RUNNING, show.running)

    def startup_config(self) -> str:
        return self._text(self.show_startup, STARTUP, show.startup)

    def _text(self, name: str, commands: dict[str, str], composed: Callable[[dict[str, show.Part]], str | None]) -> str:
        parts = self._parts(commands)
        text = composed(parts)
        if text is None and parts["frr"].status:
            raise CommandRefused(device=self.name, command=commands["frr"], answer=self._brief(parts["frr"].text))
        if text is None or not self.platform.complete(text + "\n"):
            raise IncompleteConfig(device=self.name, command=name, lines=parts["frr"].text.count("\n"))
        return text + "\n"

    def facts(self) -> Facts:
        return show.facts(self._parts(FACTS))

    def observe(self) -> Observation:
        parts = self._parts(LINKS | NEIGHBOURS)
        far = show.neighbours(parts["lldp"].text)
        return Observation(
            interfaces_up=tuple(sorted(show.up(parts["links"].text))),
            neighbours=tuple(f"{one.interface} > {one.name.partition('.')[0]}" for one in far),
        )

    def inventory(self) -> Inventory:
        parts = self._parts(FACTS | LINKS | NEIGHBOURS)
        return Inventory(
            facts=show.facts(parts),
            macs=show.macs(parts["links"].text),
            neighbours=show.neighbours(parts["lldp"].text),
        )

    def _parts(self, commands: dict[str, str]) -> dict[str, show.Part]:
        """What several commands say, each with its exit status. Raises IncompleteConfig where the answer is not whole, also
        at the second time: somebody's message may have come between its lines."""
        each = (f"echo '@part {name}'; {asked} 2>&1; s=$?; echo; echo \"@end $s\"" for name, asked in commands.items())
        line = f"{{ {'; '.join(each)}; }} | gzip -c | base64"
        for _ in range(2):
            answer = self._ask(line, slow=True).text
            parts = show.unpacked(answer)
            if parts is not None and parts.keys() == commands.keys():
                return parts
        raise IncompleteConfig(device=self.name, command=", ".join(commands.values()), lines=answer.count("\n"))

    # -- pushing

    def push(self, commands: Sequence[str], sent: Callable[[int, str], None]) -> None:
        above: list[tuple[int, str]] = []  # the modes that a line stands in, by its indentation
        tunnel: list[tuple[int, str]] = []  # the lines of one or more tunnels, gathered
        for index, command in enumerate([*commands, ""]):
            inside = bool(tunnel) and (command.startswith(" ") or command in self.platform.language.leaving)
            if inside or _TUNNEL.fullmatch(command):
                self._refuse_control_characters(index, command)
                if tunnel and not inside and _provider(tunnel[0][1]) != _provider(command):
                    self._tunnels(tunnel)
                    for place, line in tunnel:
                        sent(place, line)
                    tunnel = []
                tunnel.append((index, command))
                continue
            if tunnel:
                self._tunnels(tunnel)
                for place, line in tunnel:
                    sent(place, line)
                tunnel = []
            if index == len(commands):
                break
            self._refuse_control_characters(index, command)
            depth, line = len(command) - len(command.lstrip(" ")), command.lstrip(" ")
            while above and above[-1][0] >= depth:
                above.pop()
            self._one(index, line, [text for _, text in above])
            if line not in self.platform.language.leaving:
                above.append((depth, line))
            sent(index, command)

    def _one(self, index: int, line: str, modes: list[str]) -> None:
        """Raises LineRejected."""
        if line in self.platform.language.leaving:
            return
        link, setting = _LINK.fullmatch(line), _SETTING.fullmatch(line)
        if line.startswith(f"{TABLE} {{"):
            self._table(index, line)
        elif line == f"no {TABLE}":
            self._told(index, line, f"nft delete {TABLE}")
        elif setting:
            self._told(index, line, f"sysctl -qw {setting['name']}={setting['value']}")
        elif link and link["no"]:
            self._told(index, line, f"ip link del dev {link['name']}")
        elif link and link["vid"]:
            name, parent, vid = link["name"], link["parent"], link["vid"]
            made = f"ip link add link {parent} name {name} type vlan id {vid} && ip link set dev {name} up"
            self._told(index, line, made)
        else:
            if re.search(r"\?(?: |$)", line):
                # at the end vtysh answers with help; elsewhere frr-reload.py could not take the line back: it shortens what is
                # refused word by word, and takes the help for success
                answer = "not sent: FRR takes a question mark at the end of a word for a question"
                raise LineRejected(device=self.name, index=index, line=self._masked(line), answer=answer)
            words = ["configure terminal", *modes, line]
            self._told(index, line, " ".join(["vtysh", *(f"-c {shlex.quote(one)}" for one in words)]))

    def _tunnels(self, lines: list[tuple[int, str]]) -> None:
        """All of them at once: thousands of peers are one call of `wg`. Raises LineRejected."""
        index, first = lines[0]
        leaving = self.platform.language.leaving
        wanted = [line for _, line in lines if line.strip() not in leaving]
        for place, line in lines:
            if not _PEER.fullmatch(line):
                raise LineRejected(
                    device=self.name, index=place, line=self._masked(line), answer="not sent: unknown letters"
                )
        try:
            self._bring("".join(f"{line.strip()}\n" for line in wanted), f"{FOLDER}/tunnels")
            answer = self._run(f"load {FOLDER}/tunnels", TUNNELS[_provider(first)])
        except CommandRefused as error:
            answer = str(error.fields["answer"])
            raise LineRejected(device=self.name, index=index, line=first, answer=answer) from error
        if answer:
            raise LineRejected(device=self.name, index=index, line=first, answer=answer)

    def _told(self, index: int, line: str, command: str) -> None:
        answer = self._ask(f"{command} || echo '% exit status not 0'").text
        if self.platform.error_re.search(answer):
            raise LineRejected(device=self.name, index=index, line=self._masked(line), answer=self._brief(answer, line))

    def _table(self, index: int, text: str) -> None:
        name = text.partition(" {")[0]
        standing = self._ask("nft list counters table inet altyapi 2>/dev/null").text
        wanted = ruleset.loadable(text, datetime.now(UTC), ruleset.counters(standing))
        try:
            self._bring(wanted, f"{FOLDER}/table.nft")
            answer = self._run(f"load {FOLDER}/table.nft")
        except CommandRefused as error:
            answer = str(error.fields["answer"])
            raise LineRejected(device=self.name, index=index, line=name, answer=answer) from error
        if answer:
            raise LineRejected(device=self.name, index=index, line=name, answer=answer)

    # -- the program on the gateway

    def _bring(self, text: str, path: str) -> None:
        """Write a text to a file there, whole or not at all. Raises CommandRefused."""
        packed = base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()
        for start in range(0, len(packed), CHUNK):
            first = "" if start else f"umask 077; mkdir -p {FOLDER} && "
            self._must(f"{first}echo {packed[start : start + CHUNK]} {'>>' if start else '>'}{path}.part")
        check = f'[ "$(sha256sum <{path}.new)" = "{sha256(text)}  -" ]'
        self._must(f"base64 -d {path}.part | gzip -dc >{path}.new && {check} && rm {path}.part && mv {path}.new {path}")

    def _bring_program(self, name: str) -> None:
        """One of several files comes in a folder's place at once: none of it is ever of another version than the rest."""
        files = _programs()[name]
        if name in files:
            self._bring(files[name], f"{FOLDER}/{name}")
            return
        self._must(f"umask 077; mkdir -p {FOLDER}/{name}.new")
        for file, text in files.items():
            self._bring(text, f"{FOLDER}/{name}.new/{Path(file).name}")
        self._must(f"rm -rf {FOLDER}/{name} && mv -T {FOLDER}/{name}.new {FOLDER}/{name}")

    def _must(self, command: str) -> None:
        answer = self._ask(f"{command} || echo '% exit status not 0'").text
        if self.platform.error_re.search(answer):
            raise CommandRefused(device=self.name, command=command[:60], answer=self._brief(answer))

    def _run(self, words: str, program: str = "gateway") -> str:
        """Have a program do something: empty where it is done, else why it was not. Raises CommandRefused where it can't be
        brought there."""
        answer = self._answer(words, program)
        return "" if answer.split("\n")[-1].strip() == "done" else self._brief(answer) or "no answer"

    def tunnels(self, words: str, provider: str = "wireguard", *, given: str = "") -> list[str]:
        """What the program of the peers says, beside the plans: of a cut, of who is connected. `given`: a text for it, in a file that
        is named last; it must hold no secret. Raises CommandRefused."""
        if given:
            self._bring(given, f"{FOLDER}/given")
            words = f"{words} {FOLDER}/given"
        rows = self._answer(words, TUNNELS[provider]).strip().split("\n")
        if rows[-1].strip() != "done":
            raise CommandRefused(
                device=self.name, command=words.partition(" ")[0], answer=self._brief(rows[-1]) or "no answer"
            )
        return rows[:-1]

    def _answer(self, words: str, program: str) -> str:
        """Raises CommandRefused where it can't be brought there."""
        if program not in self._brought:
            programs = " ".join(f"{name} {name}/*" for name in TUNNELS.values())
            stands = f"ls {FOLDER}/wireguard/*.if {OPENVPN}/*.if"
            there = self._ask(f"(cd {FOLDER} && {{ sha256sum gateway {programs}; {stands}; }}) 2>/dev/null").text
            # tunnels that stand are remembered with the rest
            places = {"wireguard": f"{FOLDER}/wireguard/", "openvpn": f"{OPENVPN}/"}
            held = {TUNNELS[provider] for provider, place in places.items() if place in there}
            for name in {program, "gateway", *held}:
                if any(f"{sha256(text)}  {file}" not in there for file, text in _programs()[name].items()):
                    self._bring_program(name)
                self._brought |= {name}
        return self._ask(f"{RUNNERS.get(program, 'sh')} {FOLDER}/{program} {words}", slow=True).text

    # -- the timed revert

    def revert_method(self) -> RevertMethod:
        self.revert_reason = None
        if self._ask(f"[ -e {FRR_RELOAD} ] && echo there").text.strip() == "there":
            return RESTORE
        self.revert_reason = "frr-reload.py is missing (Debian package frr-pythontools): FRR could not go back"
        return NONE

    def arm(self, method: RevertMethod, minutes: int) -> None:
        if method == NONE:
            return
        if method != RESTORE:
            raise self._refused(method, method, "unknown method")
        try:
            why = self._run(f"arm {minutes * 60} {shlex.quote(self.target.username)}")
        except CommandRefused as error:
            why = str(error.fields["answer"])
        if why:
            raise self._refused(method, "arm", why)

    def confirm(self, method: RevertMethod) -> None:
        if method != RESTORE:
            return
        why = self._run("confirm")
        if "nothing is pending" in why:
            raise NothingToConfirm(device=self.name, method=method, answer=why)
        if why:
            raise self._refused(method, "confirm", why)
        if self.target.options.get(FORGET) == "true":
            self._must("conntrack -F 2>/dev/null")

    def revert_now(self, method: RevertMethod) -> None:
        if method != RESTORE:
            return
        if not self.armed(method):
            raise NothingToConfirm(device=self.name, method=method, answer=self._status())
        try:
            why = self._run("revert")
        except (SessionLost, CommandTimeout, UnexpectedPrompt):
            return  # what was let in by the change alone is cut when it goes
        if why:
            raise self._refused(method, "revert", why)

    def pending(self) -> tuple[RevertMethod, ...]:
        return (RESTORE,) if self.armed(RESTORE) else ()

    def armed(self, method: RevertMethod) -> bool:
        return self.armed_by(method) is not None

    def armed_by(self, method: RevertMethod) -> str | None:
        words = self._status().split()
        return words[1] if method == RESTORE and words[:1] in (["pending"], ["reverting"]) and len(words) > 1 else None

    def _status(self) -> str:
        """`idle`, or what is pending and who armed it. Nothing is written for it."""
        found = f'for s in pending reverting; do [ ! -d {FOLDER}/$s ] || echo "$s $(cat {FOLDER}/$s/user)"; done'
        return self._ask(found).text.strip() or "idle"

    def save(self) -> None:
        try:
            why = self._run("save")
        except CommandRefused as error:
            why = str(error.fields["answer"])
        if why:
            raise SaveFailed(device=self.name, command="save", answer=why)

    # -- login

    def _ready(self) -> None:
        """Reach root, by sudo where the login is another. Raises EnableRefused."""
        if self.prompt.endswith("#"):
            return
        asked = Question(asks=r"sudo password: ", answer=self.target.enable_secret or self.target.password or "")
        try:
            answer = self._link.terminal.ask(
                self.platform.dialogue.enable,
                timeout_s=self.target.connect_timeout_s,
                questions=[asked],
                any_prompt=True,
            )
        except (CommandTimeout, UnexpectedPrompt, SessionLost) as error:
            raise self._no_enable(str(error.fields.get("tail") or error.fields.get("detail") or "")) from error
        if answer.prompt != "altyapi-gateway#":
            raise self._no_enable(self._brief(answer.text))


@cache
def _programs() -> dict[str, dict[str, str]]:
    """The files of each, by their path there."""
    found = {"gateway": {"gateway": (Path(__file__).parent / "gateway.sh").read_text("utf-8")}}
    for name in TUNNELS.values():
        own = share.path(f"roles/vpn_gateway/files/{name}")
        files = sorted(file for file in own.iterdir() if file.is_file()) if own.is_dir() else [own]
        found[name] = {str(file.relative_to(own.parent)): file.read_text("utf-8") for file in files}
    return found


def _provider(line: str) -> str:
    """What ends the tunnel that a line opens, or takes away."""
    found = _TUNNEL.fullmatch(line)
    return found["provider"] if found else ""
