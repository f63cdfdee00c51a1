"""A deal is begun, filled in and given its level; what may not be told of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from app.aml.blocks import begin_block, end_block
from app.aml.deal_assessing import assessed_deal
from app.aml.deal_pages import DealPage, lacking_in_deal
from app.aml.deal_rules import NEEDED, DealFacts
from app.aml.deals import (
    add_party,
    answer_deal,
    assess_deal,
    begin_deal,
    drop_deal,
    pass_deal_page,
    remove_party,
    save_deal_page,
)
from app.aml.matters import matter_of
from app.aml.vigilance.deals import PARTY, DealFile, vigilance_of_deal
from app.aml.vigilance.file import Given
from app.errors import Forbidden, Missing, Refusal, Stale
from app.policy import Identity, Role
from app.transaction import Scope, enter
from models.aml import Contact, Deal, DealParty, Notification, NotificationAct
from models.values.dealt import DealDetails, DealKind, FinancingKind, FinancingPart
from models.values.identified import FilePart, Place
from tests.app.aml.complete_deals import HOUSE, accepted, add_assessed, add_deal, paid, told
from tests.app.aml.complete_files import add_complete
from tests.app.aml.lists_of_today import AmlOffice, aml_office
from tests.app.wallet.offices import NOW

LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def one(session: Session) -> AmlOffice:
    made = aml_office(session)
    enter(session, Scope.organisation(made.id))
    return made


def begun(session: Session, one: AmlOffice, reference: str = "2026-014", kind: str = "sale") -> Deal:
    return begin_deal(session, one.bram, one.id, reference, kind, NOW)


def refused(act: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as found:
        act()
    return found.value


def codes(found: tuple[Refusal, ...]) -> list[str]:
    return [one.code for one in found]


def test_a_deal_begins_with_a_reference_and_a_kind(session: Session, one: AmlOffice) -> None:
    deal = begun(session, one, "  2026-014\u200b ")
    assert (deal.reference, deal.kind, deal.state, deal.level) == ("2026-014", "sale", "draft", None)
    row = session.execute(text("select tag, subject_kind, subject_id from event order by id desc limit 1")).one()
    assert row == ("aml.deal.begun", "deal", deal.id)


@pytest.mark.parametrize(
    ("reference", "kind", "code", "field"),
    [
        ("", "sale", "aml.deal.no_reference", "reference"),
        (" \u200b", "sale", "aml.deal.no_reference", "reference"),
        ("x" * 61, "sale", "aml.deal.too_long", "reference"),
        ("2026-014", "gift", "aml.deal.kind", "kind"),
        ("2026-014", "", "aml.deal.kind", "kind"),
    ],
)
def test_what_it_may_not_begin_with(
    session: Session, one: AmlOffice, reference: str, kind: str, code: str, field: str
) -> None:
    found = refused(lambda: begun(session, one, reference, kind))
    assert (found.code, found.field) == (code, field)


def test_a_reference_is_of_one_deal_of_the_office_until_that_is_given_up(session: Session, one: AmlOffice) -> None:
    first = begun(session, one)
    found = refused(lambda: begun(session, one))
    assert (found.code, found.field, found.facts["reference"]) == (
        "aml.deal.reference_taken", "reference", "2026-014",
    )  # fmt: skip
    other = begun(session, one, "2026-015")
    same = refused(
        lambda: save_deal_page(
            session, one.bram, other.id, DealPage.PROPERTY, lambda facts: replace(facts, reference="2026-014"),
            other.version, NOW,
        )
    )  # fmt: skip
    assert same.code == "aml.deal.reference_taken"
    drop_deal(session, one.bram, first.id, first.version, NOW)
    assert begun(session, one).reference == "2026-014"


def test_another_office_may_have_the_same_reference(session: Session, one: AmlOffice) -> None:
    begun(session, one)
    enter(session, Scope.office())
    other = aml_office(session)
    enter(session, Scope.organisation(other.id))
    assert begin_deal(session, other.bram, other.id, "2026-014", "sale", NOW).organisation_id == other.id


def test_what_a_page_tells_is_kept_at_once(session: Session, one: AmlOffice) -> None:
    deal = begun(session, one)
    save_deal_page(session, one.bram, deal.id, DealPage.MONEY, told, deal.version, LATER)
    session.expire_all()
    known = DealDetails.read(deal.details)
    assert (deal.price, deal.pages, deal.changed_at) == (Decimal("250000.00"), ["money"], LATER)
    assert (known.property, known.account, known.deposit_cents) == (HOUSE, "BE68539007547034", 2_500_000)
    assert known.financing == (FinancingPart(FinancingKind.LOAN, 20_000_000, "KBC"),)


def changed(**more: object) -> Callable[[DealFacts], DealFacts]:
    return lambda facts: replace(told(facts), details=replace(told(facts).details, **more))  # type: ignore[arg-type]


def priced(price: str) -> Callable[[DealFacts], DealFacts]:
    return lambda facts: replace(told(facts), price=Decimal(price))


def parts(*cents: int) -> tuple[FinancingPart, ...]:
    return tuple(FinancingPart(FinancingKind.OWN_FUNDS, one) for one in cents)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        (priced("0"), "aml.deal.amount_not_positive", "price"),
        (priced("-1"), "aml.deal.amount_not_positive", "price"),
        (priced("NaN"), "aml.deal.amount_not_positive", "price"),
        (priced("1000000000000"), "aml.deal.amount_too_high", "price"),
        (priced("250000.001"), "aml.deal.amount_in_cents", "price"),
        (changed(property=replace(HOUSE, street="x" * 200)), "aml.deal.too_long", "street"),
        (changed(property=replace(HOUSE, country="Belgium")), "aml.deal.country", "country"),
        (changed(account="BE68539007547035"), "aml.deal.account", "account"),
        (changed(account="my account"), "aml.deal.account", "account"),
        (changed(account="B" * 300), "aml.deal.account", "account"),
        (changed(remarks="x" * 2001), "aml.deal.too_long", "remarks"),
        (changed(expected_on=date(1066, 10, 14)), "aml.deal.day", "expected_on"),
        (changed(mandate_on=date(2026, 12, 1)), "aml.deal.mandate_in_future", "mandate_on"),
        (changed(deposit_cents=0), "aml.deal.amount_not_positive", "deposit"),
        (changed(deposit_cents=25_000_001), "aml.deal.deposit_above_price", "deposit"),
        (changed(financing=parts(20_000_000, 5_000_001)), "aml.deal.financing_above_price", "financing"),
        (changed(financing=parts(0)), "aml.deal.amount_not_positive", "financing"),
        (changed(financing=parts(*[1] * 13)), "aml.deal.too_many_parts", "financing"),
        (
            changed(financing=(FinancingPart(FinancingKind.LOAN, 1, "x" * 151),)),
            "aml.deal.too_long", "financing",
        ),
    ],
)  # fmt: skip
def test_what_may_not_be_told_of_it(
    session: Session, one: AmlOffice, change: Callable[[DealFacts], DealFacts], code: str, field: str
) -> None:
    deal = begun(session, one)
    found = refused(lambda: save_deal_page(session, one.bram, deal.id, DealPage.MONEY, change, deal.version, NOW))
    assert (found.code, found.field) == (code, field)


@pytest.mark.parametrize(
    "change",
    [
        priced("225000"), priced("999999999999.99"), changed(property=replace(HOUSE, street="x" * 150)),
        changed(account="be68 5390 0754 7034"), changed(mandate_on=date(2026, 11, 30)),
        changed(deposit_cents=25_000_000), changed(financing=parts(20_000_000, 5_000_000)),
        changed(property=Place("Rue Haute 1", "1000", "Bruxelles", "be")),
    ],
)  # fmt: skip
def test_what_just_may(session: Session, one: AmlOffice, change: Callable[[DealFacts], DealFacts]) -> None:
    deal = begun(session, one)
    save_deal_page(session, one.bram, deal.id, DealPage.MONEY, change, deal.version, NOW)
    known = DealDetails.read(deal.details)
    assert known.property.country == "BE"
    assert known.account == "BE68539007547034"


@pytest.mark.parametrize("kind", DealKind)
def test_what_lacks_is_said_with_the_page_where_it_is_told(
    session: Session, one: AmlOffice, kind: DealKind
) -> None:
    deal = begun(session, one, kind=str(kind))
    found = lacking_in_deal(session, deal, NOW)
    assert [(one.code, one.facts["page"]) for one in found] == [
        ("aml.deal.no_address", "property"), ("aml.deal.no_price", "money"),
        ("aml.deal.party_missing", "parties"), ("aml.deal.unanswered", "questions"),
    ]  # fmt: skip
    assert found[2].facts["roles"] == tuple(str(one) for one in NEEDED[kind])


def test_a_letting_wants_a_landlord_and_a_tenant(session: Session, one: AmlOffice) -> None:
    wim = accepted(session, one.bram)
    deal = add_deal(session, one.bram, kind=DealKind.LETTING, parties=((wim, FilePart.LANDLORD),))
    (missing,) = lacking_in_deal(session, deal, NOW)
    assert missing.facts["roles"] == ("tenant",)
    lies = accepted(session, one.bram, "Wauters", "Lies")
    add_party(session, one.bram, deal.id, lies.root_id, "tenant", deal.version, NOW)
    assert lacking_in_deal(session, deal, NOW) == ()


@pytest.mark.trust("AML")
def test_only_who_is_accepted_and_not_blocked_comes_in(session: Session, one: AmlOffice) -> None:
    deal = begun(session, one)
    draft = add_complete(session, one.bram, NOW)
    found = refused(lambda: add_party(session, one.bram, deal.id, draft.root_id, "seller", deal.version, NOW))
    assert (found.code, found.field) == ("aml.party.not_accepted", "contact")
    wim = accepted(session, one.bram, "Peeters")
    begin_block(session, one.an, matter_of(wim), NOW)
    found = refused(lambda: add_party(session, one.bram, deal.id, wim.root_id, "seller", deal.version, NOW))
    assert (found.code, found.facts["name"]) == ("aml.party.blocked", "Wim Peeters")
    end_block(session, one.an, matter_of(wim), LATER)
    made = add_party(session, one.bram, deal.id, wim.root_id, "seller", deal.version, LATER)
    assert (made.root_id, made.contact_id, made.profile_id, made.role) == (wim.root_id, wim.id, None, "seller")


def test_a_contact_of_another_office_is_nobodys(session: Session, one: AmlOffice) -> None:
    enter(session, Scope.office())
    other = aml_office(session)
    enter(session, Scope.organisation(other.id))
    theirs = accepted(session, other.bram)
    enter(session, Scope.organisation(one.id))
    deal = begun(session, one)
    found = refused(lambda: add_party(session, one.bram, deal.id, theirs.root_id, "seller", deal.version, NOW))
    assert (found.code, found.facts["name"]) == ("aml.party.not_accepted", "")


def test_a_party_comes_in_once_as_the_same_and_goes(session: Session, one: AmlOffice) -> None:
    deal, wim = begun(session, one), accepted(session, one.bram)
    party = add_party(session, one.bram, deal.id, wim.root_id, "seller", deal.version, NOW)
    found = refused(lambda: add_party(session, one.bram, deal.id, wim.root_id, "seller", deal.version, NOW))
    assert (found.code, found.facts["name"]) == ("aml.party.twice", "Wim Verlinden")
    odd = refused(lambda: add_party(session, one.bram, deal.id, wim.root_id, "notary", deal.version, NOW))
    assert (odd.code, odd.field) == ("aml.party.role", "role")
    add_party(session, one.bram, deal.id, wim.root_id, "beneficial_owner", deal.version, NOW)
    before = deal.version
    gone = remove_party(session, one.bram, deal.id, party.id, before, LATER)
    assert (gone.removed_by, gone.removed_at) == (one.bram.account_id, LATER)
    assert remove_party(session, one.bram, deal.id, party.id, before, LATER).removed_at == LATER  # pressed twice
    assert add_party(session, one.bram, deal.id, wim.root_id, "seller", deal.version, LATER).id != party.id
    told = session.scalars(text("select tag from event where tag like 'aml.party.%' order by id")).all()
    assert told == ["aml.party.added", "aml.party.added", "aml.party.removed", "aml.party.added"]


def test_a_party_of_another_deal_is_missing(session: Session, one: AmlOffice) -> None:
    deal, wim = begun(session, one), accepted(session, one.bram)
    party = add_party(session, one.bram, deal.id, wim.root_id, "seller", deal.version, NOW)
    other = begun(session, one, "2026-015")
    with pytest.raises(Missing):
        remove_party(session, one.bram, other.id, party.id, other.version, NOW)


def test_a_party_that_cannot_be_dealt_with_any_more_keeps_it_from_being_paid(
    session: Session, one: AmlOffice
) -> None:
    deal = add_deal(session, one.bram)
    assert lacking_in_deal(session, deal, NOW) == ()
    wim = session.scalars(select(DealParty).order_by(DealParty.id)).first()
    assert wim is not None
    contact = session.scalars(select(Contact).where(Contact.id == wim.contact_id)).one()
    begin_block(session, one.an, matter_of(contact), NOW)
    (found,) = lacking_in_deal(session, deal, NOW)
    assert (found.code, found.facts["page"], found.facts["name"]) == (
        "aml.deal.party_unusable", "parties", "Wim Verlinden",
    )  # fmt: skip


def test_who_opened_it_before_somebody_changed_it_is_told_so(session: Session, one: AmlOffice) -> None:
    deal = begun(session, one)
    before = deal.version
    pass_deal_page(session, one.bram, deal.id, DealPage.PARTIES, before, NOW)
    with pytest.raises(Stale):
        save_deal_page(session, one.bram, deal.id, DealPage.MONEY, told, before, NOW)
    with pytest.raises(Stale):
        answer_deal(session, one.bram, deal.id, {}, before, NOW)


def test_strangers_and_members_without_the_tool_change_nothing(session: Session, one: AmlOffice) -> None:
    deal = begun(session, one)
    plain = Identity(one.bram.account_id, None, frozenset({Role.PERSON, Role.MEMBER}), one.id)
    with pytest.raises(Forbidden):
        begin_deal(session, plain, one.id, "x", "sale", NOW)
    with pytest.raises(Forbidden):
        save_deal_page(session, plain, deal.id, DealPage.MONEY, told, deal.version, NOW)
    enter(session, Scope.office())
    other = aml_office(session)
    with pytest.raises(Forbidden):  # even past the walls of the database
        save_deal_page(session, other.bram, deal.id, DealPage.MONEY, told, deal.version, NOW)
    with pytest.raises(Forbidden):
        begin_deal(session, other.bram, one.id, "y", "sale", NOW)
    enter(session, Scope.organisation(other.id))
    with pytest.raises(Missing):
        save_deal_page(session, other.bram, deal.id, DealPage.MONEY, told, deal.version, NOW)


def test_an_answer_that_rules_do_not_know_is_not_kept(session: Session, one: AmlOffice) -> None:
    deal = begun(session, one)
    for answers in ({"FIN1": Given("maybe")}, {"FIN99": Given("yes")}):
        found = refused(lambda: answer_deal(session, one.bram, deal.id, answers, deal.version, NOW))  # noqa: B023
        assert found.code == "aml.answer.unknown"
    short = refused(
        lambda: answer_deal(session, one.bram, deal.id, {"FIN1": Given("loan_and_home")}, deal.version, NOW)
    )
    assert (short.code, short.field) == ("aml.answer.text_wanted", "FIN1.note")


@pytest.mark.trust("AML")
def test_it_gets_its_level_once_it_is_paid_and_again_for_nothing(session: Session, one: AmlOffice) -> None:
    deal = add_deal(session, one.bram)
    assert refused(lambda: assess_deal(session, one.bram, deal, NOW)).code == "aml.deal.unpaid"
    assert (deal.state, deal.level) == ("draft", None)
    found = assess_deal(session, one.bram, paid(session, deal), NOW)
    assert (deal.state, deal.level, deal.assessed_print) == ("assessed", "standard", found.print)
    answer_deal(session, one.bram, deal.id, {"FIN1": Given("loan_and_home", "KBC")}, deal.version, LATER)
    assert (deal.state, deal.assessed_print) == ("draft", None)
    assess_deal(session, one.bram, deal, LATER)
    assert (deal.state, deal.level) == ("assessed", "simplified")
    assert session.scalars(select(Notification)).all() == []


def test_the_same_told_again_leaves_its_level(session: Session, one: AmlOffice) -> None:
    deal = add_assessed(session, one.bram)
    pass_deal_page(session, one.bram, deal.id, DealPage.PARTIES, deal.version, LATER)
    assert (deal.state, deal.level) == ("assessed", "standard")


@pytest.mark.trust("AML")
def test_raised_vigilance_is_told_to_the_officer_at_once_and_once(session: Session, one: AmlOffice) -> None:
    deal = add_assessed(session, one.bram, K4="yes")
    assert (deal.state, deal.level) == ("assessed", "raised")
    told = session.execute(
        select(Notification.deal_id, Notification.about, Notification.sent_by, NotificationAct.kind).join(
            NotificationAct, NotificationAct.notification_id == Notification.id
        )
    ).all()
    assert told == [(deal.id, "deal", one.bram.account_id, "raised")]
    assess_deal(session, one.bram, deal, LATER)
    assert len(session.scalars(select(NotificationAct)).all()) == 1


def test_an_open_question_keeps_it_from_a_level(session: Session, one: AmlOffice) -> None:
    deal = add_deal(session, one.bram)
    answer_deal(session, one.bram, deal.id, {"FIN1": None, "PRI1": None}, deal.version, NOW)
    (lacking,) = lacking_in_deal(session, deal, NOW)
    assert (lacking.code, lacking.facts["rules"]) == ("aml.deal.unanswered", ("FIN1", "PRI1"))
    found = refused(lambda: assess_deal(session, one.bram, paid(session, deal), NOW))
    assert (found.code, found.facts["rules"]) == ("aml.deal.unanswered", ("FIN1", "PRI1"))


@pytest.mark.trust("AML")
def test_any_raised_party_raises_it_and_the_reason_says_which(session: Session, one: AmlOffice) -> None:
    deal = add_deal(session, one.bram)
    enter(session, Scope.office())
    session.execute(text("update aml_contact set level = 'raised' where name = 'Lies Wauters'"))
    enter(session, Scope.organisation(one.id))
    found = assess_deal(session, one.bram, paid(session, deal), NOW)
    assert deal.level == "raised"
    party = session.scalars(select(DealParty).where(DealParty.role == "buyer")).one()
    assert [(why.rule, why.option, why.note) for why in found.found.reasons] == [
        (PARTY, str(party.root_id), "Lies Wauters")
    ]


@pytest.mark.trust("AML")
def test_the_same_file_and_rules_give_the_same_level(session: Session, one: AmlOffice) -> None:
    found = assessed_deal(session, add_assessed(session, one.bram, K4="yes", MED1="yes"), NOW)
    again = vigilance_of_deal(found.rules.rules, DealFile.read(found.file))
    assert again == found.found
    assert [why.rule for why in again.reasons] == ["MED1", "K4"]


def test_it_takes_as_many_questions_for_many_parties_as_for_two(session: Session, one: AmlOffice) -> None:
    deal = add_deal(session, one.bram)
    few = statements(session, lambda: assessed_deal(session, deal, NOW))
    for number in range(4):
        other = accepted(session, one.bram, f"Verlinden {'abcd'[number]}")
        add_party(session, one.bram, deal.id, other.root_id, "mandatary", deal.version, NOW)
    assert len(assessed_deal(session, deal, NOW).file["parties"]) == 6
    assert statements(session, lambda: assessed_deal(session, deal, NOW)) == few <= 5


def statements(session: Session, act: Callable[[], object]) -> int:
    """How many it takes, with nothing read yet but the deal itself."""
    told: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        told.append(statement)

    engine = session.connection().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(told)


@pytest.mark.trust("AML")
def test_what_is_blocked_is_not_changed(session: Session, one: AmlOffice) -> None:
    deal = add_assessed(session, one.bram)
    begin_block(session, one.an, matter_of(deal), NOW)
    party = session.scalars(select(DealParty)).first()
    assert party is not None
    version = deal.version
    for act in (
        lambda: save_deal_page(session, one.bram, deal.id, DealPage.MONEY, told, version, NOW),
        lambda: answer_deal(session, one.bram, deal.id, {"FIN1": Given("yes")}, version, NOW),
        lambda: add_party(session, one.bram, deal.id, party.root_id, "mandatary", version, NOW),
        lambda: remove_party(session, one.bram, deal.id, party.id, version, NOW),
        lambda: assess_deal(session, one.bram, deal, NOW),
        lambda: drop_deal(session, one.bram, deal.id, version, NOW),
    ):
        assert refused(act).code == "aml.matter.blocked"


def test_a_draft_is_given_up_once_and_what_was_paid_is_not(session: Session, one: AmlOffice) -> None:
    deal = begun(session, one)
    before = deal.version
    assert drop_deal(session, one.bram, deal.id, before, NOW).state == "dropped"
    assert drop_deal(session, one.bram, deal.id, before, NOW).state == "dropped"
    found = refused(lambda: save_deal_page(session, one.bram, deal.id, DealPage.MONEY, told, deal.version, NOW))
    assert found.code == "aml.deal.decided"
    other = add_assessed(session, one.bram, "2026-015")
    assert refused(lambda: drop_deal(session, one.bram, other.id, other.version, NOW)).code == "aml.deal.paid"
