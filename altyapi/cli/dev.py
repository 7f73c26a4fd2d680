"""inv dev.*: for those who work on the toolkit itself."""

from __future__ import annotations

from altyapi.cli.frame import DONE, ERROR, command
from altyapi.settings import Settings
from altyapi.view.output import Output


@command()
def lint(out: Output, configured: Settings) -> int:
    """Run the linters: ruff, mypy, ansible-lint.

    Example: ./inv dev.lint
    """
    del configured
    from altyapi.cli import checks

    return ERROR if checks.lint(out) else DONE


@command(help={"devices": "emulated switches for the device benches"})
def bench(out: Output, configured: Settings, devices: int = 200, format_: str = "text") -> int:
    """Measure rendering, planning and fetching, beside default netmiko in the same run.

    Example: ./inv dev.bench --devices 200
    """
    del configured, format_
    from altyapi.view import figures
    from lab import bench as benches

    figures.show(out, benches.run(devices, out.note))
    return DONE


@command()
def lock(out: Output, configured: Settings) -> int:
    """Resolve pyproject.toml into requirements.lock, with hashes and without an index address. Needs uv.

    Example: ./inv dev.lock
    """
    del configured
    import subprocess

    from altyapi.settings import PACKAGE_ROOT

    command_ = [
        "uv", "pip", "compile", "--quiet", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url",
        "--no-header", "--all-extras", "pyproject.toml", "-o", "requirements.lock",
    ]  # fmt: skip
    out.note(f"$ {' '.join(command_)}")
    return subprocess.run(command_, cwd=PACKAGE_ROOT, check=False).returncode
