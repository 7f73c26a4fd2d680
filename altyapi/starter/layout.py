"""What `inv init` lays out. The toolkit stays a dependency of that repository: its updates are a new number in requirements.txt."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Final

from altyapi import share
from altyapi.errors import EngineError
from netbox_sync.files import write_atomically

OWN: Final = Path(__file__).resolve().parent / "files"
PLACES: Final[Mapping[str, str]] = {
    "README.md": "README.md",
    "gitignore": ".gitignore",
    "approvers": "inventory/approvers",
    "github.yml": ".github/workflows/altyapi.yml",
    "github-apply.yml": ".github/workflows/altyapi-apply.yml",
    "gitlab.yml": ".gitlab-ci.yml",
}
"""Of the files that lie beside this module."""
SHIPPED: Final = ("inventory/altyapi.yml", "inventory/netbox.yml", "inventory/policy")
"""What a checkout of the toolkit starts with, too."""
REQUIREMENTS: Final = """\
# The name alone is for an index of your own (--index-url), as in a public one anybody may take it. Without one, the address of the
# toolkit's repository: altyapi @ git+https://…@v{version}
altyapi=={version}
"""


class NotEmpty(EngineError):
    code = "INI-001"
    en = "Nothing was written: {count} of these files are there already: {files}"
    tr = "Hiçbir şey yazılmadı; dosyalardan {count} tanesi zaten var: {files}"
    en_remedy = "Give another directory, or move them away first; what stands there is yours."
    tr_remedy = "Başka bir klasör verin ya da önce bu dosyaları taşıyın; oradakiler size ait."


def files() -> dict[str, bytes]:
    """Every file by its place in the repository."""
    found = {"requirements.txt": REQUIREMENTS.format(version=version("altyapi")).encode()}
    for name, place in PLACES.items():
        found[place] = (OWN / name).read_bytes()
    for name in SHIPPED:
        top = share.path(name)
        for file in sorted(top.rglob("*.yml")) if top.is_dir() else [top]:
            found[(Path(name) / file.relative_to(top)).as_posix() if top.is_dir() else name] = file.read_bytes()
    return dict(sorted(found.items()))


def lay_out(folder: Path) -> tuple[str, ...]:
    """Writes them all, or nothing. Raises NotEmpty, OSError."""
    wanted = files()
    there = [place for place in wanted if (folder / place).exists()]
    if there:
        raise NotEmpty(count=len(there), files=", ".join(there[:5]) + (" …" if len(there) > 5 else ""))
    for place, content in wanted.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        write_atomically(folder / place, content)
    return tuple(wanted)
