"""The rights of a whole organisation on a day, on paper: numbered, and made by a worker, since it may be long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, joinedload

from app import clock, pdf, work
from app.documents.checking import LOCALES, how_to_check
from app.documents.copies import MARK
from app.documents.issued import NewIssue, Series, issue
from app.errors import Missing
from app.events import Subject
from app.outside.files import Files
from app.policy import Identity, Permission, require
from app.rights import queries
from app.rights.as_of import RightOn, stood, stood_days
from app.transaction import transaction
from app.words import Words, words_in
from app.work import Bench, Done, Telling
from models.accounts import Person
from models.issued import Issued
from models.organisations import Membership, Organisation
from models.rights import ContextValue, Right, RightKind
from models.values import RightState, WorkKind
from models.work import Work


@dataclass(frozen=True)
class Asked:
    """An overview as the form asked for it; `address` is where people reach us."""

    day: date
    language: str
    address: str


@dataclass(frozen=True)
class Summary:
    """What an overview would hold: how many people, how many rights, and how many of each tool."""

    people: int
    rights: int
    tools: Sequence[tuple[str, int]]


def summary(session: Session, actor: Identity, day: date, language: str) -> Summary:
    """How many had what on that day in one's own organisation."""
    require(actor, Permission.RIGHT_SEE)
    in_force = and_(Right.organisation_id == actor.organisation_id, stood(day, {RightState.ACTIVE}))
    counted = select(Right.kind_id, func.count()).where(in_force).group_by(Right.kind_id)
    by_kind = dict(session.execute(counted).all())
    people = session.scalar(select(func.count(Right.person_id.distinct())).where(in_force)) or 0
    kinds = session.scalars(select(RightKind).where(RightKind.id.in_(by_kind)).options(joinedload(RightKind.tool)))
    tools: Counter[str] = Counter()
    for kind in kinds:
        tools[kind.tool.named(language)] += by_kind[kind.id]
    return Summary(people, sum(by_kind.values()), tools.most_common())


def ask_overview(session: Session, actor: Identity, asked: Asked, now: datetime) -> Work:
    """Puts the making of it in the queue. Raises Forbidden."""
    require(actor, Permission.DOCUMENT_ISSUE)
    facts = {"day": asked.day.isoformat(), "language": asked.language, "address": asked.address}
    return work.ask(session, actor, WorkKind.OVERVIEW, facts, now)


def carry_on(bench: Bench, task: Work, actor: Identity, progress: Telling) -> Done:
    """What the worker does: one transaction, and once for a task however often it begins."""
    asked = Asked(date.fromisoformat(task.facts["day"]), task.facts["language"], task.facts["address"])
    with bench.session() as session, transaction(session):
        made = issue_overview(session, bench.files, actor, asked, f"work-{task.id}", clock.now())
        return Done({"issued_id": made.id})


def issue_overview(
    session: Session, files: Files, actor: Identity, asked: Asked, form_key: str, now: datetime
) -> Issued:
    """Issues the overview. Raises Forbidden, Missing, Outage."""
    require(actor, Permission.DOCUMENT_ISSUE)
    organisation = session.get(Organisation, actor.organisation_id)
    if organisation is None:
        raise Missing("organisation", actor.organisation_id)
    words = words_in(asked.language)
    found = _in_force(session, actor, asked.day)
    parts = _parts(session)

    def make(reference: str, code: str) -> bytes:
        return pdf.made(sheet(words, organisation, found, parts, asked, reference, code, now))

    new = NewIssue(
        Series.RIGHTS_OVERVIEW,
        Subject("organisation", organisation.id, organisation.id),
        asked.language,
        f"{_file_name(words)}-{{reference}}.pdf",
        form_key,
    )
    return issue(session, files, actor, new, make, now)


def sheet(
    words: Words,
    organisation: Organisation,
    rights: Sequence[RightOn],
    parts: dict[tuple[int, str], ContextValue],
    asked: Asked,
    reference: str,
    code: str,
    now: datetime,
) -> pdf.Sheet:
    """What the overview says, in those words; the rights by name of the person."""
    _ = words
    people = len({one.right.person_id for one in rights})
    tools = Counter(one.right.kind.tool.named(_.language) for one in rights)
    rows = [_row(_, one, parts) for one in rights]
    nobody = pdf.Paragraph(_("Nobody had a right that day."))
    return pdf.Sheet(
        title=_("Rights on %(day)s", day=_.day(asked.day)),
        language=LOCALES[_.language],
        issuer=organisation.name,
        reference=_("No. %(number)s", number=reference),
        issued_at=now,
        page_words=_("Page {page} of {pages}"),
        subject=organisation.name,
        keywords=f"{MARK}{code}",
        blocks=(
            pdf.Paragraph(
                _(
                    "Who had which right for %(organisation)s at the end of %(day)s, from what its register knew"
                    " then.",
                    organisation=organisation.name,
                    day=_.day(asked.day),
                )
            ),
            pdf.Facts([(_("People"), str(people)), (_("Rights"), str(len(rights)))]),
            *(
                [pdf.Table((_("Tool"), _("Rights")), [(n, str(c)) for n, c in tools.most_common()], (0.8, 0.2))]
                if tools
                else []
            ),
            pdf.Heading(_("By person")),
            pdf.Table(
                (_("Person"), _("National number"), _("Right"), _("Tool"), _("Period")),
                rows,
                (0.24, 0.17, 0.24, 0.16, 0.19),
            )
            if rows
            else nobody,
            *how_to_check(_, asked.address, code),
        ),
    )


def _file_name(_: Words) -> str:
    return _("overview-of-rights")


def _row(_: Words, one: RightOn, parts: dict[tuple[int, str], ContextValue]) -> tuple[str, ...]:
    right = one.right
    named = right.kind.named(_.language)
    if right.context:
        value = parts.get((right.kind_id, right.context))
        named = f"{named} ({value.named(_.language) if value else right.context})"
    return (
        right.person.name,
        right.person.masked_number or "",
        named,
        right.kind.tool.named(_.language),
        f"{_.day(one.first_day)} – {_.day(one.last_day)}",
    )


def _in_force(session: Session, actor: Identity, day: date) -> list[RightOn]:
    rights = session.scalars(
        select(Right)
        .join(Right.membership)
        .where(
            queries.visible_to(actor),
            Right.organisation_id == actor.organisation_id,
            stood(day, {RightState.ACTIVE}),
        )
        .options(
            joinedload(Right.person, innerjoin=True).load_only(
                Person.given_names, Person.family_name, Person.masked_number
            ),
            joinedload(Right.kind, innerjoin=True).joinedload(RightKind.tool, innerjoin=True),
        )
        .order_by(Membership.sort_name, Right.person_id, Right.id)
    ).all()
    return stood_days(session, rights, day)


def _parts(session: Session) -> dict[tuple[int, str], ContextValue]:
    """The parts of tools that rights may be for, by kind and code."""
    return {(value.kind_id, value.code): value for value in session.scalars(select(ContextValue))}
