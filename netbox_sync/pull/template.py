"""One export template of the feed: how it stands in NetBox, and how it is asked.

Every answer begins with the template's version; another version, or another shape, is as good as no template.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from netbox_sync import faults
from netbox_sync.client import OBJECT_TYPES, NetBox, Parameters

if TYPE_CHECKING:
    from netbox_sync.desired.wanted import Wanted

ENDPOINT: Final = "extras/export-templates"


class Template(NamedTuple):
    """`path`: the list that it is a template of. The Jinja code is `before`, then `{"feed": version, body}`."""

    table: str
    path: str
    body: str
    before: str = ""

    @property
    def name(self) -> str:
        """What it is called in NetBox."""
        return f"altyapi-feed-{self.table.replace('_', '-')}"

    @property
    def version(self) -> str:
        """Eight hexadecimal digits that change with anything the template says."""
        return hashlib.sha256(f"{self.before}{self.body}".encode()).hexdigest()[:8]

    @property
    def code(self) -> str:
        return f'{self.before}{{"feed":"{self.version}",{self.body}}}\n'

    def wanted(self) -> Wanted:
        """As it must stand in NetBox, for `inv netbox.views`."""
        from netbox_sync.desired.wanted import Origin, Wanted  # noqa: PLC0415  # all that writes comes along; a pull only reads

        return Wanted(
            endpoint=ENDPOINT,
            key={"name": self.name},
            body={
                "object_types": [OBJECT_TYPES[self.path]],
                "description": f"altyapi: read by machines (netbox.pull), version {self.version}. Not for people.",
                "template_code": self.code,
                "mime_type": "application/json",
                "file_extension": "json",
                # as an attachment NetBox would evaluate the whole queryset with its prefetches to name the file
                "as_attachment": False,
            },
            origin=Origin(file="netbox_sync/pull/feed.py"),
        )

    def answer(self, netbox: NetBox, where: Parameters) -> dict[str, Any]:
        """What it makes of the objects that `where` finds. Raises FeedUnusable, and what the client raises."""
        try:
            answer = netbox.get(self.path, {**where, "export": self.name})
        except faults.ObjectMissing:
            raise self.unusable("its export template is not installed", "dışa aktarma şablonu kurulu değil") from None
        except faults.NetBoxFailing as error:
            if error.fields["status"] != 500:
                raise
            told = error.fields["detail"]
            raise self.unusable(f"its template fails: {told}", f"şablon hata veriyor: {told}") from error
        except faults.UnexpectedAnswer as error:
            raise self.unusable(f"its answer is no JSON: {error}", f"yanıt JSON değil: {error}") from error
        if "feed" not in answer:
            raise self.unusable("NetBox does not know it", "NetBox tanımıyor")
        if answer["feed"] != self.version:
            versions = f"{answer['feed']} ≠ {self.version}"
            raise self.unusable(f"its template is of another version: {versions}", f"şablon başka sürüm: {versions}")
        return answer

    def misshapen(self, error: Exception | str) -> faults.FeedUnusable:
        """For an answer that does not hold what it should."""
        return self.unusable(f"its rows have another shape: {error}", f"satır biçimi farklı: {error}")

    def unusable(self, en: str, tr: str) -> faults.FeedUnusable:
        return faults.FeedUnusable(table=self.table, en_detail=en, tr_detail=tr)
