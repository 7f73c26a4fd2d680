"""Which grants a word of the user's means."""

from __future__ import annotations

from collections.abc import Sequence

from altyapi.vpn.faults import GrantUnclear, GrantUnknown
from altyapi.vpn.peer import Peer


def chosen(grants: Sequence[Peer], word: str, profile: str = "") -> Peer:
    """The standing grant that a word means: an address, a person, `id:NUMBER` of a contact; of one that has been taken back only by
    its address. Raises GrantUnknown and GrantUnclear."""
    text = word.strip().partition("/")[0]
    fitting = [one for one in grants if one.live and text in (one.host, one.person_id, f"id:{one.person}")]
    fitting = [one for one in fitting if profile in ("", one.profile)]
    fitting = fitting or [one for one in grants if one.host == text][-1:]
    if not fitting:
        from netbox_sync.importer.nearest import nearest  # noqa: PLC0415  a cut must not wait for what only this error needs

        raise GrantUnknown(word=word, near=nearest(text, sorted({one.person_id for one in grants if one.live})) or "-")
    if len(fitting) > 1:
        raise GrantUnclear(word=word, listing=", ".join(f"{one.host} ({one.profile})" for one in fitting))
    return fitting[0]


def meant(grants: Sequence[Peer], word: str, profile: str = "", *, every: bool = False) -> tuple[Peer, ...]:
    """The same; `every` standing grant of the person where the word is one. Raises GrantUnknown and GrantUnclear."""
    first = word.strip()
    of_person = [one for one in grants if one.live and first in (one.person_id, f"id:{one.person}")] if every else []
    return tuple(of_person) or (chosen(grants, word, profile),)
