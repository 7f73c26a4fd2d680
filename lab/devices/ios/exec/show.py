"""Show commands of the system."""

from __future__ import annotations

import time

from lab.devices.commandline.syntax import Match
from lab.devices.ios import render
from lab.devices.ios.commands.acl import entries
from lab.devices.ios.device import banner_text
from lab.devices.ios.exec.registry import execute
from lab.devices.ios.shell import Shell


def running(shell: Shell) -> str:
    """The whole answer to `show running-config`."""
    device = shell.device
    body = device.config.text()
    head = ["Building configuration...", "", f"Current configuration : {len(body.encode())} bytes"]
    if device.changed is not None:
        moment, user = device.changed
        head += ["!", f"! Last configuration change at {device.stamp(moment)} by {user}"]
    if device.saved is not None:
        moment, user = device.saved
        head += ["!"] if device.changed is None else []
        head.append(f"! NVRAM config last updated at {device.stamp(moment)} by {user}")
    text = "\n".join(head) + "\n" + body
    return device.shown_running(text + "\n")


@execute("show_running")
async def show_running(shell: Shell, _match: Match) -> str | None:
    return running(shell)


@execute("show_running_interface")
async def show_running_interface(shell: Shell, match: Match) -> str | None:
    node = shell.device.config.interface(match.words[3])
    if node is None:
        return "% Invalid input detected at '^' marker.\n"
    lines = render.node_lines(shell.device.config, node)
    body = "\n".join(["!", *lines, "end"])
    return f"Building configuration...\n\nCurrent configuration : {len(body)} bytes\n{body}\n\n"


@execute("show_startup")
async def show_startup(shell: Shell, _match: Match) -> str | None:
    text = shell.device.startup
    if not text:
        return "startup-config is not present\n"
    return f"Using {len(text.encode())} out of 524288 bytes\n{text}\n"


