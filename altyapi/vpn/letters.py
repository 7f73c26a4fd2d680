"""Mail to a person whose access ends; no address of a gateway, no key."""

from __future__ import annotations

from datetime import date

from altyapi.audit.text import Text, shown
from altyapi.errors import Language
from altyapi.vpn.policy import VpnPolicy
from altyapi.vpn.standing import NearEnd

SUBJECT = Text("Remote access ends on {until}", "Uzaktan erişim bitiyor: {until}")
BODY = Text(
    "Your remote access ({title}) ends after {until}; days left: {left}. Then the connection is cut by itself.\n\n"
    "If it is needed longer, your department asks for it with a new document before that day. If not, nothing is to be done.\n",
    "Uzaktan erişiminiz ({title}) {until} sonunda bitiyor; kalan gün: {left}. Ardından bağlantı kendiliğinden kesilir.\n\n"
    "Daha uzun gerekiyorsa biriminiz o günden önce yeni evrakla talep etmelidir. Gerekmiyorsa yapılacak bir şey yok.\n",
)
HELP = Text("\nHelp desk: {desk}\n", "\nYardım masası: {desk}\n")


def letter(one: NearEnd, rules: VpnPolicy, day: date, language: Language) -> tuple[str, str]:
    """Subject and text."""
    until = shown(one.grant.until, language)
    profile = rules.profiles.get(one.grant.profile)
    title = profile.title if profile else one.grant.profile
    left = (one.grant.until - day).days if one.grant.until else 0
    text = BODY.of(language).format(title=title, until=until, left=left)
    if rules.help_desk:
        text += HELP.of(language).format(desk=rules.help_desk)
    return SUBJECT.of(language).format(until=until), text


def receiver(one: NearEnd, rules: VpnPolicy, everybody: str) -> str:
    """The person, where the policy names the domain; else whoever gets all of these mails."""
    return f"{one.grant.person_id}@{rules.mail_domain}" if rules.mail_domain and one.grant.person_id else everybody
