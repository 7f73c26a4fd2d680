"""The kinds of fault that intent reports. Codes are stable and never reused."""

from __future__ import annotations

from altyapi.intent.faults import FaultKind


def _kind(code: str, en: str, tr: str, en_remedy: str, tr_remedy: str) -> FaultKind:
    return FaultKind(code=code, en=en, tr=tr, en_remedy=en_remedy, tr_remedy=tr_remedy)


HOSTNAME = _kind(
    "INT-101", "not a valid host name: {value!r}", "geçersiz ana makine adı: {value!r}",
    "Use 1 to 63 letters, digits and hyphens, no hyphen at either end (RFC 1123).",
    "1–63 harf, rakam ve tire kullanın; başta ve sonda tire olmasın (RFC 1123).",
)  # fmt: skip
CONTEXT = _kind(
    "INT-102",
    "not usable: {problem}",
    "kullanılamayan değer: {problem}",
    "Correct the config context; the keys are listed in docs/config-context.md.",
    "Config context içeriğini düzeltin; anahtarlar docs/config-context.md sayfasında.",
)
CONTEXT_MISSING = _kind(
    "INT-145",
    "missing",
    "eksik",
    "Add the key to a config context that applies to the device; docs/config-context.md.",
    "Anahtarı cihaz için geçerli bir config context içine ekleyin; docs/config-context.md.",
)
CONTEXT_UNKNOWN = _kind(
    "INT-146",
    "unknown key",
    "bilinmeyen anahtar",
    "Correct the spelling, or remove the key; docs/config-context.md.",
    "Yazımı düzeltin ya da anahtarı kaldırın; docs/config-context.md.",
)
NO_PLATFORM = _kind(
    "INT-103", "no platform", "platform yok",
    "Set the device's platform.", "Cihazın platformunu verin.",
)  # fmt: skip
PLATFORM = _kind(
    "INT-104", "platform without switch support: {value}. Supported: {supported}",
    "anahtar desteği olmayan platform: {value}. Desteklenenler: {supported}",
    "Set a supported platform, or leave the device out of the selection.",
    "Desteklenen bir platform verin ya da cihazı seçime almayın.",
)  # fmt: skip
NO_PRIMARY = _kind(
    "INT-105", "no primary IPv4 address", "birincil IPv4 adresi yok",
    "Assign an address to the management interface and make it primary.",
    "Yönetim arayüzüne adres atayıp birincil yapın.",
)  # fmt: skip
PRIMARY_UNASSIGNED = _kind(
    "INT-106", "primary address not assigned to an interface of this device: {address}",
    "birincil adres bu cihazın bir arayüzüne atanmamış: {address}",
    "Assign the address to {interface}.", "Adresi {interface} arayüzüne atayın.",
)  # fmt: skip
PRIMARY_ELSEWHERE = _kind(
    "INT-107", "primary address on {found}, management interface by the context: {expected}",
    "birincil adresin arayüzü {found}; context içindeki yönetim arayüzü: {expected}",
    "Move the address, or correct management.vlan.", "Adresi taşıyın ya da management.vlan değerini düzeltin.",
)  # fmt: skip
NO_PREFIX = _kind(
    "INT-108", "in no prefix of the IPAM: {address}", "IPAM içinde hiçbir prefix kapsamında değil: {address}",
    "Create the prefix, or correct the address.", "Prefix oluşturun ya da adresi düzeltin.",
)  # fmt: skip
MASK = _kind(
    "INT-109", "mask of {address} differs from prefix {prefix}", "maske uyuşmuyor: adres {address}, prefix {prefix}",
    "Give the address its prefix's mask.", "Adrese prefix maskesini verin.",
)  # fmt: skip
PREFIX_VLAN = _kind(
    "INT-110", "prefix {prefix} belongs to VLAN {found}, not to {expected}",
    "prefix {prefix}, VLAN {found} için; beklenen VLAN: {expected}",
    "Correct the prefix's VLAN or the address.", "Prefix VLAN değerini ya da adresi düzeltin.",
)  # fmt: skip
NO_GATEWAY = _kind(
    "INT-111", "no gateway can be derived: prefix {prefix} has no host address to spare",
    "ağ geçidi türetilemiyor: prefix {prefix} içinde uygun adres yok",
    "Set management.gateway in the config context.", "Config context içinde management.gateway verin.",
)  # fmt: skip
GATEWAY_OUTSIDE = _kind(
    "INT-112", "gateway {gateway} outside management prefix {prefix}",
    "ağ geçidi {gateway} yönetim prefix aralığının dışında: {prefix}",
    "Correct management.gateway.", "management.gateway değerini düzeltin.",
)  # fmt: skip
VLAN_OF_OTHER_SITE = _kind(
    "INT-113", "VLAN {vid} ({name}) belongs to site {found}, the device to {expected}",
    "VLAN {vid} ({name}) tesisi: {found}; cihazın tesisi: {expected}",
    "Choose the VLAN of the device's own site.", "Cihazın kendi tesisindeki VLAN seçilmeli.",
)  # fmt: skip
VLAN_MISSING = _kind(
    "INT-114", "no such VLAN: object id {id}", "VLAN yok: nesne no {id}",
    "Choose an existing VLAN; if it exists, ./inv netbox.pull", "Var olan bir VLAN seçin; varsa ./inv netbox.pull",
)  # fmt: skip
VID_MISSING = _kind(
    "INT-115", "VLAN {vid} does not exist at site {site}", "VLAN {vid} tesiste yok: {site}",
    "Create the VLAN at the site, or correct the number.", "VLAN nesnesini tesiste oluşturun ya da numarayı düzeltin.",
)  # fmt: skip
VID_AMBIGUOUS = _kind(
    "INT-116", "more than one VLAN {vid} at site {site}: {names}", "tesiste birden çok VLAN {vid}: {site}: {names}",
    "Leave one of them.", "Yalnızca birini bırakın.",
)  # fmt: skip
VID_RESERVED = _kind(
    "INT-117", "VLAN {vid} is reserved by the platform", "VLAN {vid} platform tarafından ayrılmış",
    "Choose another VLAN id.", "Başka bir VLAN numarası seçin.",
)  # fmt: skip
VLAN_NAME = _kind(
    "INT-118", "VLAN name not usable on the device: {name!r}: {problem}",
    "cihazda kullanılamayan VLAN adı: {name!r}: {problem}",
    "Shorten or change the name.", "Adı kısaltın ya da değiştirin.",
)  # fmt: skip
VLAN_NAME_TWICE = _kind(
    "INT-119", "VLANs {vids} would have the same name on the device: {name}",
    "VLAN adı cihazda çakışıyor: {name}: {vids}", "Give each VLAN its own name.", "Her VLAN için ayrı ad verin.",
)  # fmt: skip
ACCESS_WITHOUT_VLAN = _kind(
    "INT-120", "access mode without an untagged VLAN", "access kipinde untagged VLAN yok",
    "Choose the untagged VLAN.", "Untagged VLAN seçin.",
)  # fmt: skip
ACCESS_WITH_TAGGED = _kind(
    "INT-121", "access mode with tagged VLANs: {vids}", "access kipinde tagged VLAN var: {vids}",
    "Remove the tagged VLANs, or choose mode tagged.", "Tagged VLAN seçimini kaldırın ya da kipi tagged yapın.",
)  # fmt: skip
TRUNK_WITHOUT_VLAN = _kind(
    "INT-122", "tagged mode without any VLAN", "tagged kipinde hiç VLAN yok",
    "Choose the tagged VLANs, or mode tagged-all.", "Tagged VLAN seçin ya da kipi tagged-all yapın.",
)  # fmt: skip
VLAN_WITHOUT_MODE = _kind(
    "INT-123", "VLANs without an 802.1Q mode: {vids}", "802.1Q kipi olmadan VLAN verilmiş: {vids}",
    "Choose the mode.", "Kipi seçin.",
)  # fmt: skip
MODE_UNSUPPORTED = _kind(
    "INT-124", "802.1Q mode not supported: {mode}", "desteklenmeyen 802.1Q kipi: {mode}",
    "Use access, tagged or tagged-all.", "access, tagged ya da tagged-all kullanın.",
)  # fmt: skip
CONNECTED_WITHOUT_MODE = _kind(
    "INT-125", "connected, but without mode, LAG or address", "bağlı; ancak kip, LAG ya da adres yok",
    "Set the mode and VLANs, the LAG or an address; or remove the cable.",
    "Kip ve VLAN, LAG ya da adres verin; ya da kabloyu kaldırın.",
)  # fmt: skip
LAG_MISSING = _kind(
    "INT-126", "LAG interface {lag} does not exist on this device", "LAG arayüzü bu cihazda yok: {lag}",
    "Create the LAG interface, or choose another.", "LAG arayüzünü oluşturun ya da başkasını seçin.",
)  # fmt: skip
LAG_NOT_LAG = _kind(
    "INT-127", "{lag} is not a LAG interface of this platform (type {type})",
    "{lag} bu platformda bir LAG arayüzü değil (tür: {type})",
    "Give it type lag and a name like Port-channel1.", "Türünü lag, adını Port-channel1 biçiminde verin.",
)  # fmt: skip
LAG_MEMBER_DIFFERS = _kind(
    "INT-128", "{what} differs from LAG {lag}: {found}, LAG: {expected}",
    "{what} LAG ile çelişiyor: {found}; {lag}: {expected}",
    "Leave it empty on the member; the LAG decides.", "Üyede boş bırakın; LAG belirler.",
)  # fmt: skip
LAG_MEMBER_KIND = _kind(
    "INT-129", "only physical ports can be members of a LAG", "LAG üyesi yalnızca fiziksel port olabilir",
    "Remove the LAG from this interface.", "Bu arayüzden LAG seçimini kaldırın.",
)  # fmt: skip
MTU_RANGE = _kind(
    "INT-130", "MTU {mtu} outside the platform's range {low}–{high}",
    "MTU {mtu}, platform aralığı dışında: {low}–{high}",
    "Correct the MTU.", "MTU değerini düzeltin.",
)  # fmt: skip
NAME_UNKNOWN = _kind(
    "INT-131", "interface name or type not known on platform {platform} (type {type})",
    "arayüz adı ya da türü platformda bilinmiyor: {platform} (tür: {type})",
    "Correct the name or the type.", "Adı ya da türü düzeltin.",
)  # fmt: skip
NAME_TWICE = _kind(
    "INT-132", "same interface on the device as {other}", "cihazda aynı arayüz: {other}",
    "Remove one of them.", "Birini kaldırın.",
)  # fmt: skip
SVI_WITHOUT_VLAN = _kind(
    "INT-133", "no VLAN {vid} at site {site} for this interface", "bu arayüz için tesiste VLAN yok: {vid}, {site}",
    "Create the VLAN, or remove the interface.", "VLAN oluşturun ya da arayüzü kaldırın.",
)  # fmt: skip
SVI_VLAN_DIFFERS = _kind(
    "INT-134", "untagged VLAN {found} contradicts the interface's name",
    "untagged VLAN {found} arayüz adıyla çelişiyor",
    "Leave it empty, or correct the name.", "Boş bırakın ya da adı düzeltin.",
)  # fmt: skip
TEXT_TOO_LONG = _kind(
    "INT-135", "{length} characters, at most {limit} on the device", "{length} karakter; cihazda en çok {limit}",
    "Shorten it.", "Kısaltın.",
)  # fmt: skip
TEXT_UNUSABLE = _kind(
    "INT-136", "characters that the device can't hold: {characters}", "cihazda tutulamayan karakterler: {characters}",
    "Replace them.", "Değiştirin.",
)  # fmt: skip
ADDRESS_FAMILY = _kind(
    "INT-137", "address not supported on this interface: {address}", "bu arayüzde desteklenmeyen adres: {address}",
    "Use a plain IPv4 address with its mask.", "Maskesiyle birlikte düz bir IPv4 adresi kullanın.",
)  # fmt: skip
ADDRESS_ON_SWITCHED = _kind(
    "INT-138", "address {address} on an interface with an 802.1Q mode or in a LAG",
    "802.1Q kipi olan ya da LAG üyesi arayüzde adres var: {address}",
    "Remove the address or the mode.", "Adresi ya da kipi kaldırın.",
)  # fmt: skip
NO_MANAGEMENT_INTERFACE = _kind(
    "INT-139", "no interface {interface} on the device", "cihazda {interface} arayüzü yok",
    "Create the management interface (type virtual).", "Yönetim arayüzünü oluşturun (tür: virtual).",
)  # fmt: skip
MANAGEMENT_DISABLED = _kind(
    "INT-140", "the management interface is disabled", "yönetim arayüzü kapalı",
    "Enable it; a disabled one would lock everybody out.", "Etkinleştirin; kapalı olursa cihaza kimse erişemez.",
)  # fmt: skip
ADDRESS_OVERLAP = _kind(
    "INT-141", "{address} overlaps {other} on {interface}", "{address} ile {other} çakışıyor ({interface})",
    "Correct one of the addresses.", "Adreslerden birini düzeltin.",
)  # fmt: skip
QUARANTINE_IN_USE = _kind(
    "INT-142", "in use, but in the quarantine VLAN {vid}", "kullanımda; ancak karantina VLAN üzerinde: {vid}",
    "Choose another VLAN, or clear the port's mode so that it counts as unused.",
    "Başka bir VLAN seçin ya da port boşta sayılsın diye kipi kaldırın.",
)  # fmt: skip
DOT1X_INCOMPLETE = _kind(
    "INT-143", "802.1X enabled without {what}", "802.1X etkin; eksik: {what}",
    "Give the RADIUS servers and the key's reference.", "RADIUS sunucularını ve anahtarın referansını verin.",
)  # fmt: skip
DUPLICATE_NAME = _kind(
    "INT-144", "named twice: {name}", "iki kez geçiyor: {name}",
    "Leave each name once.", "Her adı bir kez bırakın.",
)  # fmt: skip
TEXT_MARKS = _kind(
    "INT-147", "marks that stand for secrets: {marks}", "sırların yerini tutan işaretler: {marks}",
    "Remove them. A secret stands in a config context as secret:group/name, in the fields meant for one; docs/secrets.md.",
    "İşaretleri kaldırın. Sırlar config context içinde, yalnız kendi alanlarında secret:grup/ad olarak yazılır; docs/secrets.md.",
)  # fmt: skip
TEXT_UNSEEN = _kind(
    "INT-148", "characters that can't be seen: {characters}", "görünmeyen karakterler: {characters}",
    "Write the text again without them; only banner.login may have several lines.",
    "Metni bunlar olmadan yeniden yazın; yalnız banner.login birden çok satır olabilir.",
)  # fmt: skip
ADDRESS_INVALID = _kind(
    "INT-149", "not an address with its prefix length: {address!r}", "önek uzunluğu olan bir adres değil: {address!r}",
    "Write it as 10.64.0.5/24.", "10.64.0.5/24 biçiminde yazın.",
)  # fmt: skip
VRF_NAME = _kind(
    "INT-150", "a VRF name that a device can't hold: {vrf!r}", "cihazın taşıyamayacağı VRF adı: {vrf!r}",
    "Use printable ASCII without spaces, at most 32 characters.",
    "Boşluksuz, yazdırılabilir ASCII ve en çok 32 karakter kullanın.",
)  # fmt: skip
