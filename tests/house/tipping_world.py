"""An office with files of every kind that an officer may hold or report, and what he does to them that nobody else
may tell apart: he still decides, he holds it, the financial intelligence unit has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.aml.annual.reports import begin_report as begin_annual_report
from app.aml.assessing import rules_in_force
from app.aml.atypical import conclude_atypical, note_atypical, write_atypical
from app.aml.breach_rules import AtypicalTold, Written
from app.aml.deal_pages import DealPage
from app.aml.deal_rules import DealFacts
from app.aml.deals import accept_deal, answer_deal, assess_deal, hand_deal, save_deal_page
from app.aml.fiu_answers import answer_question, note_sent, record_answer
from app.aml.fiu_reports import begin_report, end_report, make_report, open_report, save_report, take_file
from app.aml.holding import hold, release
from app.aml.matters import matter_of
from app.aml.officer_acts import locked_matter
from app.aml.officer_deciding import decide_matter
from app.aml.profile_assessing import rules_on_profiles
from app.aml.profiles import answer_profile, assess_profile, begin_profile, hand_profile
from app.aml.vigilance.file import Given
from app.policy import Identity, Role
from app.rights.built_in import AML
from app.transaction import Scope, within
from models.accounts import Account
from models.aml import Contact, ContactDecision, Deal, DealParty, FiuReport, RiskProfile
from models.rights import Access, Tool, ToolRole
from models.values.fiu import OfficerActKind as Kind
from models.values.fiu import ReportState
from models.values.identified import FilePart
from models.values.matters import Matter, MatterKind
from models.values.registers import Conclusion
from models.values.vigilance import Verdict
from tests.app.aml.complete_deals import accepted, add_deal, paid
from tests.app.aml.reported import complete_details
from tests.app.wallet.offices import NOW
from tests.house.crowd import known_person
from tests.house.governments import Governments
from tests.house.members import one_member
from tests.stories.cast import EXEMPLEVILLE, SINCE, VOORBEELDEGEM

MEMBER, COLLEAGUE, OFFICER, OTHER_OFFICER = "zqa.aml", "zqa.colleague", "zqa.reporter", "zqb.reporter"
WHY = "What he says of the money doesn't fit what he bought."
HELD_AT = NOW + timedelta(days=1)
LATER = NOW + timedelta(days=9)
Act = Callable[[Session, Identity, Matter], None]


@dataclass(frozen=True)
class World:
    """Who acts, what waits for the officer by itself, and what nobody handed over."""

    officer: Identity
    waiting: tuple[Matter, ...]
    free: tuple[Matter, ...]
    numbers: dict[str, tuple[int, ...]]
    """Of these files and what stands about them, by table."""


def people(session: Session, governments: Governments) -> None:
    """Beside the member who is there already a colleague in the tool, an officer, and the officer of another
    office; in office scope."""
    told = (
        (VOORBEELDEGEM, COLLEAGUE, "member", 71),
        (VOORBEELDEGEM, OFFICER, "officer", 73),
        (EXEMPLEVILLE, OTHER_OFFICER, "officer", 75),
    )
    for name, username, role, order in told:
        organisation_id = governments.cast.organisations[name]
        member = one_member(session, organisation_id, username, username.replace(".", ""), "confirmed")
        account = session.get_one(Account, member.account_id)
        account.person_id = known_person(session, "Agent", username, date(1991, 5, 5), order).id
        asked = select(ToolRole).join(Tool).where(Tool.code == AML, ToolRole.code == role)
        found = session.scalars(asked).one()
        session.add(
            Access(
                organisation_id=organisation_id, membership_id=member.id, tool_id=found.tool_id,
                role_id=found.id, state="user", given_on=SINCE, given_by=account.id,
            )
        )  # fmt: skip
        session.flush()


def actor(session: Session, username: str, role: Role, organisation_id: int) -> Identity:
    account = session.scalars(select(Account).where(Account.username == username)).one()
    return Identity(account.id, account.person_id, frozenset({Role.PERSON, Role.MEMBER, role}), organisation_id)


def matters(session: Session, organisation_id: int) -> World:
    """A raised profile and a raised deal that were handed over; a contact, a profile, a closed deal and one that
    is being filled in. In office scope."""
    member = actor(session, MEMBER, Role.AML_MEMBER, organisation_id)
    officer = actor(session, OFFICER, Role.AML_OFFICER, organisation_id)
    with within(session, Scope.organisation(organisation_id, member.person_id)):
        strange, plain, alone = (accepted(session, member, name) for name in ("Vreemd", "Gewoon", "Apart"))
        seller, buyer = accepted(session, member, "Verkoper"), accepted(session, member, "Koper")
        parties = ((seller, FilePart.SELLER), (buyer, FilePart.BUYER))
        deal = _dated(session, member, add_deal(session, member, "ZQ-1", parties=parties))
        answer_deal(session, member, deal.id, {"STR1": _raising(session, "STR1")}, deal.version, NOW)
        assess_deal(session, member, paid(session, deal), NOW)
        handed = hand_deal(session, member, deal.id, deal.version, WHY, NOW)
        closed = paid(session, _dated(session, member, add_deal(session, member, "ZQ-2")))
        assess_deal(session, member, closed, NOW)
        accept_deal(session, member, closed.id, closed.version, NOW)
        drafted = _dated(session, member, add_deal(session, member, "ZQ-3"))
        profile = _profile(session, member, strange, "K4")
        hand_profile(session, member, profile.id, profile.version, WHY, NOW)
        quiet = _profile(session, member, plain, None)
        session.execute(text("set constraints all immediate"))  # what is deferred is asked as who did it
        decided = session.scalars(
            select(ContactDecision.id)
            .where(ContactDecision.contact_id.in_([strange.id, alone.id]))
            .order_by(ContactDecision.id)
        ).all()
    waiting = (matter_of(profile), matter_of(deal))
    free = (matter_of(alone), matter_of(quiet), matter_of(closed), matter_of(drafted))
    numbers = {
        "aml_contact": (strange.id, alone.id),
        "aml_profile": (profile.id, quiet.id),
        "aml_deal": (deal.id, closed.id, drafted.id),
        "aml_notification": (handed.id,),
        "aml_decision": tuple(decided),
    }
    return World(officer, waiting, free, numbers)


def _dated(session: Session, member: Identity, deal: Deal) -> Deal:
    """With the day on which it is expected, which a report wants."""

    def told(facts: DealFacts) -> DealFacts:
        return replace(facts, details=replace(facts.details, expected_on=date(2027, 6, 1)))

    return save_deal_page(session, member, deal.id, DealPage.PROPERTY, told, deal.version, NOW)


def _raising(session: Session, code: str) -> Given:
    rule = rules_in_force(session).rules.rule(code)
    assert rule is not None
    return Given(
        next(one.code for one in rule.options if "raised" in [str(effect) for effect in one.effects]), WHY
    )


def _profile(session: Session, member: Identity, of: Contact, raised_by: str | None) -> RiskProfile:
    """Assessed; every question answered so that it does nothing, but for one."""
    made = begin_profile(session, member, of.id, NOW)
    rules = rules_on_profiles(rules_in_force(session).rules)
    answers: dict[str, Given | None] = {
        one.code: Given(next(option.code for option in one.options if not option.effects))
        for one in rules.rules
        if one.active and one.options
    }
    if raised_by is not None:
        answers[raised_by] = _raising(session, raised_by)
    answer_profile(session, member, made.id, answers, made.version, NOW)
    assess_profile(session, member, made.id, made.version, NOW)
    return made


def holds(session: Session, who: Identity, matter: Matter) -> None:
    hold(session, who, matter, WHY, HELD_AT)


def releases(session: Session, who: Identity, matter: Matter) -> None:
    release(session, who, matter, WHY, LATER)


def reports(session: Session, who: Identity, matter: Matter) -> None:
    """The file for the portal is made at the same moment as it is held elsewhere; what led to it was written, and
    the year's report is begun, in which it is counted."""
    notes(session, who, matter)
    begin_annual_report(session, who, HELD_AT.year, HELD_AT)
    made = begin_report(session, who, matter, HELD_AT)
    told = complete_details(*_suspected(session, matter))
    save_report(session, who, made.id, told, made.version, HELD_AT)
    make_report(session, who, made.id, made.version, HELD_AT)


