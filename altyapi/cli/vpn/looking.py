"""The steps of vpn.list, vpn.show and vpn.review."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path

from altyapi.account import operator
from altyapi.audit.export.cover import cover
from altyapi.audit.table import Table
from altyapi.cli import auditing, evidencing
from altyapi.cli.frame import DONE, PENDING, now
from altyapi.cli.vpn import adding, owing
from altyapi.cli.vpn import ground as grounds
from altyapi.errors import EngineError
from altyapi.evidence import chain
from altyapi.evidence.access import AccessRecord
from altyapi.settings import Settings
from altyapi.view import vpn as view
from altyapi.view.output import Output
from altyapi.vpn import choosing, pending, policy, reviews, standing, tables
from altyapi.vpn.peer import grants
from altyapi.vpn.policy import VpnPolicy
from altyapi.vpn.reviews import Review
from netbox_sync import snapshot
from netbox_sync.faults import SnapshotError
from netbox_sync.model import Snapshot
from netbox_sync.text import sort_key


class DepartmentUnknown(EngineError):
    """Fields: department, known."""

    code = "VPN-044"
    en = "No department with remote access: {department}. There are: {known}"
    tr = "Uzaktan erişimi olan böyle bir birim yok: {department}. Olanlar: {known}"
    en_remedy = "Name it by its slug, as vpn.review lists it."
    tr_remedy = "vpn.review listesindeki kısa adıyla yazılmalı."


def listed(
    out: Output, configured: Settings, *, department: str, profile: str, ending: bool, over: bool, every: bool
) -> int:
    """From NetBox itself; names of departments from the last snapshot."""
    rules, found = grounds.held(out, configured)
    day = grounds.today(rules)
    some = [one for one in found if every or one.live]
    some = [one for one in some if department in ("", one.department) and profile in ("", one.profile)]
    states = (("over", "endless") if over else ()) + (("ending",) if ending else ())
    some = [one for one in some if not states or standing.state(one, rules, day) in states]
    table, ordered = tables.listing(some, rules, day, _names(configured))
    view.listing(out, table, ordered, rules, day)
    owed = owing.tell(out, configured)
    return PENDING if owed or any(standing.state(one, rules, day) in ("over", "endless") for one in ordered) else DONE


def show(out: Output, configured: Settings, word: str, profile: str, folder: Path | None) -> int:
    """`folder`: config without a key and instruction are written anew there."""
    rules, found = grounds.held(out, configured)
    one = choosing.chosen(found, word, profile)
    history = [
        entry.link.record
        for entry in chain.verify(evidencing.chain_file(configured))
        if isinstance(entry.link.record, AccessRecord)
        and any(grant.netbox_id == one.netbox_id for grant in entry.link.record.grants)
    ]
    view.one(out, one, rules, grounds.today(rules), _names(configured)(one.department), history)
    if folder is not None:
        known = adding.reached(out, configured, rules, [one.profile])
        papers = adding.Papers(out, rules, folder, known.networks, known.titles, adding.Keys())
        out.line(out.say("vpn.page", file=papers.instruct(pending.wanted(one, {}))))
    return DONE


def review(out: Output, configured: Settings, folder: Path | None, department: str, on: str, evrak: str) -> int:
    """Each department's page, and when it last signed one."""
    rules = policy.load(configured.policy_dir)
    over = auditing.estate(out, configured, auditing.day_of(on))
    by = tables.by_department(grants(over.snapshot))
    chosen = {slug: some for slug, some in by.items() if department in ("", slug)}
    if department and not chosen:
        raise DepartmentUnknown(department=department, known=", ".join(sorted(by)) or "-")
    names = _of(over.snapshot)
    signed = reviews.last(configured.state_dir)
    rows = []
    files = []
    for slug in sorted(chosen, key=lambda one: sort_key(names(one))):
        page = tables.of_department(chosen[slug], rules, over.day, names(slug) or "-")
        last = signed[slug].day if slug in signed else None
        rows.append((slug, names(slug) or "-", len(page.rows), last, _late(last, rules, over.day)))
        if folder is not None:
            file = folder / f"{slug or 'birimsiz'}.html"
            head = cover(
                page,
                over,
                title=page.title.of(out.language),
                about=tables.ABOUT.of(out.language),
                controls="",
                filter_=slug,
                masked=False,
                evrak=evrak,
                by=operator(),
                now=now(),
            )
            folder.mkdir(parents=True, exist_ok=True)
            quiet = out.part()
            quiet.format = "json"  # the view tells the files
            auditing.write(quiet, configured, file, page, head, view=page.name)
            files.append(file)
    view.reviews(out, rows, files)
    return PENDING if any(late for *_, late in rows) else DONE


def signed(out: Output, configured: Settings, department: str, on: str, evrak: str) -> int:
    """A department's list came back signed: entered, as it stands in the snapshot."""
    rules = policy.load(configured.policy_dir)
    over = auditing.estate(out, configured, auditing.day_of(on))
    by = tables.by_department(grants(over.snapshot))
    if department not in by:
        raise DepartmentUnknown(department=department, known=", ".join(sorted(by)) or "-")
    page: Table = tables.of_department(by[department], rules, over.day, _of(over.snapshot)(department))
    made = Review(
        department=department,
        day=over.day,
        evrak=evrak,
        grants=len(page.rows),
        content_sha256=page.sha256,
        at=now().isoformat(timespec="seconds"),
        by=operator(),
    )
    reviews.log(configured.state_dir).append(made)
    out.data(made.model_dump(mode="json"))
    out.line(out.say("vpn.review-recorded", department=department, count=made.grants, evrak=evrak), "green")
    return DONE


def _late(last: date | None, rules: VpnPolicy, day: date) -> bool:
    return last is None or (day - last).days > rules.review.days


def _names(configured: Settings) -> Callable[[str], str]:
    """A department's slug to its name, as the last snapshot has it; the slug where there is none."""
    with suppress(SnapshotError):
        return _of(snapshot.load(configured.snapshot))
    return lambda slug: slug


def _of(taken: Snapshot) -> Callable[[str], str]:
    held: Mapping[str, str] = {one.slug: one.name for one in taken.tables.tenants}
    return lambda slug: held.get(slug, slug)
