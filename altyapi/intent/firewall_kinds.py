"""The kinds of fault that only firewalls have; the others are in kinds.py. Codes are stable and never reused."""

from __future__ import annotations

from altyapi.intent.faults import FaultKind

FIREWALL_PLATFORM = FaultKind(
    code="INT-151",
    en="platform without firewall support: {value}. Supported: {supported}",
    tr="güvenlik duvarı desteği olmayan platform: {value}. Desteklenenler: {supported}",
    en_remedy="Set a supported platform, or leave the device out of the selection.",
    tr_remedy="Desteklenen bir platform verin ya da cihazı seçime almayın.",
)
ROUTING = FaultKind(
    code="INT-153",
    en="routing is not set on firewalls of this platform: {platform}",
    tr="yönlendirme bu platformun güvenlik duvarlarında ayarlanmaz: {platform}",
    en_remedy="Take `firewall.routing` out of the config contexts that apply to the device.",
    tr_remedy="Cihaz için geçerli config context içeriklerinden `firewall.routing` çıkarılmalı.",
)
TUNNELS = FaultKind(
    code="INT-154",
    en="Tunnels of WireGuard and OpenVPN are not set on devices of this platform: {platform}",
    tr="WireGuard ve OpenVPN tünelleri bu platformun cihazlarında ayarlanmaz: {platform}",
    en_remedy="Take the device out of `gateways` in inventory/policy/vpn.yml, or name a Linux gateway there.",
    tr_remedy="Cihaz, inventory/policy/vpn.yml içindeki `gateways` altından çıkarılmalı ya da orada bir Linux ağ geçidi verilmeli.",
)
VLAN_PARENT = FaultKind(
    code="INT-152",
    en="a VLAN interface needs its parent interface on this device and one VLAN (parent: {parent})",
    tr="VLAN arayüzüne bu cihazda bir üst arayüz ve tek VLAN gerekir (üst arayüz: {parent})",
    en_remedy="Set the parent interface and the untagged VLAN.",
    tr_remedy="Üst arayüzü (parent) ve untagged VLAN seçin.",
)