def _suspected(session: Session, matter: Matter) -> tuple[int, str]:
    """Somebody, and as what."""
    row = locked_matter(session, matter)
    if not isinstance(row, Deal):
        return row.root_id, ""
    party = session.scalars(select(DealParty).where(DealParty.deal_id == row.id).limit(1)).one()
    return party.root_id, party.role


def is_answered(session: Session, who: Identity, matter: Matter) -> None:
    """It was sent; the FIU asks, is answered, opposes it and lets go."""
    for act in (is_sent, is_asked, answers, is_opposed, is_let_go):
        act(session, who, matter)


def is_sent(session: Session, who: Identity, matter: Matter) -> None:
    """The file was taken to the portal, which gave it a reference."""
    made = _report(session, matter)
    if made.state == ReportState.REJECTED:
        make_report(session, who, made.id, made.version, LATER)
    take_file(session, who, made.id, 1, LATER)
    note_sent(session, who, made.id, f"R-{made.number}-{made.version}", made.version, LATER)


def is_asked(session: Session, who: Identity, matter: Matter) -> None:
    _says(session, who, matter, Kind.QUESTION)


def answers(session: Session, who: Identity, matter: Matter) -> None:
    made = _report(session, matter)
    answer_question(session, who, made.id, WHY, made.version, LATER)


