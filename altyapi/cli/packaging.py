"""The package as a user gets it: built, installed by itself into an empty environment, and compared with what is here."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from altyapi.cli import bill, completion, reference
from altyapi.errors import EngineError

BUILDER = "uv"


class NotPackaged(EngineError):
    code = "PKG-002"
    en = "The package is not whole: {step}: {problem}"
    tr = "Paket eksik: {step}: {problem}"
    en_remedy = "Try the step by hand; nothing was published."
    tr_remedy = "Adım elle denenmeli; hiçbir şey yayımlanmadı."


def make(root: Path, folder: Path, progress: Callable[[str], None]) -> list[Path]:
    """Wheel and sdist, and beside them what goes with a release; the files that were made. Raises NotPackaged, PackageAbsent."""
    folder.mkdir(parents=True, exist_ok=True)
    progress("wheel, sdist")
    before = set(folder.iterdir())
    run("build", [BUILDER, "build", "--quiet", "--out-dir", str(folder.resolve()), str(root)])
    number = version("altyapi")
    wheel, source = (next(iter(folder.glob(f"altyapi-{number}{end}")), None) for end in ("-*.whl", ".tar.gz"))
    if wheel is None or source is None:
        raise NotPackaged(step="build", problem=f"no wheel or sdist of {number} in {folder}")
    progress("install")
    installed(wheel)
    companions(folder, number)
    (folder / ".gitignore").unlink(missing_ok=True)  # the builder's
    return sorted({*folder.iterdir()} - before | {wheel, source})


def companions(folder: Path, number: str) -> None:
    """Bill of materials, licences, manual page and completions, as files."""
    made = datetime.now(UTC).replace(microsecond=0)
    every = bill.parts()
    (folder / f"altyapi-{number}.cdx.json").write_text(bill.cyclonedx(every, made.isoformat()), "utf-8")
    listed = "".join(f"{one.name}\t{one.version}\t{one.licence}\n" for one in every)
    (folder / f"altyapi-{number}.licences.tsv").write_text(listed, "utf-8")
    (folder / "altyapi.1").write_text(reference.manual(number, made.date().isoformat()), "utf-8")
    for shell in completion.SHELLS:
        (folder / f"altyapi.{shell}").write_text(completion.script(shell, "altyapi"), "utf-8")


def installed(wheel: Path) -> None:
    """The wheel alone, in an environment of its own, has the commands that there are here. Raises NotPackaged."""
    with tempfile.TemporaryDirectory(prefix="altyapi-wheel-") as name:
        python = Path(name) / "venv" / "bin" / "python"
        run("environment", [BUILDER, "venv", "--quiet", str(python.parents[1])])
        run("install", [BUILDER, "pip", "install", "--quiet", "--python", str(python), str(wheel.resolve())])
        told = run(
            "altyapi --list", [str(python.with_name("altyapi")), "--list", "--list-format", "flat"], folder=Path(name)
        )
        listed = {line.split()[0] for line in told.splitlines() if line.startswith("  ") and line.strip()}
        if absent := {one.name for one in reference.commands()} - listed:
            raise NotPackaged(step="altyapi --list", problem=f"missing: {', '.join(sorted(absent))}")


def run(step: str, command: Sequence[str], folder: Path | None = None) -> str:
    """What the command prints. Raises NotPackaged with its last words."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise NotPackaged(step=step, problem=f"{command[0]} is not installed") from error
    if done.returncode:
        words = (done.stderr or done.stdout).strip().splitlines()
        raise NotPackaged(step=step, problem=words[-1] if words else f"exit code {done.returncode}")
    return done.stdout
