"""The gateway's own key and certificate, and the list of revoked ones."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import host
from host import Fault, run, write
from service import open_folders, start
from sessions import runs


def request(name: str) -> None:
    own = host.FILES / name
    open_folders(name)
    key = own / "gateway.key"
    if not key.is_file():
        made = run(
            "openssl",
            "genpkey",
            "-algorithm",
            "EC",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            check="no key could be made",
        )
        write(key, made)
    print(
        run(
            "openssl", "req", "-new", "-key", str(key), "-subj", "/CN=gateway", check="no request could be made"
        ).strip()
    )


def certify(name: str, file: str) -> None:
    text, own = Path(file).read_text(), host.FILES / name
    open_folders(name)
    blocks = re.findall(r"-----BEGIN (CERTIFICATE|X509 CRL)-----\n(.*?)-----END \1-----\n", text, re.DOTALL)
    if [kind for kind, _ in blocks] != ["CERTIFICATE", "CERTIFICATE", "X509 CRL"]:
        raise Fault("not what the authority answers")
    authority, mine, revoked = (f"-----BEGIN {kind}-----\n{body}-----END {kind}-----\n" for kind, body in blocks)
    part = own / "authority.part"
    write(part, authority, 0o644)
    run(
        "openssl",
        "verify",
        "-x509_strict",
        "-purpose",
        "sslserver",
        "-CAfile",
        str(part),
        text=mine,
        check="not the authority's",
    )
    keys = [
        run("openssl", "x509", "-noout", "-pubkey", text=mine, check="not a certificate"),
        run("openssl", "pkey", "-in", str(own / "gateway.key"), "-pubout", check="no key of its own"),
    ]
    if keys[0] != keys[1]:
        raise Fault("not the certificate of this gateway's key")
    part.unlink()
    renewed = [write(own / "authority.crt", authority, 0o644), write(own / "gateway.crt", mine, 0o644)]
    take_list(name, revoked)
    if any(renewed) and runs(name):
        start(name)


def take_list(name: str, text: str) -> None:
    """A list of revoked certificates that the authority signed, and no older one."""
    own = host.FILES / name
    numbers = []
    for crl in (text, (own / "revoked.pem").read_text() if (own / "revoked.pem").is_file() else ""):
        command = ("openssl", "crl", "-CAfile", str(own / "authority.crt"), "-verify", "-noout", "-crlnumber")
        done = subprocess.run(command, input=crl, capture_output=True, text=True, check=False)
        good = "verify OK" in done.stderr and "crlNumber=" in done.stdout
        numbers.append(int(done.stdout.rpartition("=")[2].strip(), 16) if good else -1)
    if numbers[0] < 0:
        raise Fault("not a list of the authority")
    if numbers[0] < numbers[1]:
        raise Fault("older than the list that is there")
    write(own / "revoked.pem", text, 0o644)
