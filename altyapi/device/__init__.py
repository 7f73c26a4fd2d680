"""The way to the devices: SSH, host keys, sessions. Nothing else imports netmiko or paramiko."""

from altyapi.device.bulk import Fetched, fetch_many
from altyapi.device.connecting import connect, open_session, shown_key
from altyapi.device.contract import Facts, Observation, RevertMethod, Session, Target

__all__ = [
    "Facts",
    "Fetched",
    "Observation",
    "RevertMethod",
    "Session",
    "Target",
    "connect",
    "fetch_many",
    "open_session",
    "shown_key",
]
