"""The wall's pictures: every site is seen, whatever stands beside it; nothing in a name becomes markup."""

from __future__ import annotations

import math
import re
from datetime import date
from itertools import combinations
from pathlib import Path

from defusedxml import ElementTree

from altyapi.camera import wall
from altyapi.camera.places import Place, keep, kept
from altyapi.camera.wall import SiteState

DAY = date(2026, 4, 20)


def site(slug: str, **own: int) -> SiteState:
    counts = {"cameras": 20, "impaired": 0, "down": 0, "unknown": 0, **own}
    return SiteState(slug=slug, name=f"{slug} binası", **counts)


def circles(svg: str) -> list[tuple[float, float, float]]:
    found = re.findall(r'<circle class="\w+" cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"><title>', svg)
    return [(float(x), float(y), float(radius)) for x, y, radius in found]


def test_sites_at_one_place_are_all_seen() -> None:
    sites = [site(f"mrk-s{number}", cameras=5 * number + 1) for number in range(12)]
    places = {one.slug: Place(38.5, 35.2) for one in sites[:8]} | {one.slug: Place(38.9, 35.9) for one in sites[8:]}
    found = circles(wall.picture(sites, places, [], "tr"))
    assert len(found) == 12
    for (x, y, radius), (other_x, other_y, other) in combinations(found, 2):
        assert math.hypot(x - other_x, y - other_y) >= radius + other
    assert all(radius < x < wall.WIDTH - radius and radius < y < wall.MAP_HEIGHT - radius for x, y, radius in found)


def test_a_site_without_a_place_is_left_to_the_tables() -> None:
    assert circles(wall.picture([site("a"), site("b")], {"a": Place(38.5, 35.2)}, [], "en")) != []
    assert "<circle" not in wall.picture([site("a")], {}, [(DAY, 1.0)], "en")


def test_the_worst_colours_a_site() -> None:
    levels = [site("a"), site("a", unknown=1), site("a", unknown=1, impaired=1), site("a", impaired=1, down=1)]
    assert [one.level for one in levels] == ["good", "unknown", "impaired", "down"]


def test_nothing_in_a_name_becomes_markup() -> None:
    sly = SiteState('x"><script>', "</title><script>alert(1)</script>", 1, 0, 1, 0)
    svg = wall.picture([sly], {sly.slug: Place(38.5, 35.2)}, [(DAY, 0.5)], "tr")
    ElementTree.fromstring(svg)
    assert "<script" not in svg


def test_a_day_without_a_check_has_no_bar() -> None:
    days = list(zip(wall.last_days(DAY, 4), (1.0, None, 0.97, 0.4), strict=True))
    svg = wall.picture([], {}, days, "en")
    bars = re.findall(r'<rect class="(\w+)"[^>]*><title>([^<]+)', svg)
    assert bars == [("good", "2026-04-17: 100.0 %"), ("impaired", "2026-04-19: 97.0 %"), ("down", "2026-04-20: 40.0 %")]


def test_places_are_kept_for_when_netbox_is_down(tmp_path: Path) -> None:
    file = tmp_path / "places.json"
    assert kept(file) == {}
    keep(file, {"a": Place(38.5, 35.2)})
    assert kept(file) == {"a": Place(38.5, 35.2)}
    file.write_text("[1]", "utf-8")
    assert kept(file) == {}
