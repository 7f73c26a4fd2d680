"""The IOS command line of one session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from lab.devices.commandline import shell as commandline
from lab.devices.commandline.shell import ExecHandler, Left, Refused
from lab.devices.commandline.syntax import Failure, Match
from lab.devices.terminal import Terminal

if TYPE_CHECKING:
    from lab.devices.ios.device import IosDevice

_PROMPT_WIDTH = 20  # IOS cuts the hostname in configuration prompts


class Shell(commandline.Shell["IosDevice"]):
    def __init__(self, device: IosDevice, terminal: Terminal, username: str, size: tuple[int, int] | None) -> None:
        super().__init__(device, terminal, username, size)
        self.tcl = False

    @property
    def handlers(self) -> Mapping[str, ExecHandler]:
        from lab.devices.ios.exec import HANDLERS  # noqa: PLC0415 - the handlers work on this class

        return HANDLERS

    def prompt(self) -> str:
        name = self.device.knobs.prompt or self.device.hostname
        if self.tcl:
            return f"{name}(tcl)#"
        if self.configuring is None:
            return f"{name}{'#' if self.level > 1 else '>'}"
        return f"{name[:_PROMPT_WIDTH]}({self.configuring.mode})#"

    def greeting(self) -> str:
        banner = self.device.config.root.get("banner", "exec") or self.device.config.root.get("banner", "motd")
        if banner is None:
            return "\n"
        return banner.text.partition("^C")[2].removesuffix("^C").replace("\r", "") + "\n\n"

    def allowed(self, match: Match) -> bool:
        return self.level > 1 or match.spec.do in _USER_COMMANDS

    def answer_by_word(self) -> str:
        return "% Please answer 'yes' or 'no'.\n"

    def complain(self, failure: Failure, line: str, offset: int) -> None:
        if (
            failure.kind == "invalid"
            and failure.depth == 0
            and " " not in line.strip()
            and not offset
            and not self.device.config.root.has("ip", "domain", "lookup")
        ):
            # an unknown word alone is taken for a host to connect to
            self.terminal.write(f'Translating "{line.strip()}"...domain server (255.255.255.255)\n')
            self.terminal.write("% Unknown command or computer name, or unable to find computer address\n")
        else:
            super().complain(failure, line, offset)


_USER_COMMANDS = frozenset(
    {
        "enable",
        "disable",
        "leave",
        "length",
        "width",
        "accept",
        "ping",
        "show_version",
        "show_clock",
        "show_privilege",
        "show_users",
        "show_terminal",
        "show_hosts",
        "show_history",
        "show_inventory",
        "show_ip_interface_brief",
        "show_interfaces_status",
        "show_vlan",
        "show_cdp",
        "show_cdp_detail",
        "show_lldp",
        "show_lldp_detail",
        "show_interfaces",
        "show_ip_ssh",
        "show_ip_route",
        "show_arp",
        "show_mac",
        "show_etherchannel",
        "show_ntp",
        "show_ntp_status",
        "show_flash",
    }
)

__all__ = ["Left", "Refused", "Shell"]
