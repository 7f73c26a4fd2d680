"""Mail to people who must know at once; what it says is composed elsewhere. Sent only when asked for."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from altyapi.errors import EngineError
from altyapi.secrets import SecretStore
from altyapi.settings import Settings

PASSWORD = "mail/password"  # noqa: S105  a secret's name
PORTS = {"starttls": 587, "tls": 465, "none": 25}
HEADERS = {"From": "mail_from", "To": "mail_to"}
"""Of a message, and the setting that each comes from."""


class MailNotSet(EngineError):
    code = "ENG-010"
    en = "Mail is not set up: {names} is missing."
    tr = "E-posta ayarlanmamış: eksik olan: {names}."
    en_remedy = "Set it in inventory/altyapi.yml or the environment (docs/settings.md); without --send nothing is sent."
    tr_remedy = "inventory/altyapi.yml içinde ya da ortamda ayarlanmalı (docs/settings.md); --send olmadan gönderilmez."


class MailNotSent(EngineError):
    code = "ENG-011"
    en = "Mail was not sent: {server}: {problem}"
    tr = "E-posta gönderilemedi: {server}: {problem}"
    en_remedy = "Check mail_server and mail_security, and {name} where the server wants a login; then run it again."
    tr_remedy = (
        "mail_server ve mail_security denetlenmeli, sunucu oturum istiyorsa {name} de; sonra yeniden çalıştırılmalı."
    )


def compose(configured: Settings, subject: str, text: str) -> EmailMessage:
    """Without a sender or receivers where none are set: it can be shown so, not sent."""
    message = EmailMessage()
    message["Subject"] = " ".join(subject.split())
    for name, setting in HEADERS.items():
        if value := getattr(configured, setting):
            message[name] = value
    message["Date"] = formatdate(localtime=True)
    message["Message-ID"] = make_msgid(domain=configured.mail_from.rpartition("@")[2] or None)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def missing(configured: Settings, message: EmailMessage) -> tuple[str, ...]:
    """The settings without which it can't be sent."""
    server = () if configured.mail_server else ("mail_server",)
    return (*server, *(setting for name, setting in HEADERS.items() if message[name] is None))


def send(configured: Settings, message: EmailMessage) -> None:
    """Hand it to the server, which has taken it for every receiver when this returns. Raises MailNotSet and MailNotSent."""
    if names := missing(configured, message):
        raise MailNotSet(names=", ".join(names))
    host, _, given = configured.mail_server.partition(":")
    port = int(given) if given.isdigit() else PORTS[configured.mail_security]
    context = ssl.create_default_context(cafile=configured.mail_ca_file)
    try:
        with _connection(configured, host, port, context) as server:
            if configured.mail_security == "starttls":
                server.starttls(context=context)
            if configured.mail_user:
                server.login(configured.mail_user, SecretStore.from_settings(configured).get(PASSWORD))
            refused = server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise MailNotSent(server=configured.mail_server, problem=_told(error), name=PASSWORD) from error
    if refused:
        raise MailNotSent(server=configured.mail_server, problem=", ".join(refused), name=PASSWORD)


def _connection(configured: Settings, host: str, port: int, context: ssl.SSLContext) -> smtplib.SMTP:
    timeout_s = configured.connect_timeout_s
    if configured.mail_security == "tls":
        return smtplib.SMTP_SSL(host, port, timeout=timeout_s, context=context)
    return smtplib.SMTP(host, port, timeout=timeout_s)


def _told(error: Exception) -> str:
    """Never what was sent: an answer to a login may repeat it."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"login refused ({error.smtp_code})"
    return " ".join(str(error).split())[:200] or type(error).__name__
