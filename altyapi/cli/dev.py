"""inv dev.*: for those who work on the toolkit itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altyapi.cli.frame import DONE, ERROR, PENDING, checkout, command
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

    checkout()
    return ERROR if checks.lint(out) else DONE


@command(
    help={
        "only": "some of the measurements, with commas between; a name that is none tells them all",
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


@command(
    help={
        "check": "write no page; exit code 2 when one is out of date",
        "site": "folder of the site; default <state_dir>/site",
        "pages": "write the pages alone, without the site",
    }
)
def docs(out: Output, configured: Settings, check: bool = False, site: str = "", pages: bool = False) -> int:
    """Write the pages of docs/ that are made from the code, and build the site of all of them.

    The site is held to a builder without a warning, links that lead somewhere, and commands that there are.

    Example: ./inv dev.docs
    """
    from pathlib import Path

    from altyapi.cli import pages as made
    from altyapi.cli import site as sites
    from netbox_sync.files import write_atomically

    root = checkout()
    stale = made.stale(root)
    for path, text in stale.items():
        if not check and text is None:
            (root / path).unlink()
        elif not check and text is not None:
            write_atomically(root / path, text.encode())
        out.line(path)
    if not pages:
        target = Path(site) if site else configured.state_dir / "site"
        count = sites.build(root, target)
        out.line(out.say("docs.site", count=count, file=str(target / "index.html")))
    return PENDING if stale and check else DONE


@command()
def lock(out: Output, configured: Settings) -> int:
    """Resolve pyproject.toml into requirements.lock, with hashes and without an index address. Needs uv.

    Example: ./inv dev.lock
    """
    del configured
    import subprocess

    root = checkout()
    command_ = [
        "uv", "pip", "compile", "--quiet", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url",
        "--no-header", "--all-extras", "pyproject.toml", "-o", "requirements.lock",
    ]  # fmt: skip
    out.note(f"$ {' '.join(command_)}")
    return subprocess.run(command_, cwd=root, check=False).returncode


@command(help={"out": "write the bill of materials (CycloneDX, JSON) to this file"})
def sbom(out: Output, configured: Settings, out_: str = "", format_: str = "text") -> int:
    """List every package that an installation brings along, with its licence, as installed here.

    Example: ./inv dev.sbom --out altyapi.cdx.json
    """
    del configured, format_
    from datetime import UTC, datetime
    from pathlib import Path

    from altyapi.cli import bill
    from netbox_sync.files import write_atomically

    every = bill.parts()
    if out_:
        made = datetime.now(UTC).isoformat(timespec="seconds")
        write_atomically(Path(out_), bill.cyclonedx(every, made).encode())
    out.data([one._asdict() for one in every])
    out.table(("name", "version", "licence"), [(one.name, one.version, one.licence) for one in every])
    return DONE


@command(help={"out": "folder for the wheel, the sdist and what goes with them; default dist"})
def package(out: Output, configured: Settings, out_: str = "") -> int:
    """Build the package, try it in an empty environment, and write what goes with a release beside it. Needs uv.

    Bill of materials, licences, manual page, completions for bash, zsh and fish. What it installs comes from the package index.

    Example: ./inv dev.package --out dist
    """
    del configured
    from pathlib import Path

    from altyapi.cli import packaging

    for file in packaging.make(checkout(), Path(out_ or "dist"), out.note):
        out.line(str(file))
    return DONE
