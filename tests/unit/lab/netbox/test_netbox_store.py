from __future__ import annotations

from pathlib import Path

import pytest

from lab.netbox import LoadError, load
from lab.netbox.store import Store
from tests.unit.lab.netbox.netbox_groundwork import GROUNDWORK, device


def test_a_database_opened_again_has_the_same_objects_and_finds_them(tmp_path: Path) -> None:
    path = tmp_path / "netbox.db"
    assert load(path, [*GROUNDWORK, device("sw1")]) == len(GROUNDWORK) + 1
    store = Store(path)
    [found] = store.having("dcim.device", "name", "sw1")
    assert store.rows["dcim.device"][found]["serial"] == ""
    assert store.having("dcim.device", "site", store.rows["dcim.device"][found]["site"]) == {found}
    store.close()


def test_an_id_is_never_given_twice_even_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "netbox.db"
    load(path, [*GROUNDWORK, device("sw1"), device("sw2")])
    store = Store(path)
    with store.transaction():
        store.delete("dcim.device", 2)
    store.close()
    load(path, [device("sw3")])
    store = Store(path)
    assert sorted(store.rows["dcim.device"]) == [1, 3]
    store.close()


def test_a_load_with_one_bad_object_leaves_nothing_and_says_which(tmp_path: Path) -> None:
    path = tmp_path / "netbox.db"
    bad = device("sw1", site={"slug": "yok"})
    with pytest.raises(LoadError, match=r"object 7 \(dcim/devices\).*Related object not found") as caught:
        load(path, [*GROUNDWORK, device("sw0"), bad])
    assert "yok" in str(caught.value)
    store = Store(path)
    assert not any(store.rows.values())
    store.close()


def half_done(store: Store) -> None:
    with store.transaction():
        store.update("dcim.site", 1, {"slug": "baska", "region": None})
        store.delete("dcim.region", 2)
        raise ZeroDivisionError


def test_a_failed_transaction_restores_rows_and_indexes() -> None:
    store = Store()
    load(store, GROUNDWORK)
    with pytest.raises(ZeroDivisionError):
        half_done(store)
    assert store.having("dcim.site", "slug", "bina") == {1}
    assert store.having("dcim.site", "slug", "baska") == set()
    assert store.having("dcim.site", "region", 2) == {1}
    assert 2 in store.rows["dcim.region"]


def test_a_write_outside_a_transaction_is_an_error_of_the_program() -> None:
    with pytest.raises(RuntimeError):
        Store().insert("dcim.region", {"name": "x"})


def test_custom_fields_defined_in_a_load_hold_for_the_objects_after_them() -> None:
    store = Store()
    field = ("extras/custom-fields", {"name": "evrak", "type": "integer", "object_types": ["dcim.site"], "default": 3})
    load(store, [field, ("dcim/sites", {"name": "A", "slug": "a"})])
    assert store.rows["dcim.site"][1]["custom_fields"] == {"evrak": 3}
    with pytest.raises(LoadError, match="must be an integer"):
        load(store, [("dcim/sites", {"name": "B", "slug": "b", "custom_fields": {"evrak": "x"}})])


def test_a_body_with_an_id_changes_that_object() -> None:
    store = Store()
    load(store, [*GROUNDWORK, ("dcim/sites", {"id": 1, "description": "yeni"})])
    assert store.rows["dcim.site"][1]["description"] == "yeni"
    assert store.rows["dcim.site"][1]["slug"] == "bina"
