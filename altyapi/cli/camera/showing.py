"""The steps of camera.list and camera.wall: what NetBox holds beside what the checks saw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from altyapi.account import operator
from altyapi.audit import controls, export
from altyapi.audit.estate import Estate
from altyapi.audit.export import PageOnly
from altyapi.audit.export.cover import Cover, cover
from altyapi.audit.registers import Registers
from altyapi.audit.table import Section, Table
from altyapi.audit.text import shown
from altyapi.camera import places, report
from altyapi.camera import wall as pictures
from altyapi.camera.availability import Availability, availability
from altyapi.camera.model import Camera
from altyapi.camera.places import Place
from altyapi.camera.standing import Standing
from altyapi.camera.state import Kept
from altyapi.camera.wall import SiteState
from altyapi.cli import auditing, snapshots
from altyapi.cli.camera.watch import Ground, ground
from altyapi.cli.frame import DONE, PENDING, now, zone
from altyapi.errors import ToolkitError
from altyapi.settings import Settings
from altyapi.view import camera_list as view
from altyapi.view.output import Output
from altyapi.visible import visible

LIST_DAYS = 30


def listed(
    out: Output, configured: Settings, *, limit: str, everyone: bool, file: str, unmask: bool, evrak: str
) -> int:
    """On the screen, or to a file that the log of exports knows."""
    if file:
        export.check(Path(file))
    found = ground(out, configured, limit)
    cameras = [one for one in found.chosen if everyone or one.in_service]
    standings, over = _past(configured, cameras, LIST_DAYS)
    rows = report.table(cameras, standings, over, unmask=unmask, zone=out.zone_of())
    head = _cover(out, found, rows, out.say("camera.list.about"), limit=limit, unmask=unmask, evrak=evrak)
    if not file:
        if unmask or out.format != "text":
            auditing.note_output(configured, rows, head, view=rows.name, kinds=_kinds(unmask))
        view.listed(out, rows, report.ordered(cameras, standings), standings, checked=bool(standings))
        return DONE
    out.data(auditing.write(out, configured, Path(file), rows, head, view=rows.name, kinds=_kinds(unmask)))
    return DONE


def wall(out: Output, configured: Settings, *, limit: str, file: str, days: int, unmask: bool, evrak: str) -> int:
    """The page. Exit code 2 where something on it is wrong."""
    if Path(file).suffix != ".html":
        raise PageOnly(file=file, page="kamera-duvari.html")
    found = ground(out, configured, limit)
    cameras = [one for one in found.chosen if one.in_service]
    standings, over = _past(configured, cameras, days)
    if not standings:
        out.note(out.say("camera.never-checked"))
    rows = report.table(cameras, standings, over, unmask=unmask, zone=out.zone_of())
    where = _places(out, configured)
    spans = [(day, over.of_day(day)) for day in pictures.last_days(now().date(), max(1, days))]
    states = _sites(found, cameras, standings)
    if not any(one.slug in where for one in states):
        out.note(out.say("camera.no-places"))
    about = out.say("camera.wall.about", days=days)
    head = _cover(out, found, rows, about, limit=limit, unmask=unmask, evrak=evrak)
    out.data(
        auditing.write(
            out,
            configured,
            Path(file),
            rows,
            head,
            view="kamera-duvari",
            kinds=_kinds(unmask),
            sections=_sections(out, found, cameras, standings, rows),
            picture=pictures.picture(states, where, spans, out.language),
        )
    )
    return DONE if all(standings[one.name].good for one in cameras if one.name in standings) else PENDING


def _kinds(unmask: bool) -> tuple[str, ...]:
    return ("kamera-adresi",) if unmask else ()


def _past(configured: Settings, cameras: Sequence[Camera], days: int) -> tuple[dict[str, Standing], Availability]:
    kept = Kept.of(configured.state_dir)
    names = [one.name for one in cameras if one.in_service]
    since = now() - timedelta(days=max(1, days))
    return kept.standings(), availability(kept.runs(since), names, zone())


def _cover(out: Output, found: Ground, rows: Table, about: str, *, limit: str, unmask: bool, evrak: str) -> Cover:
    return cover(
        rows,
        Estate(found.snapshot, Registers(), found.audit, now().date()),
        title=rows.title.of(out.language),
        about=about,
        controls=controls.shown(controls.of("views", "kamera")),
        filter_=limit,
        masked=not unmask,
        evrak=evrak,
        by=operator(),
        now=now(),
    )


def _places(out: Output, configured: Settings) -> dict[str, Place]:
    """From NetBox; from the last time where it is down."""
    file = Kept.of(configured.state_dir).folder / "places.json"
    try:
        with snapshots.netbox(configured) as netbox:
            found = places.read(netbox)
    except ToolkitError as error:
        out.fault(error)
        return places.kept(file)
    file.parent.mkdir(parents=True, exist_ok=True)
    places.keep(file, found)
    return found


def _sites(found: Ground, cameras: Sequence[Camera], standings: dict[str, Standing]) -> list[SiteState]:
    by_site: dict[str, list[str]] = {}
    for one in cameras:
        by_site.setdefault(one.site, []).append(report.state(one, standings.get(one.name)))
    return [
        SiteState(
            slug=slug,
            name=found.snapshot.site_by_slug[slug].name,
            cameras=len(states),
            impaired=states.count("impaired"),
            down=states.count("down"),
            unknown=states.count("unchecked"),
        )
        for slug, states in sorted(by_site.items())
    ]


def _sections(
    out: Output, found: Ground, cameras: Sequence[Camera], standings: dict[str, Standing], rows: Table
) -> list[Section]:
    """One per site, those in trouble first."""
    headings, columns = report.on_wall(rows)
    of = {one.name: one for one in cameras}
    by_site: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for row in rows.rows:
        camera = of[str(row[0])]
        cells = tuple(visible(shown(row[column], out.language), lines=False) for column in columns)
        level = report.level(report.state(camera, standings.get(camera.name)))
        by_site.setdefault(camera.site, []).append((cells, level))
    made = [
        Section(
            title=f"{found.snapshot.site_by_slug[site].name}, {site}",
            level=next((name for name in ("high", "medium", "low") if name in {level for _, level in these}), ""),
            notes=(),
            headings=headings,
            rows=tuple(cells for cells, _ in these),
            levels=tuple(level for _, level in these),
        )
        for site, these in sorted(by_site.items())
    ]
    ranks = {"high": 0, "medium": 1, "low": 2, "": 3}
    return sorted(made, key=lambda one: ranks[one.level])
