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
        "only": "render, remediation, planning, transport, backup, facts, pull, inventory, importing; several with commas between",
        "devices": "emulated switches to plan and to ask",
        "switches": "switches to render and remediate without a device",
        "profile": "the lab's municipality for pull, inventory and importing: tiny, small or full",
        "changes": "the NetBox of NETBOX_URL may be written to: importing fills it, pull changes ten devices and back",
        "write": "also write docs/performance.md; what is not measured now stays as it is there",
    }
)
def bench(
    out: Output,
    configured: Settings,
    only: str = "",
    devices: int = 200,
    switches: int = 1000,
    profile: str = "small",
    changes: bool = False,
    write: bool = False,
    format_: str = "text",
) -> int:
    """Measure the toolkit beside other tools in the same run, on NETBOX_URL's NetBox or else the lab's.

    Example: ./inv dev.bench --only pull,inventory --profile full
    """
    del format_
    import os

    from altyapi.cli.lab import chosen_profile
    from altyapi.view import figures
    from lab import bench as benches
    from netbox_sync.files import write_atomically

    order = benches.Order(
        devices=devices,
        switches=switches,
        profile=chosen_profile(profile),
        url=os.environ.get("NETBOX_URL", ""),
        token=os.environ.get("NETBOX_TOKEN", ""),
        changes=changes,
        peer_python=benches.peer_python(configured.root),
    )
    machine = benches.machine()
    subjects = benches.run(order, out.note, [name.strip() for name in only.split(",") if name.strip()])
    figures.show(out, machine, subjects)
    if write:
        page = configured.root / "docs" / "performance.md"
        before = page.read_text("utf-8") if page.is_file() else ""
        write_atomically(page, figures.page(machine, subjects, before).encode())
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
    for path, text in stale.items():
        if not check and text is None:
            (PACKAGE_ROOT / path).unlink()
        elif not check and text is not None:
            write_atomically(PACKAGE_ROOT / path, text.encode())
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
