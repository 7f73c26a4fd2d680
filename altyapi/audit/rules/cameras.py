"""Cameras, recorders and attendance readers: security kit that looks at people."""

from __future__ import annotations

from collections.abc import Iterator

from altyapi.audit.estate import Estate, device, field, number_of
from altyapi.audit.policy import AccessVlan
from altyapi.audit.rules.rule import Hit, rule
from netbox_sync.model import Device, Vlan


@rule(
    "camera-without-serial",
    "medium",
    title=("Camera without a serial number", "Seri numarası olmayan kamera"),
    why=(
        "Without it, a camera can't be told from the one that replaced it; warranty and movable property can't be followed.",
        "Seri numarası olmadan değiştirilen kamera ayırt edilemez; garanti ve taşınır kaydı izlenemez.",
    ),
    remedy=(
        "Read it from the camera's label or page and enter it in NetBox.",
        "Kameranın etiketinden ya da arayüzünden okunup NetBox kaydına girilmeli.",
    ),
    observed=("no serial number, asset {asset}", "seri numarası yok, taşınır no: {asset}"),
    reads="`serial` of devices in `roles.cameras` and `roles.thermal_cameras`",
)
def camera_without_serial(estate: Estate) -> Iterator[Hit]:
    for camera in _cameras(estate):
        if not camera.serial.strip():
            yield Hit(device(camera), {"asset": camera.asset_tag})


@rule(
    "camera-default-password",
    "high",
    title=("Camera with its factory password", "Fabrika parolası duran kamera"),
    why=(
        "Everybody who knows the model knows the password: pictures of people, and a way into the camera network.",
        "Modeli bilen herkes parolayı bilir: görüntüler açığa çıkar, kamera ağına girilir.",
    ),
    remedy=(
        "Set a password of its own, then clear the mark in NetBox after the next check.",
        "Kameraya özgü parola verilmeli; sonraki denetimden sonra NetBox işareti kaldırılmalı.",
    ),
    observed=("factory password found at the last check", "son denetimde fabrika parolası bulundu"),
    reads="`varsayilan_parola` of devices in `roles.cameras` and `roles.thermal_cameras`",
)
def camera_default_password(estate: Estate) -> Iterator[Hit]:
    for camera in _cameras(estate):
        if field(camera, "varsayilan_parola") is True:
            yield Hit(device(camera), {})


@rule(
    "camera-in-wrong-vlan",
    "high",
    title=("Camera outside the camera VLAN", "Kamera VLAN'ı dışındaki kamera"),
    why=(
        "A camera among users' computers can be reached by all of them, and reaches them.",
        "Kullanıcı bilgisayarlarının arasındaki kameraya hepsi erişir, kamera da onlara erişir.",
    ),
    remedy=(
        "Put the switch port into the camera VLAN in NetBox, then ./inv config.plan for that switch.",
        "Anahtar portu NetBox üzerinde kamera VLAN'ına alınmalı, sonra o anahtar için ./inv config.plan.",
    ),
    observed=(
        "port {switch} {port} is untagged in VLAN {vid} {vlan}",
        "port: {switch} {port}, etiketsiz VLAN: {vid} {vlan}",
    ),
    reads="the switch port at the far end of the cable; `access_vlans` for `roles.cameras` and `roles.thermal_cameras`",
)
def camera_in_wrong_vlan(estate: Estate) -> Iterator[Hit]:
    cameras = {*estate.policy.roles.cameras, *estate.policy.roles.thermal_cameras}
    yield from _outside_their_vlan(estate, cameras)


@rule(
    "device-in-wrong-vlan",
    "medium",
    title=("Device outside the VLAN of its kind", "Türünün VLAN'ı dışındaki cihaz"),
    why=(
        "Kinds of devices are kept apart so that a broken one reaches nothing else.",
        "Cihaz türleri, ele geçirilen biri başkasına erişemesin diye ayrı tutulur.",
    ),
    remedy=(
        "Put the switch port into the VLAN of that kind in NetBox, then ./inv config.plan for that switch.",
        "Anahtar portu NetBox üzerinde o türün VLAN'ına alınmalı, sonra o anahtar için ./inv config.plan.",
    ),
    observed=(
        "port {switch} {port} is untagged in VLAN {vid} {vlan}",
        "port: {switch} {port}, etiketsiz VLAN: {vid} {vlan}",
    ),
    reads="the switch port at the far end of the cable; `access_vlans` for every other role",
)
def device_in_wrong_vlan(estate: Estate) -> Iterator[Hit]:
    cameras = {*estate.policy.roles.cameras, *estate.policy.roles.thermal_cameras}
    named = {role for one in estate.policy.access_vlans for role in one.roles}
    yield from _outside_their_vlan(estate, named - cameras)


