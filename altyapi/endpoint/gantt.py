"""The calendar as a picture: an SVG that stands in the page itself. Grey is what was planned, green what was done, red what is late;
hatched are freezes. Told by numbers and words too, so that nothing hangs on colour alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from html import escape

from altyapi.audit.text import Text
from altyapi.endpoint.calendar import Standing, freezes
from altyapi.errors import Language
from altyapi.plan.calendar import Calendar
from altyapi.visible import visible

WIDTH, LEFT, RIGHT, HEAD, ROW = 1000.0, 210.0, 168.0, 34.0, 30.0
"""Units of the picture's own; it takes the width of the page."""
BAR, NAME = 9.0, 27
MONTHS = (
    Text("Jan", "Oca"), Text("Feb", "Şub"), Text("Mar", "Mar"), Text("Apr", "Nis"), Text("May", "May"), Text("Jun", "Haz"),
    Text("Jul", "Tem"), Text("Aug", "Ağu"), Text("Sep", "Eyl"), Text("Oct", "Eki"), Text("Nov", "Kas"), Text("Dec", "Ara"),
)  # fmt: skip
LEGEND = (
    ("plan", Text("planned", "planlanan")),
    ("done", Text("done", "biten")),
    ("late", Text("late", "geciken")),
    ("freeze", Text("freeze", "değişiklik yasağı")),
    ("today", Text("day of the report", "rapor günü")),
)
DAYS = Text("d", "gün")
LABEL = Text("Pardus calendar: {waves} waves, {late} late", "Pardus takvimi: dalga {waves}, geciken {late}")
STYLE = """<style>
 .gantt text { font: 12px "Noto Sans", "DejaVu Sans", sans-serif; fill: #1b1f24; } .gantt .dim { fill: #555; font-size: 11px; }
 .gantt .plan { fill: #c3cad4; } .gantt .done { fill: #12703a; } .gantt .late { fill: #b3261e; } .gantt text.late { font-weight: 600; }
 .gantt .freeze { fill: url(#frozen); } .gantt .grid { stroke: #e4e8ee; }
 .gantt .today { stroke: #3b5a7a; stroke-width: 1.5; stroke-dasharray: 4 3; }
</style><defs><pattern id="frozen" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<rect width="2" height="6" fill="#b9a36a" fill-opacity=".55"/></pattern></defs>"""


def picture(standings: Sequence[Standing], calendar: Calendar, day: date, language: Language) -> str:
    """The SVG; empty where there is no wave."""
    if not standings:
        return ""
    first = min(*(one.wave.start for one in standings), day).replace(day=1)
    last = max(*(one.wave.end for one in standings), day) + timedelta(days=7)
    scale = _Scale(first, last)
    bottom = HEAD + ROW * len(standings)
    late = sum(one.progress == "late" for one in standings)
    label = LABEL.filled(language, {"waves": len(standings), "late": late})
    size = f'viewBox="0 0 {WIDTH:g} {bottom + 34:g}" width="100%" xmlns="http://www.w3.org/2000/svg"'
    head = f'<svg class="gantt" {size} role="img" aria-label="{escape(label)}">{STYLE}<title>{escape(label)}</title>'
    parts = [head]
    parts += _grid(scale, bottom, language)
    for name, start, end in freezes(calendar, first, last):
        x, width = scale.span(max(start, first), min(end, last))
        parts.append(
            f'<rect class="freeze" x="{x:.1f}" y="{HEAD:g}" width="{width:.1f}" height="{bottom - HEAD:g}">'
            f"<title>{_text(name)}</title></rect>"
        )
    for number, one in enumerate(standings):
        parts += _row(one, scale, HEAD + ROW * number, language)
    x = scale.at(day)
    parts.append(f'<line class="today" x1="{x:.1f}" x2="{x:.1f}" y1="{HEAD - 8:g}" y2="{bottom:g}"/>')
    parts += _legend(bottom + 22, language)
    return "\n".join([*parts, "</svg>"])


class _Scale:
    """Days to places on the line."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last
        self.per_day = (WIDTH - LEFT - RIGHT) / max(1, (last - first).days)

    def at(self, day: date) -> float:
        return LEFT + (day - self.first).days * self.per_day

    def span(self, first: date, last: date) -> tuple[float, float]:
        """Place and width from the beginning of the first day to the end of the last."""
        return self.at(first), ((last - first).days + 1) * self.per_day


def _grid(scale: _Scale, bottom: float, language: Language) -> Iterator[str]:
    """A line per month; names as far as there is room."""
    day, months = scale.first, []
    while day <= scale.last:
        months.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    every = 1 + len(months) // 16
    for number, month in enumerate(months):
        x = scale.at(month)
        yield f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{HEAD - 6:g}" y2="{bottom:g}"/>'
        if number % every == 0:
            year = f" {month:%y}" if month.month == 1 or number == 0 else ""
            yield f'<text class="dim" x="{x + 3:.1f}" y="{HEAD - 12:g}">{MONTHS[month.month - 1].of(language)}{year}</text>'


def _row(one: Standing, scale: _Scale, y: float, language: Language) -> Iterator[str]:
    wave, late = one.wave, one.progress == "late"
    name = f"{wave.id}  {wave.name}"
    shown = name if len(name) <= NAME else f"{name[: NAME - 1]}…"
    mark = ' class="late"' if late else ""
    yield f'<text{mark} x="0" y="{y + 19:g}">{_text(shown)}<title>{_text(name)}</title></text>'
    x, width = scale.span(wave.start, wave.end)
    yield f'<rect class="plan" x="{x:.1f}" y="{y + 5:g}" width="{width:.1f}" height="{BAR:g}" rx="2"/>'
    if one.actual is not None:
        x, width = scale.span(*one.actual)
        yield f'<rect class="done" x="{x:.1f}" y="{y + 5 + BAR:g}" width="{width:.1f}" height="{BAR:g}" rx="2"/>'
    if late:
        x, width = scale.span(wave.end + timedelta(days=1), one.day)
        yield f'<rect class="late" x="{x:.1f}" y="{y + 5:g}" width="{width:.1f}" height="{2 * BAR:g}" rx="2"/>'
    percent = f"%{one.percent:.0f}" if language == "tr" else f"{one.percent:.0f} %"
    share = f"  {percent}" if one.target else ""  # of nothing there is no share
    told = f"{one.done} / {one.target}{share}" + (f"  +{one.late_days} {DAYS.of(language)}" if late else "")
    yield f'<text{mark} x="{WIDTH - RIGHT + 10:g}" y="{y + 19:g}">{told}</text>'


def _legend(y: float, language: Language) -> Iterator[str]:
    x = LEFT
    for kind, text in LEGEND:
        if kind == "today":
            yield f'<line class="today" x1="{x:g}" x2="{x + 16:g}" y1="{y - 4:g}" y2="{y - 4:g}"/>'
        else:
            yield f'<rect class="{kind}" x="{x:g}" y="{y - 9:g}" width="16" height="10"/>'
        yield f'<text class="dim" x="{x + 21:g}" y="{y:g}">{text.of(language)}</text>'
        x += 46 + 7.2 * len(text.of(language))


def _text(text: str) -> str:
    return escape(visible(text, lines=False))
