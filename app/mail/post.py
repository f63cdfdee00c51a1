"""The post office of this installation, and a letter in the form in which it leaves.

Headers are made of values by the standard library, which refuses a line break in them; names are made one line
before. Everything is seven bits wide, so any server takes it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from app.letters import SECRET, one_line
from app.outside.mail import Carrier, Mailbox, Smtp
from models.mail import SUBJECT, Letter

_POLICY = policy.SMTP.clone(cte_type="7bit", raise_on_defect=True)
_NAME_LENGTH = 100


@dataclass(frozen=True)
class Enclosed:
    """A document that goes with a letter: its name, its media type, its bytes."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Post:
    """Who carries letters, from whom they are, where reports come back, and the address their links begin with.

    With `bounces` each letter has an envelope sender of its own (`bounces+<token>@…`); a report is known by it.
    """

    carrier: Carrier = field(default_factory=Mailbox)
    sender: str = "sleutelbos@localhost.localdomain"
    bounces: str = ""
    site: str = "http://localhost"

    @classmethod
    def of(cls, server: Smtp | None, ca_file: str, sender: str, bounces: str, site: str) -> Post:
        """The post office that settings make: the mail server they name, or the mailbox."""
        carrier = replace(server, ca_file=ca_file) if server is not None else Mailbox()
        return cls(carrier, sender or cls.sender, bounces, site)

    def envelope_sender(self, letter: Letter) -> str:
        if not self.bounces:
            return self.sender
        local, _, domain = self.bounces.rpartition("@")
        return f"{local}+{letter.token}@{domain}"

    def message_id(self, letter: Letter) -> str:
        """The same at each try, so that a copy is known as one."""
        return f"<{letter.token}@{self.sender.rpartition('@')[2]}>"

    def message(
        self, letter: Letter, address: str, now: datetime, enclosed: Enclosed | None = None
    ) -> EmailMessage:
        """The letter as it goes over the wire to that address, which can be used."""
        made = EmailMessage(policy=_POLICY)
        made["From"] = Address("Sleutelbos", addr_spec=self.sender)
        made["To"] = Address(_said(letter.name, _NAME_LENGTH), addr_spec=address)
        made["Subject"] = _said(letter.subject, SUBJECT)
        made["Date"] = format_datetime(now)
        made["Message-ID"] = self.message_id(letter)
        made["Auto-Submitted"] = "auto-generated"
        made.set_content(letter.body.replace(SECRET, letter.secret or SECRET))
        made.add_alternative(letter.html.replace(SECRET, letter.secret or SECRET), subtype="html")
        if enclosed is not None:
            kind, _, subtype = enclosed.media_type.partition("/")
            made.add_attachment(enclosed.content, kind, subtype, filename=enclosed.name)
        made["Content-Language"] = letter.language  # last, or it would go into the first part
        return made


def _said(value: str, length: int) -> str:
    """The value for a header. The library decodes what looks like an encoded word, line breaks and all, and
    writes them out as they are: so nothing may look like one.
    """
    return one_line(value, length).replace("=?", "= ?")