@rule(
    "recorder-keeps-too-long",
    "high",
    title=("Recorder that keeps pictures too long", "Görüntüyü gereğinden uzun saklayan kayıt cihazı"),
    why=(
        "Personal data may be kept no longer than its purpose needs.",
        "Kişisel veri, amacın gerektirdiğinden uzun saklanamaz.",
    ),
    remedy=(
        "Set the recorder's retention to the allowed days, or register an exception with its legal ground.",
        "Cihazın saklama süresi izin verilen güne indirilmeli ya da hukuki dayanağıyla istisna kaydedilmeli.",
    ),
    observed=("keeps {days} {days:day|days}, allowed are {allowed}", "saklanan gün: {days}, izin verilen: {allowed}"),
    reads="`kayit_suresi_gun` of devices in `roles.recorders`; `limits.recording_days_max`",
)
def recorder_keeps_too_long(estate: Estate) -> Iterator[Hit]:
    allowed = estate.policy.limits.recording_days_max
    for recorder in estate.in_roles(estate.policy.roles.recorders):
        days = number_of(recorder, "kayit_suresi_gun")
        if days is not None and days > allowed:
            yield Hit(device(recorder), {"days": days, "allowed": allowed})


@rule(
    "biometric-reader",
    "high",
    title=("Attendance reader that takes biometric data", "Biyometrik veri alan personel devam okuyucusu"),
    why=(
        "Biometric data is special-category personal data; attendance can be kept by card.",
        "Biyometrik veri özel nitelikli kişisel veridir; devam takibi kartla yapılabilir.",
    ),
    remedy=(
        "Switch the reader to cards, delete the templates it holds and file the record of deletion.",
        "Okuyucu karta çevrilmeli, tuttuğu şablonlar silinip imha tutanağı dosyalanmalı.",
    ),
    observed=("method: {method}", "yöntem: {method}"),
    reads="`kimlik_okuyucu` of devices in `roles.attendance`; `biometric_methods`",
)
def biometric_reader(estate: Estate) -> Iterator[Hit]:
    for reader in estate.in_roles(estate.policy.roles.attendance):
        method = field(reader, "kimlik_okuyucu")
        if method in estate.policy.biometric_methods:
            yield Hit(device(reader), {"method": method})


@rule(
    "thermal-camera-without-record",
    "high",
    title=("Thermal camera in use without a data-protection record", "KVKK kaydı olmadan kullanılan termal kamera"),
    why=(
        "Body temperature is health data: it may not be measured before the inventory of personal data names it.",
        "Vücut sıcaklığı sağlık verisidir: kişisel veri envanterine girmeden ölçülemez.",
    ),
    remedy=(
        "Set it back to planned and switch it off until the record is there; enter its number in NetBox.",
        "Kayıt tamamlanana kadar kapatılıp planlanan durumuna alınmalı; kayıt numarası NetBox üzerine girilmeli.",
    ),
    observed=("status {status}, no record", "durum: {status}, kayıt yok"),
    reads="`status` and `kvkk_kaydi` of devices in `roles.thermal_cameras`",
)
def thermal_camera_without_record(estate: Estate) -> Iterator[Hit]:
    for camera in estate.in_roles(estate.policy.roles.thermal_cameras):
        if field(camera, "kvkk_kaydi") is None:
            yield Hit(device(camera), {"status": camera.status})


def _cameras(estate: Estate) -> Iterator[Device]:
    yield from estate.in_roles((*estate.policy.roles.cameras, *estate.policy.roles.thermal_cameras))


def _outside_their_vlan(estate: Estate, roles: set[str]) -> Iterator[Hit]:
    """A port of which NetBox knows no mode yet is not judged: it's a gap of the record, not of the network."""
    for one in estate.in_roles(roles):
        wanted = [entry for entry in estate.policy.access_vlans if one.role in entry.roles]
        port = estate.switch_port(one)
        if port is None or port.mode is None:
            continue
        vlan = estate.access_vlan(one)
        if not any(_is_one_of(vlan, entry) for entry in wanted):
            told = {"vid": vlan.vid if vlan else None, "vlan": vlan.name if vlan else ""}
            yield Hit(device(one), {"switch": port.device, "port": port.name, **told})


def _is_one_of(vlan: Vlan | None, entry: AccessVlan) -> bool:
    if vlan is None:
        return False
    return vlan.vid in entry.vids or vlan.name in entry.names or vlan.role in entry.vlan_roles
