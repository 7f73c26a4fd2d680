"""The documentation as a site: docs/ as it stands, and what stands elsewhere in the project, at its place in the story.

README.md and BENIOKU.md are the site's first pages, cut into what is read at once, in the first hour and on the first day; the
roles' own READMEs and the reference of commands stand beside docs/. So each text has one home, and the site is made of it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote

from altyapi.cli import reference
from altyapi.errors import EngineError

CONFIG = "mkdocs.yml"
LINK = re.compile(r"(!?\[[^\]]*\])\((?!https?://|mailto:|#)([^)\s#]+)(#[^)\s]*)?\)")
COMMAND = re.compile(r"(?<![\w/.-])(?:\./inv|inv|altyapi) ([a-z]+(?:\.[a-z-]+)?)(?=[\s`.,;:)]|$)((?:(?!&&)[^\n`#|])*)")


class BuilderMissing(EngineError):
    code = "DOC-001"
    en = "The site can't be built: zensical is not in the environment of {python}."
    tr = "Belge sitesi kurulamıyor: zensical bu ortamda yok: {python}."
    en_remedy = (
        "The pages of docs/ are written. For the site too: pip install 'altyapi[docs]' (or uv pip install zensical)."
    )
    tr_remedy = "docs/ sayfaları yazıldı. Site için: pip install 'altyapi[docs]' (ya da uv pip install zensical)."


class SiteFaulty(EngineError):
    code = "DOC-002"
    en = "The site has faults: {count}: {listing}"
    tr = "Belge sitesinde kusur var: {count}: {listing}"
    en_remedy = "Correct the pages named; nothing of the site before was touched."
    tr_remedy = "Adı geçen sayfaları düzeltin; önceki siteye dokunulmadı."


class Cut(NamedTuple):
    """How a README is cut: the site's folder for it, and the sections that are pages of their own."""

    file: str
    folder: str
    hour: str
    day: tuple[str, str]
    pointer: str


CUTS = (
    Cut("README.md", "", "First hour: the lab", ("Install", "First day: your NetBox"), "Pages of their own"),
    Cut("BENIOKU.md", "tr/", "İlk saat: deneme ortamı", ("Kurulum", "İlk gün: kendi NetBox'unuz"), "Kendi sayfasında"),
)


