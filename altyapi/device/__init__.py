"""The way to the devices: SSH, host keys, sessions. Nothing else imports netmiko or paramiko."""

from altyapi.device.bulk import Fetched, each, fetch_many
from altyapi.device.connecting import connect, open_session, shown_key
from altyapi.device.contract import (
    Facts,
    Inventory,
    Learnt,
    Member,
    Neighbour,
    Observation,
    RevertMethod,
    Session,
    Target,
)

__all__ = [
    "Facts",
    "Fetched",
    "Inventory",
    "Learnt",
    "Member",
    "Neighbour",
    "Observation",
    "RevertMethod",
    "Session",
    "Target",
    "connect",
    "each",
    "fetch_many",
    "open_session",
    "shown_key",
]
