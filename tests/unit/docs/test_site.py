"""The documentation as a site: built without a warning, with links that lead somewhere and commands that there are."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from altyapi.cli import site
from altyapi.cli.site import BuilderMissing, SiteFaulty
from altyapi.settings import PACKAGE_ROOT

PAGE = '<a href="{}">x</a><h2 id="here">y</h2>'
needs_builder = pytest.mark.skipif(find_spec("zensical") is None, reason="needs zensical (the extra docs)")


@needs_builder
def test_the_site_is_built_whole_and_without_a_warning(tmp_path: Path) -> None:
    count = site.build(PACKAGE_ROOT, tmp_path / "site")
    assert count > 300
    assert (tmp_path / "site" / "tr" / "first-hour" / "index.html").is_file()
    text = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert "fonts.googleapis" not in text


@needs_builder
def test_a_page_that_leads_nowhere_leaves_the_site_of_before(tmp_path: Path) -> None:
    for folder in ("docs", "roles"):
        (tmp_path / folder).mkdir()
    (tmp_path / "inventory").mkdir()
    for name, text in {
        "inventory/README.md": "# a",
        "CHANGELOG.md": "# b",
        "docs/one.md": "# One\n\n[x](none.md#y)",
    }.items():
        (tmp_path / name).write_text(text, "utf-8")
    for name in ("README.md", "BENIOKU.md"):
        (tmp_path / name).write_text((PACKAGE_ROOT / name).read_text("utf-8"), "utf-8")
    (tmp_path / "mkdocs.yml").write_text("site_name: x\nnav: [{one: one.md}, {gone: gone.md}]\n", "utf-8")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "old.html").write_text("", "utf-8")
    with pytest.raises(SiteFaulty, match="gone"):
        site.build(tmp_path, tmp_path / "site")
    assert (tmp_path / "site" / "old.html").is_file()


def test_without_the_builder_it_is_told_how_it_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site, "find_spec", lambda _name: None)
    with pytest.raises(BuilderMissing, match=Path(sys.executable).name):
        site.build(PACKAGE_ROOT, tmp_path / "site")


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("`./inv config.plan --limit all`", []),
        ("```console\n$ inv config.pln\n```", ["no command config.pln"]),
        ("    altyapi config.plan --limt all", ["config.plan has no option --limt"]),
        ("`./inv doctor`, `inv netbox`, `altyapi doctor`", []),
        ('`./inv config.plan --reason "with --flags in it"`', []),
        ("`./inv netbox.pull && ./inv vpn.expire --apply --sned`", ["vpn.expire has no option --sned"]),
        ("inv config.pln in prose is no command", []),
    ],
)
def test_commands_that_there_are_not_are_found(text: str, faults: list[str]) -> None:
    assert list(site.unknown_commands(text)) == faults


def test_links_that_lead_nowhere_are_found_once(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    pages = {"index.html": "a/#here", "a/index.html": "../#gone", "b.html": "../none.html", "c.html": "../none.html",
             "d.html": "https://example.org/x"}  # fmt: skip
    for name, link in pages.items():
        (tmp_path / name).write_text(PAGE.format(link), "utf-8")
    assert list(site.dead_links(tmp_path)) == ["a/index.html: no heading ../#gone", "b.html: no page ../none.html"]


def test_every_page_but_the_errors_stands_in_the_navigation() -> None:
    def named(part: object) -> set[str]:
        if isinstance(part, str):
            return {part}
        below = part.values() if isinstance(part, dict) else part
        return set().union(*map(named, below))  # type: ignore[call-overload]

    nav = named(yaml.safe_load((PACKAGE_ROOT / site.CONFIG).read_text("utf-8"))["nav"])
    pages = {page for page in site.pages(PACKAGE_ROOT) if not page.startswith("errors/") or page.endswith("index.md")}
    assert nav == pages


def test_a_page_that_stands_in_no_menu_leads_back_to_the_list_of_errors() -> None:
    pages = site.pages(PACKAGE_ROOT)
    errors = [text for path, text in pages.items() if path.startswith("errors/") and path != "errors/index.md"]
    assert errors
    assert all("](index.md)" in text for text in errors)
