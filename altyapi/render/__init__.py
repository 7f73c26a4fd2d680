"""From intent to config text."""

from altyapi.render.renderer import (
    TEMPLATES,
    ForeignText,
    NoTemplates,
    Renderer,
    RenderError,
    UnknownRole,
    for_platform,
    templates_digest,
)

__all__ = [
    "TEMPLATES",
    "ForeignText",
    "NoTemplates",
    "RenderError",
    "Renderer",
    "UnknownRole",
    "for_platform",
    "templates_digest",
]
