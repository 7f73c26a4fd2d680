"""All configs as one state of the project's folder renders them: by its policy, and by its own templates and code where it is a
checkout of the toolkit. In a process of its own, so that two states can be told apart in one run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from altyapi.errors import EngineError
from altyapi.plan.model import Refusal
from altyapi.remediation import ManagementPath
from altyapi.settings import Settings
from netbox_sync.model import Frozen

OWN = {"policy_dir": "ALTYAPI_POLICY_DIR", "registers_dir": "ALTYAPI_REGISTERS_DIR"}
"""What belongs to the state that is rendered, where it lies in the project's folder."""
SHARED = {"state_dir": "ALTYAPI_STATE_DIR", "snapshot": "ALTYAPI_SNAPSHOT_FILE"}
"""What both are rendered from."""


class NotRendered(EngineError):
    code = "CIP-002"
    en = "Nothing could be rendered from {which}: {problem}"
    tr = "Yapılandırma üretilemedi; sürüm: {which}: {problem}"
    en_remedy = "./inv config.render --limit '*' in that state tells all of it; ./inv ci.check checks this one."
    tr_remedy = "O sürümde ./inv config.render --limit '*' tümünü söyler; buradakini ./inv ci.check denetler."


class Configs(Frozen):
    """By device: the config text, secrets as references, and the way in to it; and what could not be rendered."""

    devices: dict[str, str]
    management: dict[str, ManagementPath] = {}
    refused: tuple[Refusal, ...] = ()


def of_folder(folder: Path, which: str, configured: Settings) -> Configs:
    """What the project's folder in that state renders for every managed device. `which` names it in errors. Raises NotRendered."""
    words = [sys.executable, "-P", "-m", "altyapi.cli", "config.render", "--limit", "*", "--format", "json"]
    done = subprocess.run(
        words, cwd=folder, env=_environment(folder, configured), capture_output=True, text=True, check=False
    )
    try:
        told = json.loads(done.stdout)
        return Configs.model_validate(told)
    except ValueError as error:  # of JSON and of the model
        said = _error_of(done.stdout) or done.stderr.strip().split("\n")[-1] or f"exit code {done.returncode}"
        raise NotRendered(which=which, problem=said) from error


def there(folder: Path, path: Path, configured: Settings) -> Path:
    """The same path in another state of the project's folder; one outside of it is the same for all."""
    return folder / path.relative_to(configured.root) if path.is_relative_to(configured.root) else path


def _environment(folder: Path, configured: Settings) -> dict[str, str]:
    """The caller's own, with the paths of that state; what it keeps elsewhere is the same for both."""
    held = dict(os.environ) | {"ALTYAPI_ROOT": str(folder), "ALTYAPI_LANG": configured.language}
    for name, variable in OWN.items():
        path: Path = getattr(configured, name)
        held[variable] = str(
            folder / path.relative_to(configured.root) if path.is_relative_to(configured.root) else path
        )
    for name, variable in SHARED.items():
        held[variable] = str(Path(getattr(configured, name)).absolute())
    if (folder / "altyapi" / "cli" / "__main__.py").is_file():
        held["PYTHONPATH"] = os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH", ""))))
    return held


def _error_of(document: str) -> str:
    try:
        told = json.loads(document)["error"]
    except (ValueError, KeyError, TypeError):
        return ""
    return f"{told['code']} {told['message']}"
