"""One page for the user: what was given, how it is set up, what to mind. Printed and signed for; it holds no key."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from altyapi.audit.text import Text, shown
from altyapi.errors import Language
from altyapi.visible import visible
from altyapi.vpn import config
from altyapi.vpn.pending import Wanted
from altyapi.vpn.policy import VpnPolicy

WORDS: dict[str, Text] = {
    "title": Text("Remote access: instruction for the user", "Uzaktan erişim: kullanıcı yönergesi"),
    "setup": Text("Setting it up", "Kurulum"),
    "rules": Text("What to mind", "Uyulacak kurallar"),
    "trouble": Text("When it does not work", "Bağlanamıyorsanız"),
    "delivered": Text("Handed over by", "Teslim eden"),
    "received": Text("Received by", "Teslim alan"),
    "line": Text("Name, title, date, signature", "Ad soyad, unvan, tarih, imza"),
}
FACTS = (
    Text("Person", "Kullanıcı"), Text("Access", "Erişim türü"), Text("Your address", "Adresiniz"), Text("Last day", "Son gün"),
    Text("Document", "Dayanak evrak"), Text("Within reach", "Erişilebilenler"),
)  # fmt: skip
STEPS_WIREGUARD = (
    Text(
        "Install WireGuard: Windows and macOS from wireguard.com/install, Android and iOS from the store, Pardus from its store or "
        "with: sudo apt install wireguard",
        "WireGuard programını kurun: Windows ve macOS için wireguard.com/install, telefonda uygulama mağazası, Pardus için mağaza ya "
        "da: sudo apt install wireguard",
    ),
    Text(
        "In the program choose “Import tunnel(s) from file” and the file {file}.",
        "Programda “Dosyadan tünel içe aktar” ile şu dosyayı seçin: {file}",
    ),
)
STEP_HERE = Text(
    "The file is handed to you opened, once. On a telephone scan the QR code instead; then delete file and picture.",
    "Dosya size açılmış olarak bir kez verilir. Telefonda bunun yerine karekodu okutun; sonra dosyayı ve resmi silin.",
)
STEP_OWN = Text(
    "Put your own private key behind “PrivateKey =”. It never leaves your computer, and nobody will ask you for it.",
    "“PrivateKey =” karşısına kendi özel anahtarınızı yazın. Anahtar bilgisayarınızdan çıkmaz, kimse sizden istemez.",
)
STEP_CONNECT = Text(
    "Activate the tunnel when you begin to work, and deactivate it when you end.",
    "Çalışmaya başlarken tüneli etkinleştirin, bitirince kapatın.",
)
STEPS_OPENVPN = (
    Text(
        "Install OpenVPN Connect (openvpn.net/client), on Pardus: sudo apt install openvpn",
        "OpenVPN Connect programını kurun (openvpn.net/client); Pardus için: sudo apt install openvpn",
    ),
    Text(
        "Import the profile {file}: it is handed to you opened, once. Then delete the file.",
        "Şu profili içe aktarın: {file}. Profil size açılmış olarak bir kez verilir; sonra dosyayı silin.",
    ),
)
STEP_OWN_OPENVPN = Text(
    "Put your own private key beside it as {key}, or into the program when it asks. It never leaves your computer, and nobody will "
    "ask you for it.",
    "Kendi özel anahtarınızı yanına {key} adıyla koyun ya da program sorunca verin. Anahtar bilgisayarınızdan çıkmaz, kimse sizden "
    "istemez.",
)
STEP_CODE = Text(
    "Scan the code picture once with an authenticator app on your telephone, then delete it. Each time you connect: user name vpn, "
    "password the six digits that the app shows.",
    "Kod karekodunu telefonunuzdaki doğrulama uygulamasıyla bir kez okutun, sonra silin. Her bağlantıda kullanıcı adı vpn, parola "
    "uygulamanın gösterdiği altı rakamdır.",
)
RULES = (
    Text(
        "The access is yours alone. Lend it to nobody, put it on no second device.",
        "Erişim yalnız size aittir; kimseye vermeyin, ikinci bir cihaza kurmayın.",
    ),
    Text(
        "Use a computer with current updates, antivirus and a locked screen.",
        "Güncel, antivirüslü ve ekran kilidi olan bir bilgisayar kullanın.",
    ),
    Text(
        "A lost or stolen device, or a key that somebody may have seen: tell us at once, the access is cut within seconds.",
        "Cihaz kaybolur ya da çalınırsa, anahtarı başkası görmüş olabilirse hemen bildirin: erişim saniyeler içinde kesilir.",
    ),
    Text(
        "Connections are recorded as the law asks: when, how much, by your address in the tunnel; not what, and not from where.",
        "Bağlantılar mevzuat gereği kaydedilir: ne zaman, ne kadar, tüneldeki adresinizle; içeriği ve nereden bağlandığınız değil.",
    ),
    Text(
        "The access ends by itself after its last day. Longer: by a new document of your department, before that day.",
        "Erişim son günden sonra kendiliğinden kapanır. Uzatmak için o günden önce biriminizin yeni evrakı gerekir.",
    ),
)
TROUBLE = (
    Text(
        "Check that you are on the Internet and that date and time are right.",
        "İnternet bağlantınızı, tarih ve saati denetleyin.",
    ),
    Text(
        "Some networks (hotels, guests) let no VPN through: try your telephone's.",
        "Bazı ağlar (otel, misafir) VPN geçirmez: telefonunuzun bağlantısını deneyin.",
    ),
)
HELP = Text("Help desk: {desk}", "Yardım masası: {desk}")


def page(rules: VpnPolicy, one: Wanted, reached: Sequence[str], *, made_here: bool, language: Language) -> bytes:
    """The page as HTML that prints on one sheet of A4; no outside resources. `reached`: what the user can reach, in words."""
    profile = rules.profiles[one.profile]
    if one.provider == "openvpn":
        steps = _openvpn(rules, one, made_here=made_here, language=language)
    else:
        file = f"{config.name_of(one)}.conf"
        steps = [step.of(language).format(file=file) for step in STEPS_WIREGUARD]
        steps.append((STEP_HERE if made_here else STEP_OWN).of(language))
    steps.append(STEP_CONNECT.of(language))
    values = (
        one.person_id,
        profile.title,
        one.address.partition("/")[0],
        shown(one.until, language),
        one.evrak,
        ", ".join(reached),
    )
    trouble = [line.of(language) for line in TROUBLE]
    if rules.help_desk:
        trouble.append(HELP.of(language).format(desk=rules.help_desk))
    text = (
        _environment()
        .get_template("instruction.html.j2")
        .render(
            language=language,
            words={name: word.of(language) for name, word in WORDS.items()},
            facts=[
                (label.of(language), visible(value, lines=False)) for label, value in zip(FACTS, values, strict=True)
            ],
            steps=steps,
            rules=[rule.of(language) for rule in RULES],
            trouble=trouble,
        )
    )
    return text.encode()


def _openvpn(rules: VpnPolicy, one: Wanted, *, made_here: bool, language: Language) -> list[str]:
    name = config.name_of(one)
    steps = [step.of(language).format(file=f"{name}.ovpn") for step in STEPS_OPENVPN]
    if not made_here:
        steps.append(STEP_OWN_OPENVPN.of(language).format(key=config.KEY_FILE.format(name=name)))
    gateway = rules.gateways.get(rules.profiles[one.profile].gateway)
    if gateway is not None and gateway.totp:
        steps.append(STEP_CODE.of(language))
    return steps


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("altyapi.vpn"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
