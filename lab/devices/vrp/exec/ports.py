"""Display commands of interfaces and neighbours."""

from __future__ import annotations

import hashlib
import ipaddress

from lab.devices import hearing
from lab.devices.commandline.syntax import Match
from lab.devices.commandline.tree import Node
from lab.devices.spec import Neighbour
from lab.devices.vrp.exec.registry import execute
from lab.devices.vrp.names import interface_name, interface_type
from lab.devices.vrp.shell import Refused, Shell

_LEGEND = """PHY: Physical
*down: administratively down
(l): loopback
(s): spoofing
InUti/OutUti: input utility/output utility
"""


def ports(shell: Shell) -> list[Node]:
    found = shell.device.config.interfaces()
    return sorted(found, key=Node.order)


def state(shell: Shell, node: Node) -> str:
    """`up`, `down`, or `*down` for one that is shut."""
    if node.has("shutdown"):
        return "*down"
    name = node.key[1]
    cabled = shell.device.spec.up_interfaces
    kind = interface_type(name)
    if kind == "Eth-Trunk":
        number = name.removeprefix("Eth-Trunk")
        members = [one for one in shell.device.config.interfaces() if one.words("eth-trunk")[1:] == [number]]
        return "up" if any(state(shell, member) == "up" for member in members) else "down"
    if kind in ("Vlanif", "LoopBack", "NULL") or cabled is None or name in {interface_name(one) for one in cabled}:
        return "up"
    return "down"


def mac(shell: Shell, name: str) -> str:
    digest = hashlib.sha256(f"{shell.device.spec.serial} {name}".encode()).hexdigest()
    return f"00e0-fc{digest[:2]}-{digest[2:6]}"


@execute("display_interface_brief")
async def display_interface_brief(shell: Shell, _match: Match) -> str | None:
    rows = ["Interface                   PHY   Protocol  InUti OutUti   inErrors  outErrors"]
    for node in ports(shell):
        now = state(shell, node)
        protocol = "up" if now == "up" else "down"
        rows.append(f"{node.key[1]:<27} {now:<5} {protocol:<8}     0%     0%          0          0")
    rows.append("NULL0                       up    up(s)        0%     0%          0          0")
    return _LEGEND + "\n".join([*rows, ""])


@execute("display_ip_brief")
async def display_ip_brief(shell: Shell, _match: Match) -> str | None:
    rows = []
    for node in ports(shell):
        if interface_type(node.key[1]) not in ("Vlanif", "LoopBack", "MEth") and not node.has("portswitch"):
            continue
        words = node.words("ip", "address")
        address = f"{words[2]}/{ipaddress.IPv4Network('0.0.0.0/' + words[3]).prefixlen}" if words else "unassigned"
        now = state(shell, node)
        rows.append(f"{node.key[1]:<33} {address:<20} {now:<10} {'up' if now == 'up' else 'down':<10}")
    head = (
        "*down: administratively down\n(s): spoofing\n"
        f"The number of interface that is UP in Physical is {sum(' up ' in row for row in rows)}\n\n"
        "Interface                         IP Address/Mask      Physical   Protocol  \n"
    )
    return head + "\n".join([*rows, ""])


@execute("display_interface")
async def display_interface(shell: Shell, match: Match) -> str | None:
    nodes = ports(shell)
    if len(match.words) > 2:
        nodes = [node for node in nodes if node.key[1] == match.words[2]]
        if not nodes:
            raise Refused("Error: Wrong parameter found at '^' position.")
    out = []
    for node in nodes:
        name, now = node.key[1], state(shell, node)
        shown = {"up": "UP", "down": "DOWN", "*down": "Administratively DOWN"}[now]
        out += [
            f"{name} current state : {shown}",
            f"Line protocol current state : {'UP' if now == 'up' else 'DOWN'}",
            f"Description:{node.value('description') or ''}",
            "Switch Port, PVID :    1, TPID : 8100(Hex), The Maximum Frame Length is 9216",
            f"IP Sending Frames' Format is PKTFMT_ETHNT_2, Hardware address is {mac(shell, name)}",
            "Last physical up time   : -",
            "    Input bandwidth utilization  :    0%",
            "    Output bandwidth utilization :    0%",
            "",
        ]
    return "\n".join(out)


