"""E-mail through the city's own mail server (SMTP)."""

from __future__ import annotations

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext_lazy as _

from semesta.web.casework.messaging.sender import NotSent, Unclear
from semesta.web.casework.messaging.words import SUBJECT

TEMPORARY = range(400, 500)
"""Answers of a mail server that say: not now."""


class MailSender:
    """SEMESTA_MAIL_HOST and SEMESTA_MAIL_FROM; if wanted _PORT, _USER, _PASSWORD, _TLS."""

    name = "mail"
    title = _("E-mail")
    channel = "email"
    by_itself = True

    def lacks(self) -> list[str]:
        """The server and the sender's address."""
        held = {"SEMESTA_MAIL_HOST": settings.EMAIL_HOST, "SEMESTA_MAIL_FROM": settings.DEFAULT_FROM_EMAIL}
        return [name for name, value in held.items() if not value]

    def place(self) -> str:
        """The mail server."""
        return str(settings.EMAIL_HOST)

    def send(self, address: str, text: str, key: str) -> str:
        """The server took it; the message's own number."""
        number = f"<{key}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].strip('> ')}>"
        connection = get_connection("django.core.mail.backends.smtp.EmailBackend")
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as error:
            raise NotSent(_code(error), again=not isinstance(error, smtplib.SMTPAuthenticationError)) from error
        try:
            EmailMessage(SUBJECT, text, to=[address], headers={"Message-ID": number}, connection=connection).send()
        except smtplib.SMTPRecipientsRefused as error:
            status = min((code for code, _said in error.recipients.values()), default=0)
            raise NotSent(f"SMTP {status}", again=status in TEMPORARY) from error
        except smtplib.SMTPResponseException as error:
            raise NotSent(_code(error), again=error.smtp_code in TEMPORARY) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Unclear from error
        finally:
            _let_go(connection)
        return number


def _let_go(connection: object) -> None:
    """The conversation ends; that it ends badly changes nothing about what was sent."""
    try:
        connection.close()  # type: ignore[attr-defined]  # a mail backend
    except (OSError, smtplib.SMTPException):
        return


def _code(error: Exception) -> str:
    return f"SMTP {error.smtp_code}" if isinstance(error, smtplib.SMTPResponseException) else type(error).__name__


SENDER = MailSender()