@execute("show_version")
async def show_version(shell: Shell, _match: Match) -> str | None:
    device, spec = shell.device, shell.device.spec
    seconds = int(time.time() - device.booted)
    weeks, rest = divmod(seconds, 604800)
    days, rest = divmod(rest, 86400)
    parts = [(weeks, "week"), (days, "day"), (rest // 3600, "hour"), (rest % 3600 // 60, "minute")]
    shown = [f"{n} {unit}{'s' if n != 1 else ''}" for n, unit in parts if n or unit == "minute"]
    uptime = ", ".join(shown)
    switch = device.config.profile.is_switch
    software = "C2960X Software (C2960X-UNIVERSALK9-M)" if switch else "ISR Software (X86_64_LINUX_IOSD-UNIVERSALK9-M)"
    if device.config.profile.is_xe:
        software = "Catalyst L3 Switch Software (CAT9K_IOSXE)" if switch else software
        first = f"Cisco IOS XE Software, Version {spec.version}\n"
        first += f"Cisco IOS Software, {software}, Version {spec.version}, RELEASE SOFTWARE (fc1)"
    else:
        first = f"Cisco IOS Software, {software}, Version {spec.version}, RELEASE SOFTWARE (fc1)"
    ports = sum(not name.startswith(("Vlan", "Port", "Loop")) for name in device.config.physical)
    return (
        f"{first}\n"
        "Technical Support: http://www.cisco.com/techsupport\n"
        "Compiled by the practice municipality\n\n"
        "ROM: Bootstrap program is emulated\n\n"
        f"{device.hostname} uptime is {uptime}\n"
        f"System returned to ROM by {device.boot_reason}\n"
        'System image file is "flash:/emulated-universalk9.bin"\n'
        f"Last reload reason: {device.boot_reason}\n\n\n"
        f"cisco {spec.model} (APM86XXX) processor (revision A0) with 524288K bytes of memory.\n"
        f"Processor board ID {spec.serial}\n"
        "Last reset from power-on\n"
        f"{sum(node.key[1].startswith('Vlan') for node in device.config.interfaces())} Virtual Ethernet interfaces\n"
        f"{ports} Gigabit Ethernet interfaces\n"
        "The password-recovery mechanism is enabled.\n\n"
        "512K bytes of flash-simulated non-volatile configuration memory.\n"
        f"Model number                    : {spec.model}\n"
        f"System serial number            : {spec.serial}\n\n\n"
        "Configuration register is 0xF\n\n"
    )


@execute("show_inventory")
async def show_inventory(shell: Shell, _match: Match) -> str | None:
    spec = shell.device.spec
    return f'NAME: "1", DESCR: "{spec.model}"\nPID: {spec.model:<18}, VID: V01  , SN: {spec.serial}\n\n\n'


@execute("show_clock")
async def show_clock(shell: Shell, _match: Match) -> str | None:
    now = shell.device.now()
    return (
        f"*{now.strftime('%H:%M:%S')}.{now.microsecond // 1000:03d} UTC {now.strftime('%a %b')} {now.day} {now.year}\n"
    )


@execute("show_users")
async def show_users(shell: Shell, _match: Match) -> str | None:
    lines = ["    Line       User       Host(s)              Idle       Location"]
    for number, other in enumerate(sorted(shell.device.shells, key=id)):
        mark = "*" if other is shell else " "
        lines.append(
            f"{mark} {number + 1:>2} vty {number:<5}{other.username:<11}idle                 00:00:00 127.0.0.1"
        )
    return "\n".join([*lines, "", "  Interface    User               Mode         Idle     Peer Address", ""])


@execute("show_privilege")
async def show_privilege(shell: Shell, _match: Match) -> str | None:
    return f"Current privilege level is {shell.level}\n"


@execute("show_terminal")
async def show_terminal(shell: Shell, _match: Match) -> str | None:
    return f'Line 1, Location: "", Type: "vt100"\nLength: {shell.length} lines, Width: {shell.width} columns\n'


@execute("show_hosts")
async def show_hosts(shell: Shell, _match: Match) -> str | None:
    words = shell.device.config.root.words("ip", "domain", "name")
    domain = words[-1] if words else "not set"
    return f"Default domain is {domain}\nName/address lookup uses static mappings\n\n"


@execute("show_history")
async def show_history(shell: Shell, _match: Match) -> str | None:
    return "".join(f"  {line}\n" for line in shell.device.log[-20:])


@execute("show_logging")
async def show_logging(shell: Shell, _match: Match) -> str | None:
    return "Syslog logging: enabled\n\nLog Buffer (4096 bytes):\n\n" + "".join(
        f"{line}\n" for line in shell.device.logged
    )


@execute("show_ip_ssh")
async def show_ip_ssh(shell: Shell, _match: Match) -> str | None:
    root = shell.device.config.root
    timeout = (root.words("ip", "ssh", "time-out") or ["120"])[-1]
    retries = (root.words("ip", "ssh", "authentication-retries") or ["3"])[-1]
    return f"SSH Enabled - version 2.0\nAuthentication timeout: {timeout} secs; Authentication retries: {retries}\n"


@execute("show_access_lists")
async def show_access_lists(shell: Shell, match: Match) -> str | None:
    wanted = match.words[-1] if match.words[-1] != "access-lists" else None
    out = []
    for node in shell.device.config.root.under("ip", "access-list"):
        if len(node.key) == 4 and node.key[2] in ("standard", "extended") and wanted in (None, node.key[3]):
            out.append(f"{node.key[2].capitalize()} IP access list {node.key[3]}\n")
            out += [
                f"    {number} {_wildcard(text)}\n" for number, text in entries(node) if not text.startswith("remark")
            ]
    return "".join(out)


def _wildcard(text: str) -> str:
    words = text.split()
    if len(words) == 3 and words[2].count(".") == 3:
        return f"{words[0]} {words[1]}, wildcard bits {words[2]}"
    return text


@execute("show_snmp_user")
async def show_snmp_user(shell: Shell, _match: Match) -> str | None:
    out = []
    for name, settings in sorted(shell.device.config.snmp_users.items()):
        words = settings.split()
        auth = words[words.index("auth") + 1].upper() if "auth" in words else "None"
        priv = "None"
        if "priv" in words:
            kind = words[words.index("priv") + 1]
            priv = f"AES{words[words.index('priv') + 2]}" if kind == "aes" else kind.upper()
        out.append(
            f"User name: {name}\nEngine ID: 800000090300{shell.device.spec.serial.encode().hex().upper()[:12]}\n"
            f"storage-type: nonvolatile        active\nAuthentication Protocol: {auth}\n"
            f"Privacy Protocol: {priv}\nGroup-name: {words[1]}\n\n"
        )
    return "".join(out) or "\n"


@execute("show_snmp_group")
async def show_snmp_group(shell: Shell, _match: Match) -> str | None:
    out = []
    for node in shell.device.config.root.under("snmp-server", "group"):
        words = node.text.split()
        level = words[4] if words[3] == "v3" else ""
        model = "v3 " + level if level else words[3]
        out.append(f"groupname: {words[2]:<33}security model:{model}\n")
        out.append("contextname: <no context specified>     storage-type: nonvolatile\n\n")
    return "".join(out) or "\n"


@execute("show_snmp_chassis")
async def show_snmp_chassis(shell: Shell, _match: Match) -> str | None:
    return f"{shell.device.spec.serial}\n"


@execute("show_ntp")
async def show_ntp(shell: Shell, _match: Match) -> str | None:
    lines = ["", "  address         ref clock       st   when   poll reach  delay  offset   disp"]
    for at, node in enumerate(shell.device.config.root.under("ntp", "server")):
        mark = "*~" if at == 0 else " ~"
        lines.append(f"{mark}{node.key[-1]:<16}.GPS.            1     33     64   377  1.000   0.500  1.200")
    return "\n".join([*lines, " * sys.peer, # selected, + candidate, - outlyer, x falseticker, ~ configured", ""])


@execute("show_ntp_status")
async def show_ntp_status(shell: Shell, _match: Match) -> str | None:
    servers = shell.device.config.root.under("ntp", "server")
    if not servers:
        return "Clock is unsynchronized, stratum 16, no reference clock\n"
    return f"Clock is synchronized, stratum 2, reference is {servers[0].key[-1]}\n"


@execute("show_line")
async def show_line(shell: Shell, _match: Match) -> str | None:
    lines = ["   Tty Typ     Tx/Rx    A Modem  Roty AccO AccI   Uses   Noise  Overruns   Int"]
    for number, (kind, index) in enumerate(sorted(shell.device.config.lines)):
        lines.append(f"     {number:>2} {kind.upper()} {index}")
    return "\n".join([*lines, ""])


@execute("show_crypto_key")
async def show_crypto_key(shell: Shell, _match: Match) -> str | None:
    name = shell.device.config.hidden.get("rsa key", f"{shell.device.hostname}.local")
    return (
        f"% Key pair was generated at: {shell.device.stamp(shell.device.now())}\nKey name: {name}\nKey type: RSA KEYS\n"
    )


@execute("show_banner")
async def show_banner(shell: Shell, match: Match) -> str | None:
    node = shell.device.config.root.get("banner", match.words[2])
    return banner_text(node.text) + "\n" if node else None


@execute("show_nothing")
async def show_nothing(_shell: Shell, _match: Match) -> str | None:
    return "\n"
