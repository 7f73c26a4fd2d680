from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lab.netbox import load
from lab.netbox.contexts import Contexts, deep_merge
from lab.netbox.store import Store
from tests.unit.lab.netbox.netbox_groundwork import GROUNDWORK, device

trees = st.recursive(
    st.integers() | st.lists(st.integers(), max_size=3),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=10,
)
data = st.dictionaries(st.sampled_from("abc"), trees, max_size=3)


@given(data, data)
def test_merging_keeps_the_upper_values_and_changes_neither_side(below: dict[str, Any], above: dict[str, Any]) -> None:
    before = repr((below, above))
    merged = deep_merge(below, above)
    assert repr((below, above)) == before
    assert set(merged) == set(below) | set(above)
    assert all(merged[key] == value for key, value in above.items() if not isinstance(value, dict))
    assert all(merged[key] == value for key, value in below.items() if key not in above)


def test_an_empty_object_replaces_as_a_list_does() -> None:
    assert deep_merge({"a": {"x": 1}, "l": [1]}, {"a": {}, "l": [2]}) == {"a": {}, "l": [2]}


def context(name: str, weight: int, body: dict[str, Any], **where: Any) -> tuple[str, dict[str, Any]]:
    return "extras/config-contexts", {"name": name, "weight": weight, "data": body, **where}


def test_contexts_of_upper_regions_apply_by_weight_and_the_device_itself_comes_last() -> None:
    store = Store()
    load(
        store,
        [
            *GROUNDWORK,
            ("dcim/regions", {"name": "Uzak", "slug": "uzak"}),
            context("ağır", 2000, {"ntp": {"servers": [2]}, "who": "region"}, regions=[1]),
            context("hafif", 1000, {"ntp": {"servers": [1], "zone": "TRT"}}),
            context("başka", 3000, {"who": "elsewhere"}, regions=[3]),
            context("kapalı", 4000, {"who": "nobody"}, is_active=False),
            device("sw1", local_context_data={"own": True}),
        ],
    )
    rendered = Contexts(store).render("dcim.device", store.rows["dcim.device"][1])
    assert rendered == {"ntp": {"servers": [2], "zone": "TRT"}, "who": "region", "own": True}
