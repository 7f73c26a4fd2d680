"""Switches whose running configs drifted from what is intended, for the benches that compare the two."""

from __future__ import annotations

from typing import NamedTuple

from altyapi import intent, platforms
from altyapi.platforms.masking import hidden
from altyapi.render import for_platform
from altyapi.secrets import SecretStore, materialise
from lab.bench.render import municipality
from lab.orneksehir.contexts import CREDENTIALS, SECRETS
from lab.orneksehir.drift import plant
from netbox_sync.model import Snapshot


class Drifting(NamedTuple):
    """By device name: what is intended (secrets as references), what runs, and what runs without being shown."""

    snapshot: Snapshot
    intended: dict[str, str]
    running: dict[str, str]
    unseen: dict[str, list[str]]


def store() -> SecretStore:
    """The lab's secrets."""
    flat = SECRETS | {f"credentials/network/{name}": value for name, value in CREDENTIALS["network"].items()}
    variables = {f"ALTYAPI_SECRET_{name.upper().replace('/', '_').replace('-', '_')}": flat[name] for name in flat}
    return SecretStore(environment=variables)


def drifting(switches: int) -> Drifting:
    """So many access switches; three in four have one to four kinds of drift."""
    snapshot, names = municipality(switches)
    platform = platforms.load("cisco_ios")
    renderer, secrets = for_platform(platform), store()
    found = Drifting(snapshot, {}, {}, {})
    for name in names:
        text = renderer.render(intent.build(snapshot, name))
        real = "\n".join(materialise(line, secrets) for line in text.split("\n"))
        found.intended[name] = text
        found.running[name] = plant(real, name).text
        found.unseen[name] = [line for line in text.split("\n") if hidden(line, platform)]
    return found
