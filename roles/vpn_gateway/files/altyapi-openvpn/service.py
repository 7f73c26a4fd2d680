"""OpenVPN itself: what it reads, its interface, its process."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import subprocess
from pathlib import Path

import host
import program
from config import Lines, has, interface, network_of, peers, read, setting
from host import USER, Fault, by_systemd, run, wait, write
from sessions import asked, end_sessions, forget, process, runs

ADDRESS = re.compile(
    r"(?:\[AF_INET6?\])?(?:\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}(?=:\d+ ))(?::\d+)?"
)
"""Of a client's, as OpenVPN writes them."""


def of_person(lines: Lines, one: dict[str, str]) -> str:
    address = interface(one["address"])
    own = network_of(lines, address)
    rows = [f"ifconfig-push {address.ip} {own.netmask}", f'push "route-gateway {own.ip}"']
    pushed = has(lines.get(f"profile {one.get('profile', '')}", ""))
    rows += [f'push "dhcp-option DNS {each}"' for each in pushed.get("dns", "").split(",") if each]
    rows += [f'push "dhcp-option DOMAIN {each}"' for each in pushed.get("search", "").split(",") if each]
    return "".join(f"{row}\n" for row in rows)


def server_conf(name: str, lines: Lines) -> str:
    own, live, mtu = host.FILES / name, host.LIVE / name, setting(lines, "mtu", "1380")
    rows = f"""\
mode server
tls-server
proto udp
multihome
port {setting(lines, "listen-port", "1194")}
dev {name}
dev-type tun
topology subnet
push "topology subnet"
persist-tun
persist-key
disable-dco
tun-mtu {mtu}
mssfix {mtu}
ca {own}/authority.crt
cert {own}/gateway.crt
key {own}/gateway.key
dh none
crl-verify {own}/revoked.pem
tls-crypt {own}/tls-crypt.key
verify-client-cert require
remote-cert-tls client
tls-version-min 1.3
tls-ciphersuites TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256
tls-groups X25519:secp384r1:secp256r1
tls-cert-profile preferred
data-ciphers AES-256-GCM:CHACHA20-POLY1305
auth SHA256
client-config-dir {live}/people
ccd-exclusive
keepalive 10 60
explicit-exit-notify 1
reneg-sec 3600
max-clients 4096
management {live}/management unix
management-client-user root
user {USER}
group {USER}
tmp-dir {live}/tmp
verb 1
suppress-timestamps
"""  # noqa: S108  its own folder
    if setting(lines, "totp") == "on":
        rows += f'script-security 2\nauth-user-pass-verify "{program.OWN} verify {name}" via-file\n'
        rows += "auth-gen-token 43200 external-auth\n"
    return rows


def open_folders(name: str) -> None:
    """OpenVPN reads the list of revoked ones after it has given up being root."""
    (host.FILES / name).mkdir(parents=True, exist_ok=True)
    for folder in (host.FILES.parent, host.FILES, host.FILES / name):
        folder.chmod(0o755)


def ready(name: str, lines: Lines) -> None:
    """Raises Fault where the host is not."""
    if not shutil.which("openvpn"):
        raise Fault("openvpn is missing (Debian package)")
    try:
        pwd.getpwnam(USER)
    except KeyError:
        raise Fault(f"no user {USER}: the role vpn_gateway makes this host ready") from None
    wanted = ["gateway.key", "gateway.crt", "authority.crt", "revoked.pem", "tls-crypt.key"]
    wanted += ["totp.key"] if setting(lines, "totp") == "on" else []
    lost = [one for one in wanted if not (host.FILES / name / one).is_file()]
    if lost:
        raise Fault(f"not yet there: {', '.join(lost)} (role vpn_gateway, then inv vpn.authority --gateway)")


def apply(name: str, lines: Lines) -> list[str]:
    """Make it so; gives the addresses of those who are out. Nobody is touched whom nothing changed for."""
    live, owner = host.LIVE / name, pwd.getpwnam(USER)
    people = live / "people"
    people.mkdir(parents=True, exist_ok=True)
    people.chmod(0o755)
    os.chown(live, 0, owner.pw_gid)
    live.chmod(0o750)  # OpenVPN makes its management socket for everybody to connect to
    for word in ("tmp", "codes"):
        (live / word).mkdir(mode=0o700, exist_ok=True)
        os.chown(live / word, owner.pw_uid, owner.pw_gid)
    wanted = peers(lines)
    out, touched = [], []
    for file in people.iterdir():
        if not file.name.startswith(".") and file.name not in wanted:
            out.append(address_in(file))
            file.unlink()
            touched.append(file.name)
    for key, one in wanted.items():
        was = address_in(people / key)
        changed = write(people / key, of_person(lines, one), 0o644, lasting=False)
        if changed and was and was != str(interface(one["address"]).ip):
            out.append(was)
            touched.append(key)
    device(name, setting(lines, "mtu", "1380"))
    renewed = write(live / "server.conf", server_conf(name, lines))
    program.install()
    if renewed or not runs(name):
        start(name)
    elif touched:
        end_sessions(name, touched)
    return out


def address_in(file: Path) -> str:
    found = re.search(r"(?m)^ifconfig-push (\S+) ", file.read_text()) if file.is_file() else None
    return found[1] if found else ""


def device(name: str, mtu: str) -> None:
    """The interface stands by itself, so that its address and the rules outlive OpenVPN."""
    if not Path(f"/sys/class/net/{name}").exists():
        run("ip", "tuntap", "add", "dev", name, "mode", "tun", check="no interface could be made")
    run("ip", "link", "set", "dev", name, "mtu", mtu, "up", check="MTU not taken")


def stop(name: str) -> None:
    if by_systemd():
        run("systemctl", "stop", f"altyapi-openvpn@{name}.service")
    number = process(name)
    if number:
        os.kill(number, signal.SIGTERM)
        wait(lambda: not process(name), "does not end")
    (host.LIVE / name / "management").unlink(missing_ok=True)


def start(name: str) -> None:
    ready(name, read(host.LIVE / f"{name}.if"))
    stop(name)
    if by_systemd():
        run("systemctl", "start", f"altyapi-openvpn@{name}.service", check="OpenVPN does not start")
    else:
        with (host.LIVE / name / "log").open("a") as log:
            words = [str(program.OWN), "serve", name]
            subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    wait(lambda: runs(name) and asked(name, "pid") != "", "OpenVPN does not answer")


def serve(name: str) -> int:
    """Its exit status. Where people are is told to nobody, not to the journal either."""
    words = ["openvpn", "--config", str(host.LIVE / name / "server.conf"), "--writepid", str(host.LIVE / name / "pid")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace") as made:
        for line in made.stdout or ():
            print(ADDRESS.sub("-", line.rstrip("\n")), flush=True)
    return made.returncode


def take_down(name: str) -> None:
    gone = [one.get("address", "") for one in peers(read(host.LIVE / f"{name}.if")).values()]
    stop(name)
    run("ip", "link", "del", "dev", name)
    forget(gone)
    shutil.rmtree(host.LIVE / name, ignore_errors=True)
    (host.LIVE / f"{name}.if").unlink(missing_ok=True)
