"""Console and vty lines. Each line has its own settings; IOS writes neighbours with the same settings out together."""

from __future__ import annotations

from lab.devices.commandline.tree import Node
from lab.devices.ios.commands.aaa import _password, _split, new_model
from lab.devices.ios.commands.registry import command
from lab.devices.ios.config import Call, ConfigSession, Frame
from lab.devices.ios.reply import IosError, invalid


@command("line")
def line(call: Call, _session: ConfigSession) -> Frame | None:
    words = call.match.words
    kind = {"console": "con"}.get(words[1], words[1])
    if kind.isdigit():
        kind, first, last = "con", 0, 0
    else:
        first = int(words[2])
        last = int(words[3]) if len(words) > 3 else first
    if last < first:
        raise IosError("% Invalid line range\n")
    lines = call.config.lines
    if call.negated:
        if kind != "vty":
            raise IosError("% Cannot remove this line\n")
        low = 16 if call.config.profile.is_switch else 5
        if first < low:
            raise IosError(f"% Can't delete last {low} VTY lines\n")
        for key in [key for key in lines if key[0] == "vty" and key[1] >= first]:
            del lines[key]
        return None
    highest = max((number for k, number in lines if k == "vty"), default=-1)
    if kind == "vty" and first > highest + 1 and not call.config.loading:
        raise IosError(f"% Bad line number, valid range is 0-{highest + 1}\n")
    nodes = []
    for number in range(first, last + 1):
        node = lines.get((kind, number))
        if node is None:
            node = lines[kind, number] = Node((kind, str(number)), f"line {kind} {number}", call.match.spec)
        nodes.append(node)
    return Frame("line", nodes, "config-line")


@command("exec_timeout")
def exec_timeout(call: Call, _session: ConfigSession) -> None:
    # `no exec-timeout` means no timeout at all
    words = ["exec-timeout", "0", "0"] if call.negated else call.match.words
    minutes, seconds = words[1], words[2] if len(words) > 2 else "0"
    if (minutes, seconds) == ("10", "0"):
        call.node.drop_key(call.key)
    else:
        call.put(f"exec-timeout {minutes} {seconds}")


@command("line_password")
def line_password(call: Call, _session: ConfigSession) -> None:
    if call.negated:
        call.node.drop_key(call.key)
        return
    kind, value = _split(call.match.words, "password")
    call.put("password " + _password(call.config, kind, value).removeprefix("0 "))


@command("line_login")
def line_login(call: Call, _session: ConfigSession) -> None:
    """`login` and `login local` exist only without AAA."""
    if new_model(call.config):
        if call.config.loading:
            return
        if len(call.match.words) > 1 and not call.negated:
            raise invalid(call.column + len("login "))
        if not call.negated:
            raise IosError("% Incomplete command.\n")
        call.node.drop("login")
        return
    if call.negated:
        call.node.drop("login")
        if call.node.key[0] == "vty":
            call.put("no login", ("login",))
        return
    call.node.drop("login")
    if call.match.text == "login":
        if not call.config.loading and not call.node.has("password"):
            number = {"con": 0, "aux": 1}.get(call.node.key[0], 1 + int(call.node.key[1]))
            call.says.append(f"% Login disabled on line {number}, until 'password' is set")
        if call.node.key[0] != "vty":
            call.put(key=("login",))
            return
    call.put(key=("login",))


@command("line_login_authentication")
def line_login_authentication(call: Call, _session: ConfigSession) -> None:
    if not new_model(call.config) and not call.config.loading:
        raise invalid(call.column + len("login "))
    if call.negated or call.match.words[-1] == "default":
        call.node.drop_key(call.key)
    else:
        call.put()
        if call.match.words[-1] not in _login_lists(call.config.root) and not call.config.loading:
            call.says.append(f'AAA: Warning authentication list "{call.match.words[-1]}" is not defined for LOGIN.')


def _login_lists(root: Node) -> set[str]:
    return {node.key[3] for node in root.under("aaa", "authentication", "login")}


@command("transport_preferred")
def transport_preferred(call: Call, _session: ConfigSession) -> None:
    if call.negated:
        call.node.drop_key(call.key)
    else:
        call.put()


@command("transport")
def transport(call: Call, _session: ConfigSession) -> None:
    """A further `transport input` replaces the one before. `no` goes back to the image's default, which is not shown."""
    if call.negated:
        call.node.drop_key(call.key)
        return
    words = call.match.words[2:]
    order = ["lat", "pad", "rlogin", "telnet", "ssh", "udptn"]
    if len(words) > 1:
        words = sorted(set(words), key=lambda word: order.index(word) if word in order else len(order))
    call.put(" ".join((*call.key, *words)))


@command("stopbits")
def stopbits(call: Call, _session: ConfigSession) -> None:
    """IOS writes `stopbits 1` out on consoles that have it set, although 2 is the default."""
    if call.negated:
        call.node.drop_key(call.key)
    else:
        call.store()
