"""Emulated devices, and runs of the backup over them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pyrage import x25519

from altyapi import connection, platforms
from altyapi.backup.configs import Difference, Origin, Outcome, Run, Source
from altyapi.backup.history import History
from altyapi.backup.policy import Configs
from altyapi.backup.register import Register
from altyapi.device import Target, connect
from altyapi.platforms import Platform, readonly
from altyapi.secrets import SecretStore
from altyapi.settings import Settings
from netbox_sync.model import Device

IDENTITY = x25519.Identity.generate()
START = datetime(2026, 4, 20, 2, tzinfo=UTC)


class Ground:
    """One state directory, whose clock goes an hour a run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = START
        self.secrets = {
            "CREDENTIALS_NETWORK_USERNAME": "admin",
            "CREDENTIALS_NETWORK_PASSWORD": "admin",
            "ALTYAPI_DIGEST_KEY": "anahtar",
            "BACKUP_AGE_IDENTITY": str(IDENTITY),
        }
        self.history = History.of(folder)
        self.register = Register.of(folder)
        self.known_hosts = folder / "known_hosts"
        self.last: list[Outcome] = []

    @property
    def store(self) -> SecretStore:
        return SecretStore(environment={f"ALTYAPI_SECRET_{name}": value for name, value in self.secrets.items()})

    def without(self, secret: str) -> None:
        del self.secrets[secret]

    def target(self, source: Source) -> Target:
        settings = Settings(root=self.folder, known_hosts=self.known_hosts)
        return connection.target(source.device.name, source.system.name, source.connection, self.store, settings)

    def typed(self, source: Source, *lines: str) -> None:
        """Somebody changes the device."""
        with connect(self.target(source)) as session:
            session.push(lines, lambda _index, _line: None)

    def read(self, source: Source) -> str:
        with connect(self.target(source)) as session:
            return session.running_config()

    def source(self, name: str, host: str, port: int, platform: str = "cisco-ios", number: int = 1) -> Source:
        device = Device(
            id=number, name=name, status="active", site="mrk-ahb01", role="access-switch", device_type="x", manufacturer="x",
            platform=platform, config_context={"connection": {"host": host, "port": port}},
        )  # fmt: skip
        system: Platform = readonly.of(device) or platforms.load(platform)
        return Source(device, system, connection.of(device))

    def run(
        self,
        sources: Sequence[Source],
        *,
        attribute: Callable[[Sequence[Difference]], Mapping[str, Origin]] = lambda _: {},
        accept_smaller: bool = False,
        retries: int = 2,
        timeout_s: float = 20.0,
    ) -> dict[str, Outcome]:
        self.now += timedelta(hours=1)
        settings = Settings(
            root=self.folder, state_dir=self.folder, known_hosts=self.known_hosts, command_timeout_s=timeout_s,
            connect_timeout_s=timeout_s,
        )  # fmt: skip
        made = Run(
            history=self.history,
            register=self.register,
            policy=Configs(retries=retries),
            store=self.store,
            settings=settings,
            operator="yedek",
            clock=lambda: self.now,
            attribute=attribute,
            accept_smaller=accept_smaller,
            names=frozenset(one.device.name for one in sources),
        )
        try:
            made.over(sources)
        finally:
            self.last = made.outcomes
        return {one.device: one for one in made.outcomes}
