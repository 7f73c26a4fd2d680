"""docs/import-sheets.md: the table of sheets and columns, and the list of faults, as the code has them."""

from __future__ import annotations

from netbox_sync.importer import kinds
from netbox_sync.importer.layout import Column, choices, layouts

HEAD = """\
# Import: sheets, columns, faults

<!-- Made by `./inv dev.docs` from netbox_sync/importer/sheets/*.yml and netbox_sync/importer/kinds/*.py. -->

How to use them: [import](import.md). A header is known by its Turkish or English name or any of the others; case, spaces,
punctuation and Turkish dots don't matter. **Bold** columns are required. Every sheet of NetBox's objects also takes custom
fields, as `cf:NAME` or under the field's label.
"""
_KINDS = {
    "text": "text",
    "slug": "slug",
    "hostname": "host name",
    "serial": "text, digits kept",
    "email": "e-mail address",
    "colour": "colour",
    "time_zone": "time zone",
    "json": "JSON object",
    "integer": "whole number",
    "decimal": "number",
    "boolean": "yes or no",
    "date": "date",
    "mac": "MAC address",
    "address": "IP address",
    "prefix": "IP prefix",
    "vlan": "VLAN of the site",
    "vlans": "VLANs of the site",
}


def page() -> str:
    parts = [HEAD]
    for layout in layouts().values():
        names = ", ".join(layout.also)
        parts.append(f"\n## {layout.tr} / {layout.en}\n\n{layout.about_en}. ")
        parts.append(f"NetBox: `{layout.endpoint}`. " if layout.endpoint else "")
        parts.append(f"Also: {names}.\n" if names else "\n")
        parts.append("\n| Turkish | English | also | type | meaning | example |\n|---|---|---|---|---|---|\n")
        parts += [_row(column) for column in layout.columns]
    parts.append("\n## Faults\n\nErrors stop an import; warnings and notices don't.\n")
    parts.append("\n| code | level | English | Turkish | remedy |\n|---|---|---|---|---|\n")
    parts += [
        f"| `{one.code}` | {one.level} | {_cell(one.en + one.en_near)} | {_cell(one.tr + one.tr_near)} | {_cell(one.en_remedy)} |\n"
        for one in sorted(kinds.ALL, key=lambda one: one.code)
    ]
    return "".join(parts)


def _row(column: Column) -> str:
    mark = "**" if column.required else ""
    example = f"`{column.example}`" if column.example != "" else ""
    cells = (
        f"{mark}{column.tr}{mark}", f"{mark}{column.en}{mark}", ", ".join(column.also), _kind(column),
        column.about_en, example,
    )  # fmt: skip
    return f"| {' | '.join(_cell(cell) for cell in cells)} |\n"


def _kind(column: Column) -> str:
    if column.choices:
        values = list(choices(column.choices))
        return ", ".join(f"`{value}`" for value in values) if len(values) <= 12 else f"{len(values)} values of NetBox"
    if column.of:
        return f"name of: {layouts()[column.of].en}" if column.type == "ref" else f"names of: {layouts()[column.of].en}"
    words = _KINDS[column.type]
    if column.type in {"integer", "decimal"} and column.min is not None and column.max is not None:
        return f"{words}, {column.min:.10g} to {column.max:.10g}"
    return words


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ").replace("{{", "{").replace("}}", "}")
