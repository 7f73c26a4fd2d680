"""Commands of routing processes that are more than a stored line."""

from __future__ import annotations

from lab.devices.ios.commands.registry import command
from lab.devices.ios.config import Call, ConfigSession


@command("passive_interface")
def passive_interface(call: Call, _session: ConfigSession) -> None:
    """Where `passive-interface default` stands, interfaces that are not passive are the ones written out."""
    every = call.node.has("passive-interface", "default")
    if call.negated == every:
        call.put(f"{'no ' if call.negated else ''}{' '.join(call.key)}")
    else:
        call.node.drop_key(call.key)


@command("passive_default")
def passive_default(call: Call, _session: ConfigSession) -> None:
    """Turning it on or off forgets what was said of single interfaces."""
    call.node.drop("passive-interface")
    if not call.negated:
        call.put()
