"""The kinds of fault that only cameras have. Codes are stable and never reused."""

from __future__ import annotations

from altyapi.intent.faults import FaultKind

CAMERA_PLATFORM = FaultKind(
    code="INT-301",
    en="platform without camera support: {value}",
    tr="kamera desteği olmayan platform: {value}",
    en_remedy="Set the platform `onvif`, or leave the device out of the selection.",
    tr_remedy="`onvif` platformunu verin ya da cihazı seçime almayın.",
)
PRIMARY_LENGTH = FaultKind(
    code="INT-302",
    en="primary address without a network: {address}",
    tr="birincil adresin ağı yok: {address}",
    en_remedy="Give the address its prefix's length, as 10.1.2.3/24.",
    tr_remedy="Adresi önekinin uzunluğuyla verin: 10.1.2.3/24 gibi.",
)
OSD_LONG = FaultKind(
    code="INT-303",
    en="text in the picture too long: {text!r} ({length} characters, at most {most})",
    tr="görüntü üzerindeki yazı çok uzun: {text!r} ({length} karakter, en çok {most})",
    en_remedy="Shorten the description in NetBox, or the template in inventory/policy/camera.yml (config.osd).",
    tr_remedy="NetBox içindeki açıklamayı ya da inventory/policy/camera.yml içindeki kalıbı (config.osd) kısaltın.",
)
