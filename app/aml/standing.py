"""How a file stands before anybody decides: its level with every reason, and all that is in the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app import clock
from app.aml.assessing import Rules, file_of, rules_in_force
from app.aml.deciding_rules import is_in_spite
from app.aml.officers import officers_of
from app.aml.pages import Lacking, lacking_in
from app.aml.versions import in_force_beside
from app.aml.vigilance.file import File
from app.aml.vigilance.level import Assessment, vigilance_of
from app.policy import Identity, Permission, may
from models.aml import Contact


@dataclass(frozen=True)
class Standing:
    """`officers`: the names of the office's AML officers, read only where one has to be named. `earlier`: the
    version that is replaced by a decision, where there is one."""

    rules: Rules
    file: File
    found: Assessment
    lacking: tuple[Lacking, ...]
    is_officer: bool
    officers: tuple[str, ...]
    earlier: Contact | None

    @property
    def asks_officer(self) -> bool:
        """Whether somebody else must accept it than who looks."""
        return self.found.officer_only and not self.is_officer

    @property
    def complete(self) -> bool:
        """Whether nothing lacks, whoever decides."""
        return not (self.lacking or self.found.unanswered or self.found.open_documents)

    @property
    def acceptable(self) -> bool:
        """Whether who looks may accept it, with a reason where that is asked."""
        return self.complete and not self.asks_officer

    @property
    def in_spite(self) -> bool:
        """Whether accepting is accepting in spite of raised vigilance."""
        return is_in_spite(self.found.level)


def standing_of(
    session: Session, who: Identity, contact: Contact, now: datetime, *, to_accept: bool = False
) -> Standing:
    """How this version stands under the rules in force, for this reader; who is told is read where it is asked
    `to_accept` it."""
    rules, file = rules_in_force(session), file_of(session, contact, now)
    found = vigilance_of(rules.rules, file)
    is_officer = may(who, Permission.STOP_DECIDE, contact)
    named = not is_officer and (found.officer_only or (to_accept and is_in_spite(found.level)))
    return Standing(
        rules=rules,
        file=file,
        found=found,
        lacking=lacking_in(file.details, file.has_national_number),
        is_officer=is_officer,
        officers=officers_of(session, contact.organisation_id, clock.day_of(now)) if named else (),
        earlier=in_force_beside(session, contact),
    )
