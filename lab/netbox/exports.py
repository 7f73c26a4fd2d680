"""`?export=<name>`: a list rendered by an export template instead of the serializers."""

from __future__ import annotations

from email.header import Header

from lab.netbox.call import Page
from lab.netbox.errors import detail
from lab.netbox.orm.queryset import QuerySet
from lab.netbox.rendering import render
from lab.netbox.schema import Model
from lab.netbox.store import Row, Store

PLAIN = "text/plain; charset=utf-8"


def export(store: Store, model: Model, name: str, rows: list[Row], *, distinct: bool) -> Page:
    """The page that a template makes of these rows. Raises 404 where the model has no template of that name.

    `distinct` is what the list's filters have made of the queryset before the template gets it.
    """
    table = store.rows["extras.exporttemplate"]
    ids = store.having("extras.exporttemplate", "object_types", model.label)
    found = sorted((row for each in ids if (row := table[each])["name"] == name), key=lambda row: row["id"])
    if not found:
        raise detail(404, "Not found.")
    template = found[0]
    queryset = QuerySet(store, model.label, rows, counted=True, distinct=distinct)
    text = render(template["template_code"], {"queryset": queryset}, template["environment_params"])
    headers: dict[str, str] = {}
    if template["as_attachment"]:
        # NetBox names the file after the model only where there is anything to export
        file_name = template["file_name"] or (f"netbox_{model.plural.replace(' ', '_')}" if rows else "output")
        extension = f".{template['file_extension']}" if template["file_extension"] else ""
        headers["Content-Disposition"] = _header(f'attachment; filename="{file_name}{extension}"')
    return Page(text, template["mime_type"] or PLAIN, headers)


def _header(text: str) -> str:
    """Beyond Latin-1 a header is MIME-encoded, as Django does it."""
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return Header(text, "utf-8", maxlinelen=2**31).encode()
    return text
