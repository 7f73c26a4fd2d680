"""What the templates of a camera can do besides Jinja's own."""

from __future__ import annotations

from altyapi.platforms.onvif.spelling import shown_value

FILTERS = {"osd": shown_value}
