"""How a secret stands in text until the moment it is sent: `<<secret:group/name>>`.

The form can't be mistaken for config (no vendor's syntax has `<<`), holds no blank, and is the same in rendered
configs, plans, diffs and journals. In NetBox the same secret is written `secret:group/name`.
"""

from __future__ import annotations

import re

NAME = r"[a-z0-9][a-z0-9._-]*(?:/[a-z0-9][a-z0-9._-]*)*"
TOKEN = re.compile(rf"<<secret:({NAME})>>")
RESERVED = frozenset({"credentials", "altyapi"})
"""Groups of secrets that no config may refer to."""


def token(name: str) -> str:
    """The token of the secret of that name."""
    return f"<<secret:{name}>>"


def reserved(name: str) -> bool:
    """Whether a name is the toolkit's own (its logins, its digest key) and may never be sent to a device as config.

    Names that differ in their separators alone share a variable of the environment: they count as one.
    """
    return re.split(r"[^a-z0-9]", name.lower(), maxsplit=1)[0] in RESERVED


def references(text: str) -> tuple[str, ...]:
    """The names of the secrets that a text refers to, sorted, each once."""
    return tuple(sorted(set(TOKEN.findall(text))))
