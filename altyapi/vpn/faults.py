"""What can go wrong with remote access. Faults of what is asked for are in `altyapi.vpn.checking`, all of them at once."""

from __future__ import annotations

from altyapi.errors import EngineError


class GrantUnknown(EngineError):
    """Fields: word, near."""

    code = "VPN-031"
    en = "No such access: {word}. Near: {near}"
    tr = "Böyle bir erişim yok: {word}. Yakın: {near}"
    en_remedy = "A person, an address or id:NUMBER of the contact; where a person has several profiles, --profile too. All: ./inv vpn.list"
    tr_remedy = (
        "Kişi, adres ya da kişi kaydının id:NUMARA değeri; birden çok profil varsa --profile de. Tümü: ./inv vpn.list"
    )


class GrantUnclear(EngineError):
    """Fields: word, listing."""

    code = "VPN-032"
    en = "Several grants fit: {word}: {listing}"
    tr = "Birden çok erişim uyuyor: {word}: {listing}"
    en_remedy = "Name the address, or add --profile."
    tr_remedy = "Adres yazılmalı ya da --profile eklenmeli."


class GrantChanged(EngineError):
    """Fields: address, field, found."""

    code = "VPN-033"
    en = "NetBox holds something else by now: {address}: {field} is {found}"
    tr = "NetBox artık başka değer tutuyor: {address}: {field}: {found}"
    en_remedy = "Nothing was changed. Look at the address in NetBox (somebody edited it), then run the command again."
    tr_remedy = (
        "Hiçbir şey değişmedi. Adrese NetBox içinde bakılmalı (biri düzenlemiş), sonra komut yeniden çalıştırılmalı."
    )


class LostRace(EngineError):
    """Fields: person, profile, address."""

    code = "VPN-034"
    en = "Somebody gave this access at the same time: {person}, {profile}: {address} stands, ours was taken back."
    tr = "Aynı anda başkası bu erişimi verdi: {person}, {profile}: {address} kaldı, buradaki geri alındı."
    en_remedy = "Look at it: ./inv vpn.show {address}"
    tr_remedy = "Bakmak için: ./inv vpn.show {address}"


class FieldsMissing(EngineError):
    """Fields: fields."""

    code = "VPN-035"
    en = "NetBox lacks the custom fields that hold remote access: {fields}"
    tr = "NetBox içinde uzaktan erişimi tutan özel alanlar yok: {fields}"
    en_remedy = "Once, as an administrator: ./inv netbox.views --apply --reason WHY"
    tr_remedy = "Bir kez, yönetici olarak: ./inv netbox.views --apply --reason NEDEN"


class RecipientUnusable(EngineError):
    """Fields: recipient."""

    code = "VPN-036"
    en = "Nobody can be given a file encrypted for this: {recipient}"
    tr = "Bunun için şifreli dosya yapılamaz: {recipient}"
    en_remedy = (
        "--for-age takes public keys of age (age1…) or SSH (ssh-ed25519 …), joined by commas, or @FILE with one a line."
    )
    tr_remedy = "--for-age: age (age1…) ya da SSH (ssh-ed25519 …) açık anahtarları, virgülle; ya da satır satır @DOSYA."


class KeyChoice(EngineError):
    code = "VPN-037"
    en = "Either --public-key, or --new-key with --for-age, or (OpenVPN) --csr with --for-age."
    tr = "Ya --public-key, ya --new-key ile --for-age, ya da (OpenVPN) --csr ile --for-age verilmeli."
    en_remedy = (
        "Best the user makes the pair and sends the public half. A pair made here is handed over once, encrypted."
    )
    tr_remedy = "En iyisi çifti kullanıcının oluşturup açık yarısını göndermesi. Burada oluşturulan, şifreli olarak bir kez verilir."


class GatewayMissing(EngineError):
    """Fields: gateway, profile."""

    code = "VPN-038"
    en = "No config for the user: vpn.yml does not name the gateway {gateway} of the profile {profile}, or not its public key."
    tr = "Kullanıcı yapılandırması yapılamıyor: vpn.yml içinde ağ geçidi ya da açık anahtarı yok: {gateway}, profil: {profile}."
    en_remedy = "Enter it under `gateways` of inventory/policy/vpn.yml, with endpoint and public_key."
    tr_remedy = "inventory/policy/vpn.yml içinde `gateways` altına endpoint ve public_key ile yazılmalı."


class ReachUnknown(EngineError):
    """Fields: profile, names."""

    code = "VPN-039"
    en = "The profile {profile} names what the firewall policy does not hold: {names}"
    tr = "Profil {profile}, güvenlik duvarı politikasında olmayan adlar içeriyor: {names}"
    en_remedy = "Correct `reach` in inventory/policy/vpn.yml, or add the object to the firewall policy."
    tr_remedy = (
        "inventory/policy/vpn.yml içinde `reach` düzeltilmeli ya da nesne güvenlik duvarı politikasına eklenmeli."
    )


class FolderTaken(EngineError):
    """Fields: file."""

    code = "VPN-040"
    en = "Not overwritten, it was made before: {file}"
    tr = "Üzerine yazılmadı, daha önce oluşturulmuş: {file}"
    en_remedy = "--out: another place; or remove the file once nobody needs it (a key: once it was handed over)."
    tr_remedy = "--out ile başka bir yer; ya da gerek kalmayınca dosya silinmeli (anahtar: teslim edildikten sonra)."


class TooManyLeavers(EngineError):
    """Fields: leavers, grants."""

    code = "VPN-042"
    en = "The list would take away {leavers} of {grants} grants: it is hardly whole."
    tr = "Liste {grants} erişimden {leavers} tanesini geri alırdı: eksik olmalı."
    en_remedy = "Check the list; if it is right, add --accept-many."
    tr_remedy = "Liste denetlenmeli; doğruysa --accept-many eklenmeli."
