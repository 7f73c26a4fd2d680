"""What a gateway shares with its people: a key in OpenVPN's form, and a seed that is each person's own."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from altyapi.vpn import shared
from altyapi.vpn.shared import SharedMissing

HELD = shared.made("merkez")


@pytest.mark.skipif(not shutil.which("openvpn", path="/usr/sbin:/usr/bin"), reason="needs openvpn (Debian package)")
def test_the_key_has_the_form_that_openvpn_gives_it(tmp_path: Path) -> None:
    theirs = tmp_path / "tls-crypt.key"
    subprocess.run(["/usr/sbin/openvpn", "--genkey", "tls-crypt", str(theirs)], check=True, capture_output=True)
    own = [line for line in theirs.read_text().splitlines() if not line.startswith("#")]
    ours = shared.tls_crypt(HELD.get, "merkez").splitlines()
    assert [len(line) for line in ours] == [len(line) for line in own]
    assert (ours[0], ours[-1]) == (own[0], own[-1])


def test_what_is_missing_or_cut_short_is_told_by_its_name() -> None:
    for wrong in ({}, {"vpn/merkez/tls-crypt": "00ff"}, {"vpn/merkez/tls-crypt": "x" * 512}):
        with pytest.raises(SharedMissing, match="vpn/merkez/tls-crypt"):
            shared.tls_crypt(wrong.get, "merkez")
    with pytest.raises(SharedMissing, match="vpn/fkm/totp"):
        shared.seed(HELD.get, "fkm", "a" * 64)


def test_every_key_has_a_seed_of_its_own_and_always_the_same() -> None:
    seeds = {shared.seed(HELD.get, "merkez", letter * 64) for letter in "abcdef"}
    assert len(seeds) == 6
    assert shared.seed(HELD.get, "merkez", "a" * 64) in seeds
    assert shared.seed(shared.made("merkez").get, "merkez", "a" * 64) not in seeds


def test_an_apps_code_names_the_institution_and_no_person() -> None:
    assert shared.uri("ABC", "Örnekşehir Belediyesi") == (
        "otpauth://totp/Orneksehir%20Belediyesi:vpn?secret=ABC&issuer=Orneksehir%20Belediyesi"
    )
