"""Pages of docs/ that are made from the code: what a setting is, is said once, beside the setting."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from altyapi.cli import error_pages, role_pages
from altyapi.settings import ENVIRONMENT, PACKAGE_ROOT, Settings
from netbox_sync.importer import page as import_sheets

HEAD = """\
# Settings

<!-- Made by `./inv dev.docs` from altyapi/settings.py. Change the descriptions there. -->

Each setting has a name in `inventory/altyapi.yml` and a variable in the environment. What counts, strongest first: the
environment, the lab's file (`<state_dir>/lab/env`, there only while a lab is up; `ALTYAPI_NO_LAB=1` leaves it out),
`inventory/altyapi.yml`, the default. Relative paths are relative to the project's directory: `ALTYAPI_ROOT`, else the nearest
directory upwards that holds `inventory/`. A token is used only for the NetBox that it was given with: another address from a
stronger source needs its own. `./inv doctor` checks what is set.

| in `inventory/altyapi.yml` | in the environment | what it is | default |
|---|---|---|---|
"""
INTERNAL = {"root", "taken_from"}


def pages() -> dict[str, str]:
    """Every generated page, by its path in the project."""
    return {
        "docs/settings.md": settings(),
        "docs/import-sheets.md": import_sheets.page(),
        "docs/audit.md": audit(),
        "docs/auditors.md": auditors(),
        "docs/pardus.md": pardus(),
        "docs/platforms.md": platforms(),
        **role_pages.pages(PACKAGE_ROOT),
        **error_pages.pages(),
    }


def stale(root: Path) -> dict[str, str | None]:
    """The pages that are not what the code says, as it says them; None: a page of an error that there is no more."""
    made = pages()
    kept = {f"{error_pages.FOLDER}/{file.name}" for file in (root / error_pages.FOLDER).glob("*.md")}
    wrong: dict[str, str | None] = dict.fromkeys(sorted(kept - made.keys()))
    wrong.update(
        (path, text)
        for path, text in made.items()
        if not (root / path).is_file() or (root / path).read_text("utf-8") != text
    )
    return wrong


def settings() -> str:
    rows = [_row(name, field) for name, field in Settings.model_fields.items() if name not in INTERNAL]
    return HEAD + "\n".join(rows) + "\n"


PLATFORMS = """\
# Platforms

<!-- Made by `./inv dev.docs` from altyapi/platforms/. Change the data there. -->

What each platform supports, as the toolkit uses it. How one is added: [adding-a-platform.md](adding-a-platform.md).

- **Candidate**: all lines of a change are loaded first, what they would make of the device is compared with what was predicted,
  and they take effect at once with the timed revert. Without one, the timed revert is armed first and lines take effect one by one.
- **Replace**: the system can put a whole config in place of the running one. The toolkit changes by difference; it serves a person
  who restores a backup.
- **Timed reverts**: strongest first. The strongest that a device offers is used; a plan says which. `none` means that nothing comes
  back by itself: the plan shows it, and the policy says who may approve it.

