"""OpenVPN's certificates in the steps of the other commands: signed when a grant is handed over, taken back when it is cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from altyapi.account import operator
from altyapi.cli import snapshots
from altyapi.cli.frame import DONE, ERROR, PENDING, OptionMissing, now
from altyapi.device.contract import Target
from altyapi.errors import EngineError, ToolkitError
from altyapi.moment import after
from altyapi.secrets import SecretStore
from altyapi.secrets.kept import KeptSecrets
from altyapi.settings import Settings
from altyapi.view.output import Output
from altyapi.vpn import authority, config, csr, handover, policy, shared
from altyapi.vpn.authority import Authority, Office
from altyapi.vpn.csr import PublicKey
from altyapi.vpn.gateway.faults import GatewayUnknown
from altyapi.vpn.keys import Pair
from altyapi.vpn.pending import Wanted
from altyapi.vpn.policy import VpnPolicy


def receiver_missing() -> OptionMissing:
    """Nobody is named who may open what is handed over."""
    return OptionMissing(option="for-age", meaning="who may open the encrypted file", example="--for-age age1…")


class AuthorityStands(EngineError):
    """Fields: name."""

    code = "VPN-084"
    en = "There is an authority already: {name}"
    tr = "Sertifika makamı zaten var: {name}"
    en_remedy = (
        "A second one would shut everybody out. Only if it is to be replaced: take its secrets out of the store first."
    )
    tr_remedy = "İkincisi herkesi dışarıda bırakır. Yalnız değiştirilecekse önce gizli değerleri depodan çıkarılmalı."


def show(out: Output, configured: Settings) -> int:
    """The authority, and what it has signed. Raises AuthorityMissing, CertificatesBroken."""
    own = office(configured)
    lines = own.log.read()
    good = [one for one in authority.standing(lines).values() if datetime.fromisoformat(one.until) > now()]
    told = _told(own.authority) | {
        "standing": len(good),
        "revoked": sum(one.event == "revoked" for one in lines),
    }
    out.data(told)
    out.line(out.say("vpn.authority", **_told(own.authority)))
    out.line(out.say("vpn.authority-counted", standing=told["standing"], revoked=told["revoked"]))
    return DONE


def begin(out: Output, configured: Settings, title: str, *, apply: bool) -> int:
    """A new one, under that name. Raises AuthorityStands, VaultLocked."""
    store = SecretStore.from_settings(configured)
    if store.find(authority.KEY):
        raise AuthorityStands(name=authority.KEY)
    if not apply:
        out.data({"applied": False})
        out.line(out.say("vpn.authority-new"))
        return PENDING
    made = Authority.new(title or "altyapi", now())
    Office(made, authority.register(configured.state_dir), operator()).begin(now())
    KeptSecrets.from_settings(configured).change(made.secrets)
    out.data(_told(made))
    out.line(out.say("vpn.authority", **_told(made)), "green")
    out.line(out.say("vpn.authority-made", name=authority.KEY))
    return DONE


def certify(out: Output, configured: Settings, gateway: str, *, apply: bool) -> int:
    """A gateway's devices, and the secrets that it shares with its people. Raises GatewayUnknown, AuthorityMissing, SnapshotError,
    VaultLocked; exit code 1 where a device could not be given its certificate."""
    from altyapi.vpn.gateway import certificates, cutting

    rules = policy.load(configured.policy_dir)
    names = [name for name, one in rules.gateways.items() if one.provider == "openvpn"]
    if gateway not in names:
        raise GatewayUnknown(gateway=gateway, known=", ".join(names) or "-")
    own, store = office(configured), SecretStore.from_settings(configured)
    place = rules.gateways[gateway]
    if not apply:
        out.data({"devices": list(place.devices), "applied": False})
        out.line(out.say("vpn.authority-gateway", devices=", ".join(place.devices)))
        return PENDING
    missing = {name: value for name, value in shared.made(gateway).items() if not store.find(name)}
    if missing:
        KeptSecrets.from_settings(configured).change(missing)
        out.line(out.say("vpn.authority-secrets", names=", ".join(missing)))
    signed: dict[str, bool] = {}
    faults: list[ToolkitError] = []
    targets = cutting.targets(snapshots.load(out, configured), rules, gateway, store, configured)
    for device, target in targets.items():
        try:
            if isinstance(target, ToolkitError):
                raise target
            signed[device] = certificates.certify(target, place.interface, gateway, own, now())
        except ToolkitError as error:
            faults.append(error)
            continue
        out.line(out.say("vpn.authority-signed" if signed[device] else "vpn.authority-brought", device=device), "green")
    out.data({"devices": signed, "secrets": sorted(missing), "applied": True})
    for fault in faults:
        out.fault(fault)
    return ERROR if faults else DONE


def _told(own: Authority) -> dict[str, str]:
    return {
        "name": own.certificate.subject.rfc4514_string(),
        "until": own.ends.date().isoformat(),
        "sha256": authority.authority_sha256(own.certificate),
    }


def office(configured: Settings, store: SecretStore | None = None) -> Office:
    """Raises AuthorityMissing, VaultLocked, RegisterElsewhere, CertificatesBroken."""
    held = store or SecretStore.from_settings(configured)
    own = Office(Authority.load(held.find), authority.register(configured.state_dir), operator())
    own.require_register()
    return own


@dataclass(frozen=True)
class Certifier:
    """Hands OpenVPN's grants over: profile with certificate, the key where it was made here, the seed of the second factor; all of
    it encrypted, as the profile holds what the gateway shares with its people."""

    rules: VpnPolicy
    office: Office
    find: Callable[[str], str | None] = field(repr=False)
    keys: Mapping[str, PublicKey]  # by fingerprint
    recipients: Sequence[Any]

    @classmethod
    def of(
        cls, configured: Settings, rules: VpnPolicy, keys: Mapping[str, PublicKey], recipients: Sequence[Any]
    ) -> Certifier:
        """Raises AuthorityMissing, OptionMissing."""
        if not recipients:
            raise receiver_missing()
        store = SecretStore.from_settings(configured)
        return cls(rules, office(configured, store), store.find, keys, recipients)

    def check(self, profiles: Iterable[str]) -> None:
        """Whether all that a profile needs is there, before anything is given. Raises SharedMissing."""
        for name in {self.rules.profiles[one].gateway for one in profiles}:
            shared.tls_crypt(self.find, name)
            if self.rules.gateways[name].totp:
                shared.seed(self.find, name, "")

    def hand(self, folder: Path, one: Wanted, networks: Sequence[str], pair: Pair | None) -> tuple[Path, str]:
        """The encrypted file, and what the app's QR code says where a second factor is asked for. Raises GatewayMissing,
        SharedMissing, CertificatesBroken, OSError."""
        gateway = self.rules.profiles[one.profile].gateway
        certified = shared.Certified(
            self.office.authority.pem, self._certificate(one), shared.tls_crypt(self.find, gateway)
        )
        text = config.openvpn(self.rules, one, networks, certified, pair.private if pair else "")
        name, uri = config.name_of(one), ""
        files = {f"{name}.ovpn": text.encode()}
        if self.rules.gateways[gateway].totp:
            title = self.rules.gateways[gateway].title or "VPN"
            uri = shared.uri(shared.seed(self.find, gateway, one.public_key), title)
            files |= {f"{name}-kod.png": config.picture(uri), f"{name}-kod.txt": f"{uri}\n".encode()}
        return handover.seal(folder, one, files, self.recipients), uri

    def _certificate(self, one: Wanted) -> str:
        key = self.keys.get(one.public_key)
        if key is None:
            held = self.office.held(one.public_key)
            if held is None:
                raise csr.CsrUnusable(file=one.public_key[:16], problem="no certificate of this key stands")
            key = authority.key_of(held.pem)
        until = after(one.until, self.rules.zone) if one.until else now()
        return self.office.person(key, until, now())


def renewed(
    configured: Settings,
    rules: VpnPolicy,
    keys: Sequence[str],
    reached: Mapping[str, Mapping[str, Target | ToolkitError]],
) -> dict[str, ToolkitError]:
    """Certificates of these keys are taken back, and every gateway of these is given the new list; devices where that failed."""
    from altyapi.vpn.gateway import certificates

    own = office(configured)
    moment: datetime = now()
    own.revoke(keys, moment)
    text = own.revocations(moment)
    faults: dict[str, ToolkitError] = {}
    for name, devices in reached.items():
        for device, target in devices.items():
            try:
                if isinstance(target, ToolkitError):
                    raise target
                certificates.bring_revoked(target, rules.gateways[name].interface, text)
            except ToolkitError as error:
                faults[device] = error
    return faults
