"""The pictures of the wall: a map of the sites and the availability day by day, as SVG that stands in the page itself. No tiles and
nothing else come from the net, and no picture of a camera is in it. Told by numbers and words too."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from html import escape
from typing import Final, NamedTuple

from altyapi.audit.text import Text
from altyapi.camera.places import Place
from altyapi.errors import Language
from altyapi.visible import visible

WIDTH: Final = 1000.0
MAP_HEIGHT: Final = 470.0
EDGE: Final = 50.0
STRETCH: Final = 1.5
NAME: Final = 32.0
"""Half of what a site's name takes."""
LINE: Final = 14.0
ROUNDS: Final = 300
PLOT_HEIGHT: Final = 150.0
LEFT: Final = 60.0
LABEL: Final = Text("Cameras by site, and availability", "Yerleşkelere göre kameralar ve erişilebilirlik")
LEGEND: Final = (
    ("good", Text("all well", "hepsi iyi")),
    ("impaired", Text("some with a problem", "sorunlu olan var")),
    ("down", Text("some down", "yanıt vermeyen var")),
    ("unknown", Text("not checked", "bakılmadı")),
)
DAILY: Final = Text("Cameras that answered, by day (per cent)", "Günlere göre yanıt veren kameralar (yüzde)")
TELLS: Final = Text("{site}: {count} cameras, {down} down", "{site}: {count} kamera, {down} yanıtsız")
STYLE: Final = """<style>
 .wall text { font: 12px "Noto Sans", "DejaVu Sans", sans-serif; fill: #1b1f24; } .wall .dim { fill: #555; font-size: 11px; }
 .wall .frame { fill: #f6f8fa; stroke: #d5dbe3; } .wall .grid { stroke: #e4e8ee; } .wall .halo { stroke: #fff; stroke-width: 3;
 paint-order: stroke; } .wall .good { fill: #12703a; } .wall .impaired { fill: #b98900; } .wall .down { fill: #b3261e; }
 .wall .unknown { fill: #8a93a0; } .wall circle { stroke: #fff; stroke-width: 1.5; } .wall .count { fill: #fff;
 font-weight: 600; font-size: 10px; } .wall .halo { font-size: 10px; } .wall .late { font-size: 10px; fill: #b3261e; font-weight: 600; }
</style>"""


class SiteState(NamedTuple):
    slug: str
    name: str
    cameras: int
    impaired: int
    down: int
    unknown: int

    @property
    def level(self) -> str:
        if self.down:
            return "down"
        if self.impaired:
            return "impaired"
        return "unknown" if self.unknown else "good"


def picture(
    sites: Sequence[SiteState],
    places: Mapping[str, Place],
    days: Sequence[tuple[date, float | None]],
    language: Language,
) -> str:
    """The SVG. Sites without a place are in the tables alone."""
    placed = [one for one in sites if one.slug in places]
    top = MAP_HEIGHT if placed else 0.0
    label = escape(LABEL.of(language))
    size = f'viewBox="0 0 {WIDTH:g} {top + PLOT_HEIGHT:g}" width="100%" xmlns="http://www.w3.org/2000/svg"'
    parts = [f'<svg class="wall" {size} role="img" aria-label="{label}">{STYLE}<title>{label}</title>']
    if placed:
        parts += _map(placed, places, language)
    parts += _plot(days, top, language)
    return "\n".join([*parts, "</svg>"])


def _map(sites: Sequence[SiteState], places: Mapping[str, Place], language: Language) -> Iterator[str]:
    """North up. Sites that stand too near to be told apart are pushed from each other: it is a map to find trouble on."""
    yield f'<rect class="frame" x="1" y="1" width="{WIDTH - 2:g}" height="{MAP_HEIGHT - 12:g}" rx="4"/>'
    radii = [7 + 1.4 * math.sqrt(one.cameras) for one in sites]
    spots = _apart(_spots([places[one.slug] for one in sites]), radii)
    for one, (x, y), radius in zip(sites, spots, radii, strict=True):
        told = escape(TELLS.filled(language, {"site": one.name, "count": one.cameras, "down": one.down}))
        yield f'<circle class="{one.level}" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"><title>{told}</title></circle>'
        yield f'<text class="count" text-anchor="middle" x="{x:.1f}" y="{y + 4:.1f}">{one.cameras}</text>'
        name = escape(visible(one.slug, lines=False))
        if one.down:
            name += f" −{one.down}"
        shown = "late" if one.down else "halo"
        yield f'<text class="{shown}" text-anchor="middle" x="{x:.1f}" y="{y + radius + 11:.1f}">{name}</text>'
    for number, (level, text) in enumerate(LEGEND):
        x = 20 + 165 * number
        yield f'<circle class="{level}" cx="{x}" cy="{MAP_HEIGHT - 30:g}" r="6"/>'
        yield f'<text class="dim" x="{x + 12}" y="{MAP_HEIGHT - 26:g}">{escape(text.of(language))}</text>'


