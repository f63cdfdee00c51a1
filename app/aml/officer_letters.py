"""The letters about AML officers: to the managers when somebody asks to be one, to him when that was decided or is
over, to a deputy when he is named. What was declared stands in none of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.letters import About, Content, Reader
from app.organisations.member_letters import reason_of
from app.organisations.members import with_names
from app.words import Words
from models.events import Event
from models.organisations import Member, Organisation


def asked(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the managers: a member asks to be AML officer."""
    office, name = _office(session, event), _name(session, event, event.subject_id) or _("Somebody")
    return Content(
        subject=_("%(name)s asks to become AML officer of %(organisation)s", name=name, organisation=office),
        paragraphs=[
            _("%(name)s declared experience, place in the hierarchy and powers. Read them, then approve or"
              " decline.", name=name),
            _("An AML officer decides on what colleagues notify, and reports to the CTIF-CFI."),
        ],
        link=(_("Decide"), f"{site}/aml-enrolments/show/{event.facts['enrolment_id']}"),
        about=About.OFFICERS,
    )  # fmt: skip


def named(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To who asked: he is AML officer."""
    office = _office(session, event)
    return Content(
        subject=_("You are AML officer of %(organisation)s", organisation=office),
        paragraphs=[
            _("From now on you decide on what colleagues of %(organisation)s notify.", organisation=office),
            _("Will you be away? Name a deputy for these days beforehand."),
        ],
        link=(_("See what waits for you"), f"{site}/notifications/list/"),
        about=About.OFFICERS,
    )


def declined(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To who asked: he isn't, and why."""
    office = _office(session, event)
    return Content(
        subject=_("You don't become AML officer of %(organisation)s", organisation=office),
        paragraphs=[
            _("A manager of %(organisation)s declined what you asked. You stay office member.",
              organisation=office),
            reason_of(session, event),
            _("Is it a misunderstanding? Talk to the manager; after that you may ask again."),
        ],
        link=(_("See the AML officers"), f"{site}/aml-officers/"),
        about=About.OFFICERS,
    )  # fmt: skip


def ended(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To who was AML officer, and isn't any more."""
    office = _office(session, event)
    return Content(
        subject=_("You are no longer AML officer of %(organisation)s", organisation=office),
        paragraphs=[
            _("What waits for the AML officer of %(organisation)s doesn't wait for you any more.",
              organisation=office),
            _("Whoever stood in for you doesn't either."),
        ],
        about=About.OFFICERS,
    )  # fmt: skip


def deputy_named(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the deputy: in whose place, from when to when."""
    office = _office(session, event)
    return Content(
        subject=_("You stand in for the AML officer of %(organisation)s", organisation=office),
        paragraphs=[
            _("From the first day to the last, both included, you are AML officer: what colleagues notify waits"
              " for you, and you decide."),
            _("It begins and ends by itself. Can't you do it? Tell the AML officer or a manager in time."),
        ],
        facts=_days(session, event, _),
        link=(_("See the AML officers"), f"{site}/aml-officers/"),
        about=About.OFFICERS,
    )  # fmt: skip


def deputy_ended(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the deputy: he doesn't stand in any more."""
    office = _office(session, event)
    return Content(
        subject=_("You no longer stand in for the AML officer of %(organisation)s", organisation=office),
        paragraphs=[_("You are office member, as before: what waits for the AML officer isn't yours to decide.")],
        facts=_days(session, event, _),
        link=(_("See the AML officers"), f"{site}/aml-officers/"),
        about=About.OFFICERS,
    )


def _days(session: Session, event: Event, _: Words) -> list[tuple[str, str]]:
    facts: dict[str, Any] = event.facts
    return [
        (_("AML officer"), _name(session, event, facts["officer_id"])),
        (_("First day"), _.day(date.fromisoformat(facts["first_day"]))),
        (_("Last day"), _.day(date.fromisoformat(facts["last_day"]))),
    ]


def _office(session: Session, event: Event) -> str:
    return session.scalars(select(Organisation.name).where(Organisation.id == event.organisation_id)).one()


def _name(session: Session, event: Event, membership_id: int) -> str:
    found = session.scalars(
        select(Member)
        .where(Member.organisation_id == event.organisation_id, Member.id == membership_id)
        .options(*with_names())
    ).one_or_none()
    return found.name if found is not None else ""
