from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx

TOKEN, READER = "0" * 39 + "1", "0" * 39 + "2"


def started(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    ready = folder / "ready"
    ready.unlink(missing_ok=True)
    command = [sys.executable, "-m", "lab.netbox", "--db", str(folder / "db"), "--token", TOKEN]
    process = subprocess.Popen([*command, "--token", f"{READER}:ro", "--ready-file", str(ready)])
    deadline = time.monotonic() + 30
    while not ready.exists():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return process, ready.read_text(encoding="utf-8").strip()


def test_it_serves_until_terminated_and_keeps_what_was_written(tmp_path: Path) -> None:
    process, url = started(tmp_path)
    headers = {"Authorization": f"Token {TOKEN}"}
    reader = {"Authorization": f"Token {READER}"}
    body = {"name": "Kırlı", "slug": "kirli"}
    assert httpx.post(f"{url}/api/dcim/regions/", json=body, headers=reader).status_code == 403
    assert httpx.post(f"{url}/api/dcim/regions/", json=body, headers=headers).status_code == 201
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0
    process, url = started(tmp_path)
    found = httpx.get(f"{url}/api/dcim/regions/", headers=reader).json()
    assert [each["name"] for each in found["results"]] == ["Kırlı"]
    process.terminate()
    process.wait(timeout=30)


def test_what_was_answered_survives_a_kill(tmp_path: Path) -> None:
    process, url = started(tmp_path)
    headers = {"Authorization": f"Token {TOKEN}"}
    with httpx.Client(base_url=url, headers=headers) as client:
        for number in range(20):
            client.post("/api/dcim/regions/", json={"name": f"R{number}", "slug": f"r{number}"}).raise_for_status()
    process.kill()
    process.wait(timeout=30)
    process, url = started(tmp_path)
    assert httpx.get(f"{url}/api/dcim/regions/", headers=headers).json()["count"] == 20
    process.terminate()
    process.wait(timeout=30)


def test_an_address_beyond_loopback_is_refused() -> None:
    command = [sys.executable, "-m", "lab.netbox", "--host", "192.0.2.1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "192.0.2.1 is not a loopback address" in done.stderr