def _spots(places: Sequence[Place]) -> list[tuple[float, float]]:
    """Where each stands in the picture: equirectangular, a degree of longitude as long as at the middle latitude, stretched to the
    picture's width by half at most."""
    middle = math.radians(sum(place.latitude for place in places) / len(places))
    flat = [(place.longitude * math.cos(middle), place.latitude) for place in places]
    west, east = min(x for x, _ in flat), max(x for x, _ in flat)
    south, north = min(y for _, y in flat), max(y for _, y in flat)
    wide, high = WIDTH - 2 * EDGE, MAP_HEIGHT - 2 * EDGE - 20
    down = min(wide / max(east - west, 1e-6), high / max(north - south, 1e-6))
    across = min(wide / max(east - west, 1e-6), down * STRETCH)
    left = (WIDTH - (east - west) * across) / 2
    top = EDGE + (high - (north - south) * down) / 2
    return [(left + (x - west) * across, top + (north - y) * down) for x, y in flat]


def _apart(spots: Sequence[tuple[float, float]], radii: Sequence[float]) -> list[tuple[float, float]]:
    """The same with room for each circle and the name below it. Pairs that overlap are pushed apart along the shorter way."""
    found = [list(spot) for spot in spots]
    for _ in range(ROUNDS):
        moved = False
        for one in range(len(found)):
            for other in range(one + 1, len(found)):
                across, down = found[other][0] - found[one][0], found[other][1] - found[one][1]
                wide = max(NAME, radii[one]) + max(NAME, radii[other]) - abs(across)
                high = radii[one] + radii[other] + LINE - abs(down)
                if wide <= 0 or high <= 0:
                    continue
                axis, room, way = (0, wide, across) if wide < high else (1, high, down)
                step = (room / 2 + 0.5) * (1 if way >= 0 else -1)
                found[one][axis] -= step
                found[other][axis] += step
                moved = True
        for spot in found:
            spot[0] = min(max(spot[0], EDGE), WIDTH - EDGE)
            spot[1] = min(max(spot[1], 30.0), MAP_HEIGHT - 75)
        if not moved:
            break
    return [(x, y) for x, y in found]


def _plot(days: Sequence[tuple[date, float | None]], top: float, language: Language) -> Iterator[str]:
    """A bar a day from the lowest tenth that is needed to 100 %; days without a check are empty."""
    shares = [share for _, share in days if share is not None]
    lowest = min(0.9, math.floor(min(shares, default=1.0) * 10) / 10)
    base, room = top + PLOT_HEIGHT - 26, PLOT_HEIGHT - 56
    yield f'<text x="{LEFT:g}" y="{top + 16:g}">{escape(DAILY.of(language))}</text>'
    for line in (lowest, (1 + lowest) / 2, 1.0):
        y = base - room * (line - lowest) / (1 - lowest)
        text = f"{100 * line:.3g}".replace(".", "," if language == "tr" else ".")
        yield f'<line class="grid" x1="{LEFT:g}" x2="{WIDTH - 10:g}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text class="dim" text-anchor="end" x="{LEFT - 6:g}" y="{y + 4:.1f}">{text}</text>'
    step = (WIDTH - 10 - LEFT) / max(1, len(days))
    for number, (day, share) in enumerate(days):
        x = LEFT + step * number
        shown = day.strftime("%d.%m.%Y" if language == "tr" else "%Y-%m-%d")
        if share is not None:
            high = max(1.0, room * (share - lowest) / (1 - lowest))
            level = "good" if share >= 0.99 else "impaired" if share >= 0.95 else "down"
            told = f"{shown}: {100 * share:.1f} %"
            bar = f'x="{x + step * 0.1:.1f}" y="{base - high:.1f}" width="{step * 0.8:.1f}" height="{high:.1f}"'
            yield f'<rect class="{level}" {bar}><title>{told}</title></rect>'
        if number in (0, len(days) - 1):
            anchor, at = ("start", x) if number == 0 and len(days) > 1 else ("end", x + step)
            yield f'<text class="dim" text-anchor="{anchor}" x="{at:.1f}" y="{base + 16:.1f}">{shown}</text>'


def last_days(until: date, count: int) -> list[date]:
    """Oldest first."""
    return [until - timedelta(days=back) for back in reversed(range(count))]
