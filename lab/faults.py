"""Making an emulated switch misbehave while the lab runs: its knobs (lab/devices/knobs.py), over the control socket."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

from lab.folder import Folder
from netbox_sync.errors import ToolkitError

TIMEOUT_S = 10.0


class KnobRefused(ToolkitError):
    code = "LAB-020"
    en = "The lab's switches did not take it: {device}: {problem}."
    tr = "Deneme ortamındaki ağ anahtarları kabul etmedi: {device}: {problem}."
    en_remedy = "./inv lab.status lists the devices; lab/devices/knobs.py the knobs."
    tr_remedy = "./inv lab.status cihazları listeler; ayarlar: lab/devices/knobs.py."


def set_knobs(state_dir: Path, device: str, knobs: dict[str, Any]) -> None:
    """Set knobs of one switch, or of all (`*`). Raises KnobRefused."""
    answer = ask(state_dir, {"do": "set", "device": device, "knobs": knobs})
    if not answer.get("ok"):
        raise KnobRefused(device=device, problem=answer.get("error", "no answer"))


def ask(state_dir: Path, request: dict[str, Any]) -> dict[str, Any]:
    """One request to the switches' control socket (lab/devices/control.py), and its answer. Raises KnobRefused."""
    path = Folder.of(state_dir).control_socket
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(TIMEOUT_S)
            line.connect(str(path))
            line.sendall(json.dumps(request).encode() + b"\n")
            with line.makefile("rb") as stream:
                answer: dict[str, Any] = json.loads(stream.readline())
    except (OSError, ValueError) as error:
        raise KnobRefused(device=request.get("device", "*"), problem=f"no lab runs ({error})") from error
    return answer
