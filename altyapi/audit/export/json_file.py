"""JSON for programs: the cover, the headings and the rows by their keys. Dates ISO 8601, decimals as text."""

from __future__ import annotations

import json

from altyapi.audit.export.cover import Cover
from altyapi.audit.table import Table
from altyapi.visible import in_json


def write(table: Table, cover: Cover) -> bytes:
    content = {
        "cover": cover.model_dump(mode="json"),
        "headings": {heading.key: heading.text._asdict() for heading in table.headings},
        "rows": list(table.records()),
    }
    return (in_json(json.dumps(content, ensure_ascii=False, indent=1)) + "\n").encode()
