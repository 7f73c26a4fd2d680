"""The families of devices that are rendered, each with the templates of its role and the roles that it holds."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from altyapi import intent, share
from altyapi.camera.policy import CameraPolicy
from altyapi.firewall.model import DevicePolicy
from altyapi.intent import camera as camera_intent
from altyapi.intent import firewall as firewall_intent
from altyapi.intent.camera_model import CameraIntent
from altyapi.intent.firewall_model import FirewallIntent
from altyapi.intent.model import SwitchIntent
from altyapi.intent.tunnels import TunnelIntent
from netbox_sync import yamltext
from netbox_sync.model import Snapshot

Kind = Literal["switch", "firewall", "camera"]
Intent = SwitchIntent | FirewallIntent | CameraIntent
Policy = DevicePolicy | CameraPolicy
"""What a device's family goes by besides NetBox: what a firewall enforces, what cameras are to hold."""


class Family(NamedTuple):
    """`kind` is also what templates call the intent."""

    kind: Kind
    templates: Path

    @property
    def roles(self) -> frozenset[str]:
        """The device roles (NetBox slugs) that it holds."""
        return frozenset(_roles(self.templates))

    def intent(
        self,
        snapshot: Snapshot,
        device: str,
        policy: Policy | None = None,
        tunnels: tuple[TunnelIntent, ...] = (),
    ) -> Intent:
        """What the device is to be. Raises UnknownDevice, IntentError."""
        if self.kind == "firewall":
            rules = policy if isinstance(policy, DevicePolicy) else None
            return firewall_intent.build(snapshot, device, rules, tunnels)
        if self.kind == "camera":
            return camera_intent.build(snapshot, device, policy if isinstance(policy, CameraPolicy) else None)
        return intent.build(snapshot, device)


FAMILIES = (
    Family("switch", share.path("roles/switch_config/templates")),
    Family("firewall", share.path("roles/firewall_config/templates")),
    Family("camera", share.path("roles/camera_config/templates")),
)


def of_role(role: str) -> Family | None:
    """The family that renders devices of a role; none where no family does."""
    return next((family for family in FAMILIES if role in family.roles), None)


def roles() -> frozenset[str]:
    """The device roles whose config is managed."""
    return frozenset(role for family in FAMILIES for role in family.roles)


@cache
def _roles(templates: Path) -> tuple[str, ...]:
    return tuple(yamltext.read((templates / "roles.yml").read_text("utf-8")))
