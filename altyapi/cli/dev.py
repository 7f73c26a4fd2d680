"""inv dev.*: for those who work on the toolkit itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altyapi.cli.frame import DONE, ERROR, PENDING, command
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings


@command()
def lint(out: Output, configured: Settings) -> int:
    """Run the linters: ruff, mypy, ansible-lint.

    Example: ./inv dev.lint
    """
    del configured
    from altyapi.cli import checks

    return ERROR if checks.lint(out) else DONE


@command(
    help={
        "devices": "emulated switches to plan",
        "switches": "switches to render and remediate without a device",
        "write": "also write docs/performance.md",
    }
)
def bench(
    out: Output,
    configured: Settings,
    devices: int = 200,
    switches: int = 1000,
    write: bool = False,
    format_: str = "text",
) -> int:
    """Measure rendering, remediation, fetching and planning, beside other tools in the same run.

    Example: ./inv dev.bench --devices 200
    """
    del format_
    from altyapi.view import figures
    from lab import bench as benches
    from netbox_sync.files import write_atomically

    machine = benches.machine()
    subjects = benches.run(devices, out.note, switches)
    figures.show(out, machine, subjects)
    if write:
        write_atomically(configured.root / "docs" / "performance.md", figures.page(machine, subjects).encode())
    return DONE


@command(help={"check": "write nothing; exit code 2 when a page is out of date"})
def docs(out: Output, configured: Settings, check: bool = False) -> int:
    """Write the pages of docs/ that are made from the code.

    Example: ./inv dev.docs
    """
    del configured
    from altyapi.cli import pages
    from altyapi.settings import PACKAGE_ROOT
    from netbox_sync.files import write_atomically

    stale = pages.stale(PACKAGE_ROOT)
    for path in stale:
        if not check:
            write_atomically(PACKAGE_ROOT / path, pages.pages()[path].encode())
        out.line(path)
    return PENDING if stale and check else DONE


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
