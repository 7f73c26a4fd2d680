"""What one switch is to be, from a snapshot alone: `build` gives the whole description, or every fault at once.
`firewall.build` does the same for a firewall."""

from altyapi.intent.build import build
from altyapi.intent.context import SwitchContext
from altyapi.intent.faults import Fault, IntentError, UnknownDevice
from altyapi.intent.firewall_model import FirewallIntent
from altyapi.intent.model import InterfaceIntent, SwitchIntent, VlanIntent

__all__ = [
    "Fault",
    "FirewallIntent",
    "IntentError",
    "InterfaceIntent",
    "SwitchContext",
    "SwitchIntent",
    "UnknownDevice",
    "VlanIntent",
    "build",
]
