"""How long it takes to ask many devices what they are: this toolkit beside napalm as it comes.

Both clients find out the same in as many threads of one process: facts, MAC addresses, LLDP neighbours with their ports.
This toolkit also reads the CDP neighbours and the members of a stack, and checks host keys; napalm does neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from altyapi.device import Inventory, Target, each
from altyapi.device.pacing import logins
from altyapi.facts.gather import inventory
from lab.bench.figure import Row, Subject, measured
from lab.bench.fleet import fleet
from lab.orneksehir.contexts import CREDENTIALS

NAPALM = "facts, default napalm"
PORTS = 48


def subject(devices: int, workers: int = 32) -> Subject:
    """So many emulated switches of 48 ports, in a process of their own."""
    login = CREDENTIALS["network"]
    with fleet({f"sw{number}": _config(number) for number in range(devices)}) as running:
        targets = [
            Target(
                name=name, host=host, port=port, known_hosts=running.known_hosts,
                username=login["username"], password=login["password"], command_timeout_s=60,
            )
            for name, (host, port) in running.addresses.items()
        ]  # fmt: skip
        return Subject(
            title="Facts of switches: serial, model, version, MAC addresses, neighbours",
            unit="switch",
            rows=rows(targets, workers),
            peer=NAPALM,
        )


def rows(targets: Sequence[Target], workers: int) -> tuple[Row, Row]:
    """Ask all of them with napalm, then with this toolkit, without a limit on logins; not measured: a first round in which
    each client is loaded and the emulators read their configs."""
    logins.configure(None)
    _with_altyapi(targets, workers)
    _with_napalm(targets[:1], 1)
    napalm, _ = measured(NAPALM, len(targets), lambda: _with_napalm(targets, workers))
    altyapi, _ = measured("facts, altyapi", len(targets), lambda: _with_altyapi(targets, workers))
    return napalm, altyapi


def _config(number: int) -> str:
    lines = [f"hostname sw{number}", "!", "lldp run", "!"]
    for port in range(1, PORTS + 1):
        lines += [f"interface GigabitEthernet1/0/{port}", f" description oda {port}", "!"]
    return "\n".join([*lines, "line vty 0 4", " login local", " transport input ssh", "!", "end", ""])


def _with_altyapi(targets: Sequence[Target], workers: int) -> None:
    for result in each(targets, inventory, workers=workers).values():
        if not isinstance(result, Inventory):
            raise result
        if len(result.macs) < PORTS:
            raise RuntimeError(f"{len(result.macs)} MAC addresses of {PORTS} ports")


def _with_napalm(targets: Sequence[Target], workers: int) -> None:
    from napalm import get_network_driver  # noqa: PLC0415  loading it is no part of the other benches

    driver = get_network_driver("ios")

    def ask(target: Target) -> int:
        options = {"port": target.port}
        with driver(target.host, target.username, target.password, optional_args=options) as device:
            device.get_facts()
            device.get_lldp_neighbors_detail()
            return len(device.get_interfaces())

    with ThreadPoolExecutor(workers) as pool:
        if min(pool.map(ask, targets)) < PORTS:
            raise RuntimeError("napalm gave an incomplete answer")
