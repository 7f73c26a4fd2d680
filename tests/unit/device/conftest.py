from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import asyncssh
import pytest

from altyapi.device.contract import Target
from tests.unit.device import peer as peers


@pytest.fixture(scope="session")
def host_key() -> asyncssh.SSHKey:
    return asyncssh.generate_private_key("ssh-ed25519")


@pytest.fixture
def start(tmp_path: Path, host_key: asyncssh.SSHKey) -> Iterator[Callable[..., Target]]:
    """Start a peer with a script; gives the target for it, its host key on record."""
    with ExitStack() as stack:

        def _start(script: peers.Script, key: asyncssh.SSHKey = host_key, **changes: object) -> Target:
            peer = stack.enter_context(peers.running(script, key))
            return peers.target(peer, tmp_path / "known_hosts", **changes)

        yield _start