def is_opposed(session: Session, who: Identity, matter: Matter) -> None:
    _says(session, who, matter, Kind.OPPOSED)


def is_let_go(session: Session, who: Identity, matter: Matter) -> None:
    _says(session, who, matter, Kind.NO_OBJECTION)


def is_rejected(session: Session, who: Identity, matter: Matter) -> None:
    _says(session, who, matter, Kind.REJECTED)


def _says(session: Session, who: Identity, matter: Matter, kind: Kind) -> None:
    """The FIU, or its portal."""
    made = _report(session, matter)
    until = date(2027, 4, 1) if kind is Kind.OPPOSED else None
    record_answer(session, who, made.id, kind, made.fiu_reference, until, WHY, made.version, LATER)


def _report(session: Session, matter: Matter) -> FiuReport:
    made = open_report(session, matter)
    assert made is not None
    return made


ANSWERS: dict[str, tuple[Act, ...]] = {
    "sent": (is_sent,),
    "asked": (is_asked,),
    "rejected": (answers, is_rejected),
    "opposed": (is_sent, is_opposed),
}
"""After it was reported, one after the other."""


def notes(session: Session, who: Identity, matter: Matter) -> None:
    """An atypical operation of what is reported, which was written and is suspicious; of a profile of nothing
    of the office's own."""
    about = {"root_id": matter.id} if matter.kind is MatterKind.CONTACT else {}
    if matter.kind is MatterKind.DEAL:
        about = {"deal_id": matter.id}
    noted = AtypicalTold(HELD_AT.date(), f"{matter.kind} {matter.id}", WHY, **about)
    made = note_atypical(session, who, noted, HELD_AT)
    whole = Written(made.title, WHY, WHY, WHY, WHY)
    write_atypical(session, who, made.id, whole, made.version, HELD_AT)
    conclude_atypical(session, who, made.id, Conclusion.SUSPICIOUS, made.version, HELD_AT)


def ends(session: Session, who: Identity, matter: Matter) -> None:
    """The FIU let go, and so does the officer."""
    made = open_report(session, matter)
    assert made is not None
    end_report(session, who, made.id, WHY, made.version, LATER)


def decides(session: Session, who: Identity, matter: Matter) -> None:
    """He accepts it."""
    version = locked_matter(session, matter).version
    decide_matter(session, who, matter, Verdict.ACCEPTED, WHY, version, LATER)
