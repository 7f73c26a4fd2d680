"""RouterOS: menus of items, changed by commands that take effect at once; an export is a list of such commands."""
