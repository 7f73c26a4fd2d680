"""What each platform's emulated device is given and asked. A new platform adds one case here and runs the whole suite."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Case:
    """One platform in the suite's terms; texts are in the platform's own language."""

    platform: str
    config: str  # a complete running config with everything that the strongest revert method needs
    config_without_revert: str  # the same without it
    strongest: str  # the revert method that `config` allows
    weaker: str  # the one that `config_without_revert` leaves
    lines: tuple[str, ...]  # a change of three lines
    after: str  # a line that the running config has after them
    bad_line: str
    cutting_line: str  # a regex of the line in `cutting` that would cut management
    cutting: tuple[str, ...]
    rename: tuple[str, ...]  # gives the device another name, in mid-change
    banner: str  # one multi-line element in UTF-8
    banner_line: str  # a line of it, as the config shows it
    show: str  # a show command with an answer
    syslog: tuple[str, ...]
    interface_up: str  # long name, while `config` has it not shut
    setup_commands: int  # lines that a login sends
    long_config_lines: int = 6000
    old_crypto: tuple[str, ...] = field(default=("group14-sha1",))
    neighbours_line: str = "lldp run\n"  # what makes the device listen to its neighbours

    def neighbours_on(self, config: str) -> str:
        """The config with that line behind its first one."""
        first, end, rest = config.partition("\n")
        return f"{first}{end}{self.neighbours_line}{rest}"


def _ios(ports: int, *, archive: bool) -> str:
    lines = ["hostname sw1", "!", "username admin privilege 15 secret 0 admin", "!"]
    lines += ["archive", " path flash:altyapi", "!"] if archive else []
    for port in range(1, ports + 1):
        lines += [f"interface GigabitEthernet1/0/{port}", f" description kat {port}", " switchport mode access", "!"]
    return "\n".join([*lines, "line vty 0 4", " login local", " transport input ssh", "!", "end", ""])


CISCO_IOS = Case(
    platform="cisco_ios",
    config=_ios(48, archive=True),
    config_without_revert=_ios(48, archive=False),
    strongest="configure-revert-timer",
    weaker="reload-in",
    lines=("interface GigabitEthernet1/0/1", "description yeni", "spanning-tree portfast"),
    after=" description yeni",
    bad_line="switchport mode acces-yanlis",
    cutting_line=r"^ip address 10\.9\.9\.9",
    cutting=("interface Vlan1", "ip address 10.9.9.9 255.255.255.0"),
    rename=("hostname obb-mrk-ahb01-ers001", "interface GigabitEthernet1/0/2", "description sonra"),
    banner="banner login ^C\nYetkisiz erişim yasaktır. Çıkınız: ğüşıöç İŞ\n\nsw1# kayıt altındadır\n^C",
    banner_line="Yetkisiz erişim yasaktır. Çıkınız: ğüşıöç İŞ",
    show="show version",
    syslog=(
        "*Mar  1 00:12:34.567: %LINK-3-UPDOWN: Interface GigabitEthernet1/0/7, changed state to up",
        "000123: Nov 21 2026 10:11:12.131 TRT: %SYS-5-CONFIG_I: Configured from console by admin, error invalid failed",
    ),
    interface_up="GigabitEthernet1/0/1",
    setup_commands=2,
)
CASES = (CISCO_IOS,)
