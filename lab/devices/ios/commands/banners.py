"""Text that is typed over several lines: banners, certificates, public keys."""

from __future__ import annotations

from lab.devices.ios.commands.registry import command
from lab.devices.ios.config import Call, ConfigSession, Gather
from lab.devices.ios.reply import IosError


@command("banner")
def banner(call: Call, session: ConfigSession) -> None:
    kind = call.match.words[1]
    if call.negated:
        call.node.drop_key(("banner", kind))
        return
    typed = call.match.words[2]
    # A config pasted from `show running-config` has the two characters ^C where Ctrl-C is meant.
    mark = "^C" if typed.startswith("^C") else typed[0]
    rest = typed[len(mark) :]

    def ends(line: str) -> int:
        at = line.find(mark)
        return at if at >= 0 or mark != "^C" else line.find("\x03")

    def done(lines: list[str]) -> None:
        call.config.put(call.node, ("banner", kind), f"banner {kind} ^C" + "\n".join(lines) + "^C", call.match.spec)

    at = ends(rest)
    if at >= 0:
        done([rest[:at]])
        return
    call.says.append(f"Enter TEXT message.  End with the character '{mark}'.")
    session.gathering = Gather(ends, done, [rest])


@command("certificate")
def certificate(call: Call, session: ConfigSession) -> None:
    if call.negated:
        call.node.drop_key(call.key)
        return
    node = call.put()
    node.children.clear()

    def done(lines: list[str]) -> None:
        for number, line in enumerate([*lines[:-1], "\tquit"]):
            call.config.put(node, (str(number),), line, None)
        if session.frames[-1].mode == "certificate":
            session.frames.pop()

    call.says.append("Enter the certificate in hexadecimal representation....")
    session.gathering = Gather(lambda line: 0 if line.strip() == "quit" else -1, done)


@command("quit")
@command("hex")
@command("pubkey_line")
@command("never")
def refused(_call: Call, _session: ConfigSession) -> None:
    raise IosError("% Invalid input detected at '^' marker.\n", caret=0)


@command("pubkey_end")
def pubkey_end(_call: Call, session: ConfigSession) -> None:
    if len(session.frames) > 1:
        session.frames.pop()