def build(root: Path, target: Path) -> int:
    """Build the site whole into `target`; the number of its pages. Raises BuilderMissing, and SiteFaulty with every fault: then what
    stood at `target` still does."""
    if find_spec("zensical") is None:
        raise BuilderMissing(python=sys.executable)
    with tempfile.TemporaryDirectory(prefix="altyapi-docs-") as name:
        folder = Path(name)
        made = pages(root)
        faults = [f"{page}: {fault}" for page, text in made.items() for fault in unknown_commands(text)]
        _write(root, folder / "docs", made)
        shutil.copy(root / CONFIG, folder)
        done = subprocess.run(
            [sys.executable, "-m", "zensical", "build", "--strict", "--config-file", str(folder / CONFIG)],
            cwd=folder, env={**os.environ, "NO_COLOR": "1"}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            faults += list(_complaints(done.stdout + done.stderr))
        else:
            faults += list(dead_links(folder / "site"))
        if faults:
            raise SiteFaulty(count=len(faults), listing="; ".join(faults[:10]))
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(folder / "site", target)
    return len(made)


def pages(root: Path) -> dict[str, str]:
    """Every page by its path in the site, its links made to lead there."""
    homes: dict[str, str] = {f"docs/{path}": path for path in _below(root / "docs")}
    homes.update({f"roles/{file.parent.name}/README.md": f"roles/{file.parent.name}.md" for file in _roles(root)})
    homes.update({"inventory/README.md": "people.md", "CHANGELOG.md": "changelog.md"})
    homes.update({cut.file: f"{cut.folder}index.md" for cut in CUTS})
    homes.update(
        {there: there for cut in CUTS for there in (f"{cut.folder}first-hour.md", f"{cut.folder}first-day.md")}
    )
    made = {
        there: _linked((root / here).read_text("utf-8"), here, there, homes)
        for here, there in homes.items()
        if here.endswith(".md") and (root / here).is_file() and here not in {cut.file for cut in CUTS}
    }
    for cut in CUTS:
        for there, text in _cut(cut, (root / cut.file).read_text("utf-8")).items():
            made[there] = _linked(text, cut.file, there, homes)
    made["commands.md"] = reference.page()
    for there in made:
        if there.startswith("errors/") and there != "errors/index.md":  # pages that stand in no menu
            made[there] += "\n[Errors · Hatalar](index.md)\n"
    return made


def unknown_commands(text: str) -> Iterator[str]:
    """Commands and options that a page names and that there are not. Only what stands as code is a command."""
    known = reference.options()
    groups = {name.partition(".")[0] for name in known}
    code = "\n".join(re.findall(r"```.*?```|`[^`\n]+`|^(?: {4}|\t).*$", text, re.DOTALL | re.MULTILINE))
    for name, rest in COMMAND.findall(code):
        if name not in known:
            if name in groups and not rest.strip():
                continue  # a group, spoken of as such
            yield f"no command {name}"
            continue
        words = re.sub(r"\"[^\"]*\"|'[^']*'", "", rest)
        for option in re.findall(r"(?<!\S)--([a-z][a-z-]*)", words):
            if option not in known[name]:
                yield f"{name} has no option --{option}"


def dead_links(site: Path) -> Iterator[str]:
    """Links of a built site that lead nowhere: to no file, or to no heading of it. Each once, with the first page that has it."""
    marks: dict[Path, frozenset[str]] = {}
    told: set[str] = set()
    for file in sorted(site.rglob("*.html")):
        if file.name == "404.html":
            continue  # its links are the server's
        text = file.read_text("utf-8")
        for link in dict.fromkeys(re.findall(r"""<a\b[^>]*?\bhref="([^"]*)\"""", text)):
            path, _, mark = unquote(link.replace("&amp;", "&")).partition("#")
            if re.match(r"[a-z][a-z+.-]*:|//", path):
                continue
            there = (file.parent / path).resolve() if path else file
            there = there / "index.html" if there.is_dir() else there
            if f"{there}#{mark}" in told:
                continue
            if not there.is_file():
                told.add(f"{there}#{mark}")
                yield f"{file.relative_to(site)}: no page {link}"
            elif mark and there.suffix == ".html" and mark not in _marks(there, marks):
                told.add(f"{there}#{mark}")
                yield f"{file.relative_to(site)}: no heading {link}"


def _marks(file: Path, known: dict[Path, frozenset[str]]) -> frozenset[str]:
    if file not in known:
        known[file] = frozenset(re.findall(r"""\b(?:id|name)="([^"]+)\"""", file.read_text("utf-8")))
    return known[file]


def _cut(cut: Cut, text: str) -> dict[str, str]:
    parts = re.split(r"^## (.+)\n", text, flags=re.MULTILINE)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    hour, day = f"{cut.folder}first-hour.md", f"{cut.folder}first-day.md"
    own = {cut.hour: hour, cut.day[1]: day}
    rest = [f"## {title}\n{body}" for title, body in sections.items() if title not in {cut.hour, *cut.day}]
    pointers = "\n".join(f"- [{title}]({there})" for title, there in own.items())
    install, first = ((title, sections[title]) for title in cut.day)
    return {
        f"{cut.folder}index.md": f"{parts[0]}## {cut.pointer}\n\n{pointers}\n\n{''.join(rest)}",
        hour: f"# {cut.hour}\n{sections[cut.hour]}",
        day: f"# {first[0]}\n\n## {install[0]}\n{install[1]}## {first[0]}\n{first[1]}",
    }


def _linked(text: str, here: str, there: str, homes: Mapping[str, str]) -> str:
    """Links of a page that moved, made to lead where their pages are now; what is no page of the site is named without a link."""

    def moved(match: re.Match[str]) -> str:
        label, path, mark = match.group(1), match.group(2), match.group(3) or ""
        meant = os.path.normpath(str(PurePosixPath(here).parent / path))
        if meant in homes:
            target = os.path.relpath(homes[meant], PurePosixPath(there).parent)
            return f"{label}({target}{mark})"
        return label[1:-1] if label.startswith("[") else label

    return LINK.sub(moved, text)


def _write(root: Path, folder: Path, made: Mapping[str, str]) -> None:
    for path, text in made.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    for path in _below(root / "docs"):
        if not path.endswith(".md"):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / "docs" / path, folder / path)


def _below(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def _roles(root: Path) -> list[Path]:
    return sorted((root / "roles").glob("*/README.md"))


def _complaints(told: str) -> Iterator[str]:
    """What the builder says is wrong, and where."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", told)
    places = re.findall(r"\[ ([^\]\n]+?:\d+:\d+) \]", plain)
    reasons = re.findall(r"^(?:Warning|Error): (.+)$", plain, re.MULTILINE)
    if not reasons:
        yield plain.strip().splitlines()[-1] if plain.strip() else "the builder ended without a word"
    for number, reason in enumerate(reasons):
        yield f"{places[number] if number < len(places) else '-'}: {reason}"