@execute("display_descriptions")
async def display_descriptions(shell: Shell, _match: Match) -> str | None:
    rows = [
        f"{node.key[1]:<30}{state(shell, node):<8}{'up' if state(shell, node) == 'up' else 'down':<9}{node.value('description') or ''}"
        for node in ports(shell)
    ]
    return "\n".join(["Interface                     PHY     Protocol Description", *rows, ""])


@execute("display_mac")
async def display_mac(shell: Shell, _match: Match) -> str | None:
    def untagged(port: str) -> int | None:
        node = shell.device.config.interface(port)
        if node is None or state(shell, node) != "up":
            return None
        kinds = (("default", "vlan"), ("trunk", "pvid", "vlan"), ("hybrid", "pvid", "vlan"))
        return next((int(words[-1]) for kind in kinds if (words := node.words("port", *kind))), 1)

    found = hearing.rows(shell.device.spec, untagged)
    rule = "-" * 79
    lines = [
        f"{row.spelled(4, '-')} {f'{row.vlan}/-/-':<33} {_short(row.port):<19} {'dynamic':<10}" for row in found
    ]  # fmt: skip
    head = "MAC Address    VLAN/VSI/BD                       Learned-From        Type      "
    return "\n".join([rule, head, rule, *lines, rule, f"Total items displayed = {len(found)} ", ""])


def _short(port: str) -> str:
    """As tables show it: `GE0/0/1`."""
    return port.replace("GigabitEthernet", "GE") if port.startswith("GigabitEthernet") else port


def _neighbours(shell: Shell) -> list[tuple[str, Neighbour]]:
    """What LLDP has heard: nothing while it is not switched on."""
    if not shell.device.config.root.has("lldp", "enable"):
        return []
    heard = [(interface_name(one.interface) or one.interface, one) for one in shell.device.spec.neighbours]
    nodes = {name: shell.device.config.interface(name) for name, _ in heard}
    return [(name, one) for name, one in heard if (node := nodes[name]) is not None and state(shell, node) == "up"]


@execute("display_lldp_brief")
async def display_lldp_brief(shell: Shell, _match: Match) -> str | None:
    if not shell.device.config.root.has("lldp", "enable"):
        return "Info: LLDP is not enabled globally.\n"
    heard = _neighbours(shell)
    if shell.device.two_stage:
        rows = [f"{name:<20} {120:>9}  {one.remote_interface:<26} {one.name}" for name, one in heard]
        return "\n".join(
            ["Local Interface         Exptime(s) Neighbor Interface      Neighbor Device", "-" * 79, *rows, ""]
        )
    rows = [f"{name:<12} {one.name:<28} {one.remote_interface:<26} {120:>4}" for name, one in heard]
    return "\n".join(["Local Intf   Neighbor Dev                 Neighbor Intf             Exptime(s)", *rows, ""])


@execute("display_lldp")
async def display_lldp(shell: Shell, _match: Match) -> str | None:
    if not shell.device.config.root.has("lldp", "enable"):
        return "Info: LLDP is not enabled globally.\n"
    heard = _neighbours(shell)
    out = []
    for node in ports(shell):
        name = node.key[1]
        mine = [one for local, one in heard if local == name]
        if interface_type(name) in ("Vlanif", "LoopBack", "Eth-Trunk"):
            continue
        out.append(f"{name} has {len(mine)} neighbor(s):\n")
        for index, one in enumerate(mine, 1):
            out += [
                f"Neighbor index :{index}",
                "Chassis type   :MAC address",
                "Chassis ID     :00e0-fc12-3456",
                "Port ID type   :Interface name",
                f"Port ID        :{one.remote_interface}",
                f"Port description    :{one.remote_interface}",
                f"System name         :{one.name}",
                f"System description  :{one.platform}",
                "System capabilities supported   :bridge router",
                "System capabilities enabled     :bridge",
                "Management address type  :IPv4",
                f"Management address value :{one.address or '-'}",
                "Expired time   :101s",
                "",
            ]
    return "\n".join(out)
