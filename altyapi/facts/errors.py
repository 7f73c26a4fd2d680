"""What can go wrong between what devices say and what NetBox is to hold."""

from __future__ import annotations

from altyapi.errors import EngineError


class ProposalUnreadable(EngineError):
    code = "FCT-001"
    en = "Not a proposal of facts: {file}: {problem}."
    tr = "Bilgi önerisi değil: {file}: {problem}."
    en_remedy = "Give the file that ./inv netbox.facts --limit … --out FILE wrote."
    tr_remedy = "./inv netbox.facts --limit … --out DOSYA komutunun yazdığı dosya verilmeli."


class ProposalChanged(EngineError):
    code = "FCT-002"
    en = "The proposal was changed after it was made: {file}: {problem}."
    tr = "Öneri oluşturulduktan sonra değiştirilmiş: {file}: {problem}."
    en_remedy = "Make a new one with ./inv netbox.facts --limit …; what is to be written is chosen with --accept."
    tr_remedy = "./inv netbox.facts --limit … ile yenisi yapılmalı; yazılacaklar --accept ile seçilir."


class TargetTaken(EngineError):
    code = "FCT-003"
    en = "Not overwritten: {file} exists and is not a proposal of facts."
    tr = "Üzerine yazılmadı: {file} var ve bilgi önerisi değil."
    en_remedy = "--out FILE: a new file, or that of a proposal to be replaced."
    tr_remedy = "--out DOSYA: yeni bir dosya ya da yerine yenisi konacak bir önerinin dosyası."


class NothingReadable(EngineError):
    code = "FCT-004"
    en = "{count} {count:device|devices} selected, none with a platform that can be read: {limit}."
    tr = "Seçilen {count} cihazın hiçbirinde okunabilen bir platform yok: {limit}."
    en_remedy = "Select devices of these platforms: {platforms}."
    tr_remedy = "Şu platformlardan cihaz seçilmeli: {platforms}."


class AcceptanceUnknown(EngineError):
    code = "FCT-005"
    en = "The proposal holds nothing of that name: {terms}."
    tr = "Öneride bu adla bir şey yok: {terms}."
    en_remedy = (
        "--accept DEVICE:FIELD,…  with names as the proposal shows them; DEVICE:mac means all of its MAC addresses."
    )
    tr_remedy = (
        "--accept CİHAZ:ALAN,…  adlar önerideki gibi yazılmalı; CİHAZ:mac o cihazın bütün MAC adresleri demektir."
    )


class ProposalElsewhere(EngineError):
    code = "FCT-006"
    en = "The proposal was compared with another NetBox: {proposed}, this is {url}."
    tr = "Öneri başka bir NetBox ile karşılaştırılmış: {proposed}, buradaki: {url}."
    en_remedy = "Set NETBOX_URL to the one it was made for, or make a new proposal: ./inv netbox.facts --limit …"
    tr_remedy = "NETBOX_URL önerinin yapıldığı adres olmalı ya da yeni öneri yapılmalı: ./inv netbox.facts --limit …"


class ReadOrApply(EngineError):
    code = "FCT-007"
    en = "Either --limit (read devices) or --apply FILE (write what was accepted), one of both."
    tr = "Ya --limit (cihazları oku) ya --apply DOSYA (kabul edileni yaz) verilmeli, ikisinden biri."
    en_remedy = (
        "./inv netbox.facts --limit site:SLUG   then   ./inv netbox.facts --apply FILE --accept-all-fills --reason …"
    )
    tr_remedy = "./inv netbox.facts --limit site:KISAAD   sonra   ./inv netbox.facts --apply DOSYA --accept-all-fills --reason …"
