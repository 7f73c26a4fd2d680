"""No string of NetBox reaches a template with the marks of a secret, or with characters that can't be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from types import MappingProxyType
from typing import Any

import pytest
from pydantic import ValidationError

from altyapi.intent import IntentError, SwitchContext, build
from altyapi.render import TEMPLATES, Renderer
from altyapi.secrets import references
from lab.bench.switches import CONTEXT, Maker
from netbox_sync.model import Snapshot

NAME = "obb-mrk-hb01-ers01"
PORT = "GigabitEthernet1/0/1"
DOT1X = {"enabled": True, "servers": [{"name": "RAD1", "address": "10.64.0.9"}], "key": "secret:radius/key"}
FULL = CONTEXT | {"dot1x": DOT1X}
MARKS = ("<<secret:credentials/network/password>>", "<<secret:local/acil>>", f"<<shown:{'0' * 32}>>", "a >> b", "＜＜")
UNSEEN = ("\n", "\r", "\t", "\0", "\x1b[2K", "\x7f", "\x9b", "\u2028", "\u2029", "\u202e", "\u2066", "\u200f")


def snapshot(context: dict[str, Any] | None = None, texts: Mapping[str, str] = MappingProxyType({})) -> Snapshot:
    """One switch with a port; `texts` replaces that port's, its VLAN's or the site's strings."""
    maker = Maker()
    maker.switch(NAME, "access-switch", 11, context or FULL)
    maker.access(NAME, PORT, 30, description=texts.get("description", "Oda 101"))
    made = maker.snapshot()
    tables = made.tables
    if "site" in texts:
        tables = tables.model_copy(update={"sites": (tables.sites[0].model_copy(update={"name": texts["site"]}),)})
    if "vlan" in texts:
        vlans = [vlan.model_copy(update={"name": texts["vlan"]}) if vlan.vid == 30 else vlan for vlan in tables.vlans]
        tables = tables.model_copy(update={"vlans": tuple(vlans)})
    return made.model_copy(update={"tables": tables})


def faults(made: Snapshot) -> list[tuple[str, str, str]]:
    with pytest.raises(IntentError) as caught:
        build(made, NAME)
    return [(fault.code, fault.object, fault.field) for fault in caught.value.faults]


@pytest.mark.parametrize("text", MARKS)
@pytest.mark.parametrize(
    ("where", "place", "field"),
    [
        ("description", f"dcim.interface {NAME}/{PORT}", "description"),
        ("site", "dcim.site mrk-hb01", "name"),
        ("vlan", "ipam.vlan 30 (mrk-hb01)", "name"),
    ],
)
def test_the_marks_of_a_secret_are_a_fault_of_the_object_that_holds_them(
    where: str, place: str, field: str, text: str
) -> None:
    assert ("INT-147", place, field) in faults(snapshot(texts={where: f"kamera {text}"}))


@pytest.mark.parametrize("text", UNSEEN)
@pytest.mark.parametrize("where", ["description", "site", "vlan"])
def test_a_character_that_cannot_be_seen_is_a_fault(where: str, text: str) -> None:
    assert "INT-148" in {code for code, _, _ in faults(snapshot(texts={where: f"Oda{text}101"}))}


def strings(content: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(content, str):
        yield path
    elif isinstance(content, dict | list):
        for key, value in content.items() if isinstance(content, dict) else enumerate(content):
            yield from strings(value, (*path, key))


@pytest.mark.parametrize("path", [pytest.param(path, id=".".join(map(str, path))) for path in strings(FULL)])
@pytest.mark.parametrize(("text", "code"), [(MARKS[0], "INT-147"), ("a\u202eb", "INT-148")])
def test_every_string_of_a_config_context_is_checked(path: tuple[str | int, ...], text: str, code: str) -> None:
    context = deepcopy(FULL)
    place: Any = context
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = text
    field = ".".join(["config_context", *map(str, path)])
    assert faults(snapshot(context)) == [(code, f"dcim.device {NAME}", field)]


def test_a_banner_has_lines_and_nothing_else_that_cannot_be_seen() -> None:
    assert build(snapshot(FULL | {"banner": {"login": "Dikkat\n\tson\n"}}), NAME).banner == ("Dikkat", "        son")
    held = FULL | {"banner": {"login": "Dikkat\x1b[2K"}}
    assert faults(snapshot(held)) == [("INT-148", f"dcim.device {NAME}", "config_context.banner.login")]


def test_an_address_that_is_none_and_a_vrf_of_two_words_are_faults_not_crashes() -> None:
    def made(change: Callable[[Maker], None]) -> set[str]:
        maker = Maker()
        maker.switch(NAME, "access-switch", 11, FULL)
        change(maker)
        return {code for code, _, _ in faults(maker.snapshot())}

    assert "INT-149" in made(lambda maker: maker.svi(NAME, 30, "10.68.16.300/24"))
    assert "INT-150" in made(lambda maker: maker.svi(NAME, 30, "10.68.16.77/24", vrf="MGMT shutdown"))


@pytest.mark.parametrize(
    "name",
    [
        "credentials/network/password",
        "credentials.network.password",
        "credentials-network/password",
        "altyapi/digest-key",
        "altyapi.digest-key",
    ],
)
def test_a_context_may_not_refer_to_the_toolkits_own_secrets(name: str) -> None:
    with pytest.raises(ValidationError, match="toolkit's own"):
        SwitchContext.model_validate(CONTEXT | {"aaa": CONTEXT["aaa"] | {"enable_secret": f"secret:{name}"}})


def test_the_secrets_of_an_intent_are_those_that_its_config_refers_to() -> None:
    intent = build(snapshot(), NAME)
    assert intent.secrets == set(references(Renderer(TEMPLATES, "cisco_ios").render(intent)))
