"""How full each place was and will be, as a picture: an SVG that stands in the page itself. Solid is what was measured, dashed
where it goes; the red line is all that there is, the amber one what the policy allows. Told by numbers and words too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from html import escape

from altyapi.audit.text import Text
from altyapi.backup.capacity import MONTH_DAYS, Forecast
from altyapi.errors import Language
from altyapi.visible import visible

WIDTH, LEFT, RIGHT, HEIGHT, TOP, BOTTOM = 1000.0, 210.0, 20.0, 130.0, 16.0, 24.0
"""Units of the picture's own; it takes the width of the page."""
AHEAD = timedelta(days=90)
GIB = 1024**3
LABEL = Text("How full the places are, and where it goes", "Yerlerin doluluğu ve gidişi")
NO_GROWTH = Text("growth not known yet", "artış henüz bilinmiyor")
FULL = Text("full on {day}", "dolma: {day}")
NEVER = Text("does not fill up", "dolmuyor")
STYLE = """<style>
 .fill text { font: 12px "Noto Sans", "DejaVu Sans", sans-serif; fill: #1b1f24; } .fill .dim { fill: #555; font-size: 11px; }
 .fill .name { font-weight: 600; } .fill .late { fill: #b3261e; font-weight: 600; } .fill .grid { stroke: #e4e8ee; }
 .fill .used { fill: none; stroke: #12703a; stroke-width: 2; }
 .fill .ahead { fill: none; stroke: #12703a; stroke-width: 1.5; stroke-dasharray: 5 4; }
 .fill .all { stroke: #b3261e; stroke-width: 1.2; } .fill .allowed { stroke: #b98900; stroke-width: 1.2; stroke-dasharray: 2 3; }
</style>"""


def picture(found: Sequence[Forecast], language: Language) -> str:
    """The SVG; empty where nothing was measured."""
    if not found:
        return ""
    height = HEIGHT * len(found)
    label = escape(LABEL.of(language))
    size = f'viewBox="0 0 {WIDTH:g} {height:g}" width="100%" xmlns="http://www.w3.org/2000/svg"'
    parts = [f'<svg class="fill" {size} role="img" aria-label="{label}">{STYLE}<title>{label}</title>']
    for number, one in enumerate(found):
        parts += _place(one, HEIGHT * number, language)
    return "\n".join([*parts, "</svg>"])


def _place(one: Forecast, y: float, language: Language) -> Iterator[str]:
    first, last = one.readings[0].moment, one.readings[-1].moment + AHEAD
    most = max(one.total, *(reading.used for reading in one.readings), 1)

    def at(moment: datetime, used: float) -> str:
        x = LEFT + (WIDTH - LEFT - RIGHT) * ((moment - first) / max(last - first, timedelta(seconds=1)))
        return f"{x:.1f},{_height(used / most, y):.1f}"

    yield from _words(one, y, language)
    for share in (0.0, 0.5, 1.0):
        level = _height(share, y)
        yield f'<line class="grid" x1="{LEFT:g}" x2="{WIDTH - RIGHT:g}" y1="{level:.1f}" y2="{level:.1f}"/>'
        yield f'<text class="dim" text-anchor="end" x="{LEFT - 6:g}" y="{level + 4:.1f}">{_gib(most * share, language)}</text>'
    if one.total:
        for kind, limit in (("all", one.total), ("allowed", one.total * one.percent_max / 100)):
            level = _height(limit / most, y)
            yield f'<line class="{kind}" x1="{LEFT:g}" x2="{WIDTH - RIGHT:g}" y1="{level:.1f}" y2="{level:.1f}"/>'
    yield f'<polyline class="used" points="{" ".join(at(r.moment, r.used) for r in one.readings)}"/>'
    if one.growth_month is not None:
        newest = one.readings[-1]
        coming = newest.used + one.growth_month / MONTH_DAYS * AHEAD.days
        ends = at(newest.moment, newest.used), at(last, min(max(coming, 0), most))
        yield f'<polyline class="ahead" points="{" ".join(ends)}"/>'
    for moment, anchor, x in ((first, "start", LEFT), (last, "end", WIDTH - RIGHT)):
        day = moment.strftime("%d.%m.%Y" if language == "tr" else "%Y-%m-%d")
        yield f'<text class="dim" text-anchor="{anchor}" x="{x:g}" y="{y + HEIGHT - 8:g}">{day}</text>'


def _words(one: Forecast, y: float, language: Language) -> Iterator[str]:
    late = " late" if one.too_full else ""
    percent = "" if one.percent is None else (f"%{one.percent}" if language == "tr" else f"{one.percent} %")
    yield f'<text class="name{late}" x="0" y="{y + TOP + 10:g}">{escape(visible(one.place, lines=False))}</text>'
    yield f'<text class="{late.strip() or "dim"}" x="0" y="{y + TOP + 28:g}">{percent}</text>'
    if one.full_on is not None:
        told = FULL.filled(language, {"day": one.full_on})
    else:
        told = (NO_GROWTH if one.growth_month is None else NEVER).of(language)
    yield f'<text class="dim" x="0" y="{y + TOP + 46:g}">{escape(told)}</text>'


def _height(share: float, y: float) -> float:
    """Of a share of the whole, from the bottom of a place's part."""
    return y + HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share


def _gib(count: float, language: Language) -> str:
    value = f"{count / GIB:.1f}" if count < 10 * GIB else f"{count / GIB:.0f}"
    return f"{value.replace('.', ',') if language == 'tr' else value} GiB"
