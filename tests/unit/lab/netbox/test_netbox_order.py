"""The stand-in's orders: names as ICU sorts them, and an order kept only while nothing has changed."""

from __future__ import annotations

from lab.netbox.collation import natural
from lab.netbox.loading import load
from lab.netbox.ordering import KEPT_FROM, arrange
from lab.netbox.schema import MODELS
from lab.netbox.store import Store

# what PostgreSQL answers for these with `ORDER BY … COLLATE natural_sort`
SORTED = (
    "1|10|â|a 1|a_1|a-1|a,1|a.1|a(1)|a/1|a#1|a+1|a1|A1|a02|a10|aâ|ab|äb|Agaclı|Ağaçlı|Ahmet|b|c|ç|d|g|ğ|h|i|I|İ|ı|j"
)
SORTED += "|o|ö|p|s|ş|Ş|şa|sz|u|ü|v|Zz"


def test_names_sort_as_the_databases_collation_sorts_them() -> None:
    names = SORTED.split("|")
    assert sorted(set(names), key=natural) == names


def test_the_order_of_a_long_list_follows_its_changes() -> None:
    store = Store()
    load(store, [("extras/tags", {"name": f"t{at:04}", "slug": f"t{at}"}) for at in range(KEPT_FROM + 1)])
    model, rows = MODELS["extras.tag"], store.rows["extras.tag"]
    assert arrange(store, model, list(rows.values()), "-name")[0]["name"] == f"t{KEPT_FROM:04}"
    with store.transaction():
        store.update("extras.tag", 1, {"name": "z"})
        assert arrange(store, model, list(rows.values()), "-name")[0]["name"] == "z"
    assert [row["name"] for row in arrange(store, model, list(rows.values()), "-name")[:2]] == ["z", f"t{KEPT_FROM:04}"]
    assert arrange(store, model, list(rows.values())[1:], "-name")[0]["name"] == f"t{KEPT_FROM:04}"
