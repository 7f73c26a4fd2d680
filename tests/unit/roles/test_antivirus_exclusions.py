"""What an institution leaves out of its scans, as its inventory may write it."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.unit.roles.playing import play


def exclusions(folder: Path, *lines: str) -> tuple[str, Path]:
    """What Ansible says of them on 22 November 2026, and the file with those that hold."""
    held = folder / "held.json"
    written = "".join(f"\n      - {line}" for line in lines)
    done = play(
        folder,
        f"""
- hosts: localhost
  gather_facts: false
  vars:
    __antivirus_today: "2026-11-22"
    antivirus_exclusions: {written}
  tasks:
    - ansible.builtin.import_role: {{name: antivirus, tasks_from: exclusions.yml}}
    - ansible.builtin.copy:
        content: "{{{{ __antivirus_exclusions | to_json }}}}"
        dest: {held}
""",
    )
    return done.stdout + done.stderr, held


def test_a_last_day_counts_as_yaml_writes_it_and_as_text(tmp_path: Path) -> None:
    said, held = exclusions(
        tmp_path,
        "{path: /srv/yedek, reason: Depo}",
        "{path: /srv/bir, reason: Gün, until: 2026-11-22}",
        '{path: /srv/iki, reason: Metin, until: "2026-12-31"}',
        "{path: /srv/eski, reason: Geçmiş, until: 2026-11-21}",
    )
    assert held.exists(), said
    found = {one["path"]: one.get("until") for one in json.loads(held.read_text("utf-8"))}
    assert found == {"/srv/yedek": None, "/srv/bir": "2026-11-22", "/srv/iki": "2026-12-31"}


def test_each_that_would_open_more_than_it_says_is_refused_by_its_name(tmp_path: Path) -> None:
    said, held = exclusions(
        tmp_path,
        "{path: /srv/haric/, reason: Bölü}",
        "{path: /, reason: Hepsi}",
        "{path: /srv, reason: Ağaç}",
        r'{path: /srv/satir, reason: "iki\nsatır"}',
        "{path: /srv/gun, reason: Gün, until: 31.12.2026}",
        "{path: /srv/yedek, reason: Depo}",
    )
    assert not held.exists()
    refused = re.findall(r"^failed: \[localhost\] \(item=(\S+)\)", said, re.MULTILINE)
    assert refused == ["/srv/haric/", "/", "/srv", "/srv/satir", "/srv/gun"], said
