"""A snapshot's line taken apart and put together: the same bytes as if all had been made anew."""

from __future__ import annotations

import json
import random

import pytest

from netbox_sync.pull.content import Content, Layout, Unusable

TABLES = ("devices", "sites", "vlans", "vrfs")


def piece(number: int, dice: random.Random) -> bytes:
    return json.dumps({"id": number, "name": "ş" * dice.randrange(9)}, ensure_ascii=False).encode()


@pytest.mark.parametrize("seed", range(20))
def test_pieces_exchanged_give_what_all_anew_would(seed: int) -> None:
    dice = random.Random(seed)
    held = {
        table: {number: piece(number, dice) for number in sorted(dice.sample(range(1, 20), dice.randrange(9)))}
        for table in TABLES
    }
    changes = {
        (dice.choice(TABLES), number): dice.choice([None, piece(number, dice)])
        for number in dice.sample(range(1, 25), 6)
    }
    wanted = {table: dict(pieces) for table, pieces in held.items()}
    for (table, number), new in changes.items():
        if new is None:
            wanted[table].pop(number, None)
        else:
            wanted[table][number] = new
    anew = Content.of({table: dict(sorted(pieces.items())) for table, pieces in wanted.items()})
    found = Content.of(held).exchanged(changes)
    assert (found.data, found.digest, found.layouts, found.counts) == (
        anew.data,
        anew.digest,
        anew.layouts,
        anew.counts,
    )
    assert Content.kept(found.data, found.layouts, found.digest).data == found.data
    assert json.loads(found.data) == {
        table: [json.loads(each) for _, each in sorted(pieces.items())]
        for table, pieces in sorted(wanted.items())
        if pieces
    }


def test_a_layout_that_is_not_the_lines_is_refused() -> None:
    content = Content.of({"sites": {1: b'{"id":1}', 2: b'{"id":2}'}, "vrfs": {3: b'{"id":3}'}})
    sites, vrfs = content.layouts["sites"], content.layouts["vrfs"]
    for layouts in (
        {},
        {"sites": sites},
        {"sites": vrfs, "vrfs": sites},
        {"sites": Layout(sites.ids[::-1], sites.sizes), "vrfs": vrfs},
        {"sites": Layout(sites.ids[:1], sites.sizes), "vrfs": vrfs},
    ):
        with pytest.raises(Unusable, match="do not fit"):
            Content.kept(content.data, layouts, content.digest)
    with pytest.raises(Unusable, match="digest"):
        Content.kept(content.data.replace(b"2", b"4"), content.layouts, content.digest)
