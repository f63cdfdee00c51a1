"""A statement of a right, on paper: who has what, from when until when, by whose authority, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app import clock, pdf
from app.documents.checking import LOCALES, how_to_check
from app.documents.copies import MARK
from app.documents.issued import NewIssue, Series, issue
from app.events import Subject
from app.outside.files import Files
from app.policy import Identity, Permission, require
from app.rights import queries
from app.rights.rules import state_of
from app.words import Words, words_in
from models.issued import Issued
from models.rights import Right
from models.values import RightState


@dataclass(frozen=True)
class Asked:
    """A statement as the form asked for it; `address` is where people reach us. The same key issues once."""

    right_id: int
    language: str
    address: str
    form_key: str | None = None


@dataclass(frozen=True)
class Seen:
    """What the row itself doesn't say: whether its grantor administered rights that day, and the part's name."""

    authority: bool
    part: str


def issue_statement(session: Session, files: Files, actor: Identity, asked: Asked, now: datetime) -> Issued:
    """Issues a statement of the right as it stands now. Raises Missing, Forbidden, Outage."""
    require(actor, Permission.DOCUMENT_ISSUE)
    right = queries.right_record(session, actor, asked.right_id)
    require(actor, Permission.DOCUMENT_ISSUE, right)
    authority = queries.had_authority(session, right.granted_under_id, clock.day_of(right.granted_at))
    words = words_in(asked.language)
    part = _part(session, right, asked.language)

    def make(reference: str, code: str) -> bytes:
        return pdf.made(sheet(words, right, Seen(authority, part), asked.address, reference, code, now))

    new = NewIssue(
        Series.RIGHT_STATEMENT,
        Subject("right", right.id, right.organisation_id, right.person_id),
        asked.language,
        f"{_file_name(words)}-{{reference}}.pdf",
        asked.form_key,
    )
    return issue(session, files, actor, new, make, now)


def sheet(
    words: Words, right: Right, seen: Seen, address: str, reference: str, code: str, now: datetime
) -> pdf.Sheet:
    """What the statement says, in those words."""
    _ = words
    today = clock.day_of(now)
    return pdf.Sheet(
        title=_("Statement of a right"),
        language=LOCALES[words.language],
        issuer=right.organisation.name,
        reference=_("No. %(number)s", number=reference),
        issued_at=now,
        page_words=_("Page {page} of {pages}"),
        subject=right.kind.named(words.language),
        keywords=f"{MARK}{code}",
        blocks=(
            pdf.Paragraph(
                _(
                    "%(organisation)s states that the right below stands in its register, as on %(day)s.",
                    organisation=right.organisation.name,
                    day=_.day(today),
                )
            ),
            pdf.Facts(_facts(words, right, seen.part, today)),
            pdf.Heading(_("Granted")),
            pdf.Paragraph(_granted(words, right, seen.authority)),
            *how_to_check(_, address, code),
            pdf.Note(
                _(
                    "This statement tells how the right stood on the day it was issued. A right can be revoked;"
                    " whoever relies on it later asks for a new one."
                )
            ),
        ),
    )


def _facts(_: Words, right: Right, part: str, today: date) -> list[tuple[str, str]]:
    person, relation = right.person, right.membership
    rows = [
        (_("Person"), person.name),
        (_("National number"), person.masked_number or ""),
        (_("Organisation"), right.organisation.name),
        (_("Tool"), right.kind.tool.named(_.language)),
        (_("Right"), right.kind.named(_.language)),
        (_("Role it opens"), right.kind.role.named(_.language)),
        (_("For which part"), part),
        (_("Period"), f"{_.day(right.first_day)} – {_.day(right.last_day)}"),
        (_("Function"), relation.function),
        (_("State on %(day)s", day=_.day(today)), _state(_, right, today)),
    ]
    return [(label, value) for label, value in rows if value]


def _state(_: Words, right: Right, today: date) -> str:
    state = state_of(right.first_day, right.last_day, right.revoked_on, today)
    if state is RightState.REVOKED and right.revoked_on is not None:
        return _("Revoked on %(day)s", day=_.day(right.revoked_on))
    return {
        RightState.PENDING: _("Pending: it begins later"),
        RightState.ACTIVE: _("Active"),
        RightState.EXPIRED: _("Expired"),
    }[state]


def _granted(_: Words, right: Right, authority: bool) -> str:
    when, by = _.day(clock.day_of(right.granted_at)), right.grantor.username
    if right.granted_under_id is None:
        return _("On %(day)s by %(name)s, of the central team.", day=when, name=by)
    if authority:
        return _(
            "On %(day)s by %(name)s, on that day local administrator of %(organisation)s (right %(number)s).",
            day=when,
            name=by,
            organisation=right.organisation.name,
            number=right.granted_under_id,
        )
    return _("On %(day)s by %(name)s, whose right to grant it no longer shows.", day=when, name=by)


def _part(session: Session, right: Right, language: str) -> str:
    """The part of the tool it counts for, as people know it; its code where the list no longer has it."""
    named = {value.code: value.named(language) for value in queries.context_values(session, right.kind_id)}
    return named.get(right.context, right.context)


def _file_name(_: Words) -> str:
    return _("statement-of-a-right")
