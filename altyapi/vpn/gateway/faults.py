"""What can go wrong at the gateways."""

from __future__ import annotations

from altyapi.errors import EngineError


class PoolElsewhere(EngineError):
    """Fields: profile, gate, interface, found."""

    code = "VPN-071"
    en = "The pool of the profile {profile} does not lie behind {interface} at {gate} in the firewall policy, but behind: {found}"
    tr = "Güvenlik duvarı politikasında profilin havuzu tünelin arkasında değil: {profile}, {gate}, beklenen {interface}, bulunan {found}"
    en_remedy = (
        "Give the pool a zone of its own in the firewall policy, and the gateway an interface {interface} with that zone; "
        "docs/vpn.md has an example."
    )
    tr_remedy = (
        "Güvenlik duvarı politikasında havuza bir bölge, geçide de o bölgeyle bir arayüz verilmeli: {interface}; "
        "örneği docs/vpn.md sayfasında."
    )


class NotATunnel(EngineError):
    """Fields: device."""

    code = "VPN-072"
    en = "No VPN gateway that is reached here: {device}"
    tr = "Buradan erişilen bir VPN ağ geçidi değil: {device}"
    en_remedy = "`gateways` of inventory/policy/vpn.yml names Linux gateways of NetBox, each with its platform and a primary address."
    tr_remedy = "inventory/policy/vpn.yml içindeki `gateways` Linux ağ geçitleri olmalı: NetBox içinde platform ve birincil adresle."


class NoGatewayOfKind(EngineError):
    """Fields: provider, addresses."""

    code = "VPN-093"
    en = "Cut off nowhere, as vpn.yml has no {provider} gateway any more: {addresses}"
    tr = "Hiçbir yerde kesilemedi, vpn.yml içinde artık bu türde ağ geçidi yok ({provider}): {addresses}"
    en_remedy = (
        "Whoever is connected to the gateway of before stays so until a plan has taken the tunnel away there: ./inv netbox.pull, "
        "then ./inv config.plan --limit GATEWAY; or stop the tunnel on it."
    )
    tr_remedy = (
        "Eski ağ geçidine bağlı olan, bir plan oradaki tüneli kaldırana dek bağlı kalır: ./inv netbox.pull, ardından "
        "./inv config.plan --limit GEÇİT; ya da tünel orada durdurulmalı."
    )


class GatewayUnknown(EngineError):
    """Fields: gateway, known."""

    code = "VPN-075"
    en = "No gateway of that name in vpn.yml: {gateway}. There are: {known}"
    tr = "vpn.yml içinde bu adda ağ geçidi yok: {gateway}. Olanlar: {known}"
    en_remedy = "`gateways` of inventory/policy/vpn.yml names them."
    tr_remedy = "Adlar inventory/policy/vpn.yml içindeki `gateways` altında."


class LinkUnknown(EngineError):
    """Fields: name, near."""

    code = "VPN-086"
    en = "No tunnel between sites, and no end of one: {name}. Near: {near}"
    tr = "Bu adda yerleşkeler arası tünel ya da tünel ucu yok: {name}. Yakın: {near}"
    en_remedy = "Tunnels stand in NetBox under VPN, active and of encapsulation WireGuard; after a change there ./inv netbox.pull"
    tr_remedy = "Tüneller NetBox içinde VPN altında, etkin ve WireGuard türünde olmalı; orada değişiklikten sonra ./inv netbox.pull"
