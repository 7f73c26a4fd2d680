"""OpenVPN on a gateway, as root: who may come in, each with an end. Works where nobody else does: at boot, by a timer, and when the
machine that manages the gateway is off.

  load FILE            the lines of a change: `openvpn NAME` or `no openvpn NAME`, below it what is set and taken back
  cut NAME KEY         shut somebody out now, end the live session, and prove it
  request NAME         the gateway's own key is made here; the request for its certificate
  certify NAME FILE    what the authority answers: its own certificate, the gateway's, the list of revoked ones
  revoked NAME FILE    a newer list of revoked certificates
  expire               shut out everybody whose end is past, start again what is gone; says when the next end is
  watch, enforce       expire, again and again where there is no systemd; see that it runs
  up, save             at boot; what stands is also there after a reboot
  keep, back, clear FOLDER   remember what stands; go back to it; take down what was not there then
  status               each person: whether connected, octets in and out
  serve NAME           OpenVPN itself; of what it says no address is passed on
  verify NAME FILE     what OpenVPN asks, as its own user: whether the second factor is right

Says "done" at the end; a sentence that begins with % says why it was not. No key and no endpoint is ever printed.

Who may come in is a file of `client-config-dir` under the name of the certificate (`ccd-exclusive`): the name is SHA-256 of the
public key. Whoever has none is refused, whatever the certificate says. A change writes and removes such files: OpenVPN is not
restarted, and nobody else loses a packet.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from certificates import certify, request, take_list
from changes import back, clear, cut, enforce, expire, keep, load, save, status, up, watch
from codes import verify
from host import Fault, locked
from service import serve


def main(words: list[str]) -> int:
    os.umask(0o077)
    os.environ["LC_ALL"] = "C"
    os.environ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    word, rest = (words or [""])[0], words[1:]
    if word == "verify":
        return 0 if verify(*rest) else 1
    if word == "watch":
        watch()
        return 0
    if word == "serve":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # OpenVPN is told the same, and says good-bye to everybody
        return serve(*rest)
    folders = {"keep": keep, "back": back, "clear": clear}
    plain: dict[str, Callable[..., None]] = {
        "load": load,
        "cut": cut,
        "enforce": enforce,
        "up": up,
        "save": save,
        "status": status,
    }
    plain |= {"request": request, "certify": certify}
    try:
        with locked():
            if word in folders:
                folders[word](Path(*rest))
            elif word == "expire":
                print(f"next {expire()}")
            elif word == "revoked":
                take_list(rest[0], Path(rest[1]).read_text())
            elif word in plain:
                plain[word](*rest)
            else:
                raise Fault(f"unknown: {word}")
    except (Fault, OSError, ValueError, TypeError) as error:
        print(f"% {error}".replace("\n", " "))
        return 1
    print("done")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
