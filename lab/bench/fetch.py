"""How long it takes to fetch the running configs of many devices: this toolkit beside netmiko as it comes.

Both clients do the same work, in as many threads of one process: log in, paging off, `show running-config`, log out.
netmiko comes without host-key checks.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from altyapi.device import Fetched, Target, fetch_many
from altyapi.device.pacing import logins
from lab.bench.figure import Row, measured

NETMIKO = "fetch, default netmiko"


def rows(targets: Sequence[Target], workers: int) -> tuple[Row, Row]:
    """Fetch from all of them with netmiko, then with this toolkit, without a limit on logins.

    Not measured: each client's first fetch, and a first round in which the emulators read their configs.
    """
    logins.configure(None)
    _with_altyapi(targets, workers)
    _with_netmiko(targets[:1], 1)
    netmiko, _ = measured(NETMIKO, len(targets), lambda: _with_netmiko(targets, workers))
    altyapi, _ = measured("fetch, altyapi", len(targets), lambda: _with_altyapi(targets, workers))
    return netmiko, altyapi


def _with_altyapi(targets: Sequence[Target], workers: int) -> None:
    for result in fetch_many(targets, workers=workers).values():
        if not isinstance(result, Fetched):
            raise result


def _with_netmiko(targets: Sequence[Target], workers: int) -> None:
    from netmiko import ConnectHandler  # noqa: PLC0415  loading it is no part of the other benches

    def fetch(target: Target) -> str:
        connection = ConnectHandler(
            device_type="cisco_ios",
            host=target.host,
            port=target.port,
            username=target.username,
            password=target.password,
        )
        try:
            return str(connection.send_command("show running-config", read_timeout=target.command_timeout_s))
        finally:
            connection.disconnect()

    with ThreadPoolExecutor(workers) as pool:
        for text in pool.map(fetch, targets):
            if not text.rstrip().endswith("end"):
                raise RuntimeError("netmiko gave an incomplete config")
