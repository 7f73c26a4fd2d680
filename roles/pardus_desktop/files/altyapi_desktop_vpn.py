#!/usr/bin/python3
"""NetworkManager's profiles for remote work, by /etc/altyapi/vpn.json; prints a line per change. Only the standard library.

altyapi-desktop-vpn [--public-keys]    --public-keys: only the public half of each WireGuard key, as JSON

A WireGuard key is made here, once, and stands nowhere but in its profile, which only root reads.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

WANTED = Path("/etc/altyapi/vpn.json")
PROFILES = Path("/etc/NetworkManager/system-connections")
PREFIX = "altyapi-"
SPACE = uuid.UUID("6a1f3a6e-7f0b-4f0e-9a52-51d3b8c3b7d4")
KEY = re.compile(r"^private-key=(\S+)$", re.MULTILINE)


def wg(word, given=""):
    return subprocess.run(["wg", word], input=given, capture_output=True, text=True, check=True).stdout.strip()


def kept_key(file):
    found = KEY.search(file.read_text("utf-8")) if file.exists() else None
    return found[1] if found else ""


def profile(one, key):
    """The keyfile (nm-settings-keyfile(5))."""
    name = one["name"]
    sections = {
        "connection": {
            "id": one.get("title", name), "uuid": uuid.uuid5(SPACE, f"{os.uname().nodename} {name}"),
            "type": {"wireguard": "wireguard", "openvpn": "vpn"}[one["kind"]], "autoconnect": "false",
            **({"permissions": f"user:{one['user']}:;"} if one.get("user") else {}),
        }
    }  # fmt: skip
    network = {
        "never-default": "false" if one.get("everything") else "true",
        "dns": ";".join(one.get("dns", [])),
        "dns-search": ";".join(one.get("dns_search", [])),
    }
    if one["kind"] == "wireguard":
        sections["connection"]["interface-name"] = one.get("interface", name)[:15]
        sections["wireguard"] = {"private-key": key, "mtu": one.get("mtu", 1420)}
        for peer in one["peers"]:
            sections[f"wireguard-peer.{peer['public_key']}"] = {
                "endpoint": peer["endpoint"], "allowed-ips": ";".join(peer["allowed_ips"]) + ";",
                "persistent-keepalive": peer.get("keepalive_s", 25),
            }  # fmt: skip
        sections["ipv4"] = {"method": "manual", "address1": one["address"], **network}
    else:
        sections["vpn"] = {
            "service-type": "org.freedesktop.NetworkManager.openvpn", "connection-type": one.get("login", "password-tls"),
            "remote": one["remote"], "ca": one["ca"], "cert": one.get("cert", ""), "key": one.get("key", ""),
            "remote-cert-tls": "server", "password-flags": "1", "tls-version-min": "1.2",
        }  # fmt: skip
        sections["ipv4"] = {"method": "auto", **network}
    sections["ipv6"] = {"method": "disabled"}
    lines = []
    for section, values in sections.items():
        lines += [f"[{section}]", *(f"{key_}={value}" for key_, value in values.items() if value not in ("", None)), ""]
    return "\n".join(lines)


def write(file, content):
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    Path(name).chmod(0o600)
    Path(name).replace(file)


def main():
    wanted = {f"{PREFIX}{one['name']}.nmconnection": one for one in json.loads(WANTED.read_text("utf-8"))}
    if sys.argv[1:] == ["--public-keys"]:
        keys = {one["name"]: kept_key(PROFILES / file) for file, one in wanted.items() if one["kind"] == "wireguard"}
        print(json.dumps({name: wg("pubkey", key) for name, key in keys.items() if key}))
        return 0
    PROFILES.mkdir(parents=True, exist_ok=True)
    changed = []
    for file in sorted(PROFILES.glob(f"{PREFIX}*.nmconnection")):
        if file.name not in wanted:
            file.unlink()
            changed.append(f"gone: {file.stem}")
    for name, one in wanted.items():
        file = PROFILES / name
        content = profile(one, (kept_key(file) or wg("genkey")) if one["kind"] == "wireguard" else "")
        if not file.exists() or file.read_text("utf-8") != content:
            write(file, content)
            changed.append(f"written: {file.stem}")
    if changed:
        running = subprocess.run(["systemctl", "is-active", "--quiet", "NetworkManager.service"], check=False)
        if running.returncode == 0:
            subprocess.run(["nmcli", "connection", "reload"], check=True, stdout=subprocess.DEVNULL)
    for line in changed:
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
