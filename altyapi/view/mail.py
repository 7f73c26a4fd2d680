"""A mail on a terminal."""

from __future__ import annotations

from email.message import EmailMessage

from altyapi.mail import HEADERS
from altyapi.view.output import Output


def show(out: Output, message: EmailMessage) -> None:
    """As it would go out; where a setting is missing, its name in the place."""
    head = [
        f"{name}: {out.say('mail.unset', setting=HEADERS[name]) if message[name] is None else message[name]}"
        for name in (*HEADERS, "Subject")
    ]
    out.code("\n".join((*head, "", message.get_content())))
