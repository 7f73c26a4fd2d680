"""The register of reviews: which department signed its list when, by which document. Appended to, each line with the hash of the one
before it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from altyapi.chained import Log
from altyapi.errors import EngineError
from altyapi.moment import Moment
from netbox_sync.model import Frozen

FILE = "reviews.jsonl"


class ReviewsBroken(EngineError):
    """Fields: file, line, problem."""

    code = "VPN-043"
    en = "The register of reviews is broken: {file}, line {line}: {problem}."
    tr = "Gözden geçirme kaydı bozuk: {file}, satır {line}: {problem}."
    en_remedy = (
        "Keep the file as it is and bring it back from a backup; nothing is written to it until its chain holds."
    )
    tr_remedy = "Dosya olduğu gibi saklanıp yedekten geri getirilmeli; zincir sağlam olmadan üzerine yazılmaz."


class Review(Frozen):
    """`grants`: how many stood on the signed list; `content_sha256`: of its rows, as the list's cover says."""

    department: str  # slug
    day: date
    evrak: str
    grants: int
    content_sha256: str
    at: Moment
    by: str


def log(state_dir: Path) -> Log[Review]:
    return Log(file=state_dir / "vpn" / FILE, model=Review, name="review", broken=ReviewsBroken)


def last(state_dir: Path) -> dict[str, Review]:
    """The newest review of each department. Raises ReviewsBroken."""
    found: dict[str, Review] = {}
    for one in log(state_dir).read():
        if one.department not in found or found[one.department].day <= one.day:
            found[one.department] = one
    return found
