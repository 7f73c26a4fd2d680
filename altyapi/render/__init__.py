"""From intent to config text."""

from altyapi.render.renderer import NoTemplates, Renderer, RenderError, UnknownRole, templates_digest

__all__ = ["NoTemplates", "RenderError", "Renderer", "UnknownRole", "templates_digest"]