"""


def platforms() -> str:
    """What each platform supports, from its data."""
    from altyapi.platforms.changes import changes_of
    from altyapi.platforms.platform import load, names

    found = [load(name) for name in names()]
    lines = [
        "| platform | vendor | NetBox platform | talks by | candidate | replace | renders | tells who changed it |"
    ]
    lines.append("|---|---|---|---|---|---|---|---|")
    for one in found:
        kinds = (one.switch and "switches", one.firewall and "firewalls", one.transport == "onvif" and "cameras")
        changes = changes_of(one.name)
        slugs = ", ".join(f"`{slug}`" for slug in one.netbox_slugs)
        lines.append(
            f"| `{one.name}` | {one.vendor} | {slugs} | {TRANSPORTS[one.transport]}, port {one.port} | {_yes(one.candidate)} | "
            f"{_yes(one.replace)} | {', '.join(kind for kind in kinds if kind) or 'no'} | {_yes(bool(changes.logs))} |"
        )
    lines += [
        "",
        "## Timed reverts",
        "",
        "| platform | method | survives | needs in the config | shortest |",
        "|---|---|---|---|---|",
    ]
    for one in found:
        for method in one.revert_methods:
            needs = f"`{_cell(method.requires)}`" if method.requires else "nothing"
            lines.append(
                f"| `{one.name}` | `{method.name}` | {_cell(method.survives)} | {needs} | {method.minimum_minutes} min |"
            )
    return PLATFORMS + "\n".join(lines) + "\n"


TRANSPORTS = {"ssh": "SSH", "https": "HTTPS API", "netconf": "NETCONF", "onvif": "ONVIF by HTTP or HTTPS"}


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def audit() -> str:
    """The page of the audit, its two tables made anew from the views and the rules."""
    from altyapi.audit import controls
    from altyapi.audit.rules import RULES
    from altyapi.audit.views import VIEWS

    text = (PACKAGE_ROOT / "docs" / "audit.md").read_text("utf-8")
    views = ["| view | what it holds | serves |", "|---|---|---|"]
    views += [
        f"| `{one.name}` | {one.title.tr} ({one.title.en}). {_cell(one.about.en)} | "
        f"{controls.shown(controls.of('views', one.name))} |"
        for one in VIEWS
    ]
    rules = ["| rule | severity | finding | what decides | serves |", "|---|---|---|---|---|"]
    rules += [
        f"| `{one.id}` | {one.severity} | {one.title.tr} ({one.title.en}) | {_cell(one.reads)} | "
        f"{controls.shown(controls.of('rules', one.id))} |"
        for one in RULES
    ]
    return _between(_between(text, "views", views), "rules", rules)


def auditors() -> str:
    """The auditors' guide, its table by number made anew from the views and the rules."""
    from altyapi.audit import controls
    from altyapi.audit.rules import RULES
    from altyapi.audit.views import VIEWS

    named = [(controls.of("views", one.name), 0, f"{one.title.tr} (`{one.name}`)") for one in VIEWS]
    named += [(controls.of("rules", one.id), 1, f"{one.title.tr} (`{one.id}`)") for one in RULES]
    found: dict[tuple[str, tuple[int, ...], str], tuple[list[str], list[str]]] = {}
    for clauses, at, name in named:
        for one in clauses:
            order = tuple(int(part) for part in re.findall(r"\d+", one.number))
            found.setdefault((f"{one.framework} {one.version}", order, one.number), ([], []))[at].append(name)
    rows = ["| çerçeve | madde | görünüm (`audit.inventory`) | bulgu (`audit.findings`) |", "|---|---|---|---|"]
    rows += [
        f"| {framework} | {number} | {_cell(', '.join(views) or '-')} | {_cell(', '.join(rules) or '-')} |"
        for (framework, _, number), (views, rules) in sorted(found.items())
    ]
    return _between((PACKAGE_ROOT / "docs" / "auditors.md").read_text("utf-8"), "controls", rows)


def pardus() -> str:
    """The page of the migration, its columns of exported tables made anew."""
    from altyapi.endpoint import windows_table

    rows = ["| table | column | Turkish | also | what it is | example |", "|---|---|---|---|---|---|"]
    for layout in windows_table.layouts():
        for one in layout.columns:
            name = f"**{one.en}**" if one.required else one.en
            also = ", ".join(one.also)
            rows.append(
                f"| {layout.en} | {name} | {one.tr} | {also} | {_cell(one.about_en)} | {_cell(str(one.example))} |"
            )
    text = (PACKAGE_ROOT / "docs" / "pardus.md").read_text("utf-8")
    return _between(text, "columns", [*rows, "", "Columns in bold are needed."])


def _between(text: str, name: str, lines: list[str]) -> str:
    """The text with these lines between its marks of that name."""
    head, mark, rest = text.partition(f"<!-- {name}: made by `./inv dev.docs` -->\n")
    _, end, tail = rest.partition(f"<!-- /{name} -->")
    return head + mark + "\n".join(lines) + "\n" + end + tail


def _row(name: str, field: FieldInfo) -> str:
    variable = ENVIRONMENT.get(name, f"ALTYAPI_{name.upper()}")
    key = "never in a file" if SecretStr in get_args(field.annotation) else f"`{name}`"
    return f"| {key} | `{variable}` | {_cell(field.description or '')} | {_default(field.default)} |"


def _default(value: Any) -> str:
    if value is None or value is PydanticUndefined:
        return "none"
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
