"""A version of a contact is accepted or refused: on what, by whom, and what stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.aml.assessing import details_of, file_of, rules_in_force
from app.aml.contacts import add_contact
from app.aml.deciding import accept_contact, decision_of, decision_print, refuse_contact, result_print
from app.aml.hits import clear_hit
from app.aml.identifying import answer, save_page
from app.aml.pages import PageName
from app.aml.shelf import Shelf
from app.aml.versions import begin_version, drop_version, versions_of
from app.aml.vigilance.file import File, Given
from app.aml.vigilance.level import Assessment, vigilance_of
from app.aml.vigilance.rule_set import RuleSet
from app.errors import Forbidden, Refusal, Stale
from app.policy import Identity, Role
from app.transaction import Scope, enter
from models.aml import Contact, ContactDecision
from tests.app.aml.complete_files import add_complete, add_complete_organisation, answered
from tests.app.aml.lists_of_today import AmlOffice, aml_office, current, entry, load, person
from tests.app.aml.rules_of_today import EACH, publish
from tests.app.wallet.offices import NOW

WHY = "We know him for years."
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def one(session: Session) -> AmlOffice:
    made = aml_office(session)
    publish(session, EACH)
    load(session, "eu", [entry("E0", person("Wim Verlinden", 1990))])
    enter(session, Scope.organisation(made.id))
    return made


@pytest.fixture
def wim(session: Session, one: AmlOffice) -> Contact:
    """Everything is known of him, and nothing raises vigilance."""
    return add_complete(session, one.bram, NOW)


def yes(session: Session, one: AmlOffice, wim: Contact, *rules: str, note: str = "") -> Contact:
    for rule in rules:
        answered(session, one.bram, wim, rule, Given("yes", note), NOW)
    return wim


def accept(session: Session, who: Identity, contact: Contact, reason: str = "") -> ContactDecision:
    return accept_contact(session, who, contact.id, contact.version, reason, LATER)


def refused(session: Session, who: Identity, contact: Contact, reason: str = "") -> list[str]:
    """Why it couldn't be accepted, all of it."""
    with pytest.raises(Refusal) as found:
        accept(session, who, contact, reason)
    assert contact.state == "draft"
    return [one.code.removeprefix("aml.decision.") for one in found.value.everything]


def test_a_decision_keeps_all_it_rests_on(session: Session, one: AmlOffice, wim: Contact) -> None:
    made = accept(session, one.bram, wim)
    session.expire_all()
    assert (wim.state, wim.head, wim.level, wim.decided_at) == ("accepted", True, "standard", LATER)
    assert (made.verdict, made.level, made.in_spite, made.as_officer) == ("accepted", "standard", False, False)
    rules = rules_in_force(session)
    assert (made.rule_set_id, made.edition, made.root_id) == (rules.id, 1, wim.root_id)
    assert (made.decided_by, made.decided_at) == (one.bram.account_id, LATER)
    kept = File.read(made.file)
    assert kept == file_of(session, wim, LATER)
    assert kept.hits[0].key == "E0"
    assert vigilance_of(rules.rules, kept) == Assessment.read(made.result)
    assert decision_print(made.file, made.result) == made.print
    assert decision_of(session, wim) is made


def test_an_organisations_decision_reads_back_as_it_was(session: Session, one: AmlOffice) -> None:
    bakery = add_complete_organisation(session, one.bram, NOW)
    made = accept(session, one.bram, bakery)
    session.expire_all()
    assert [(of.name, of.hits[0].key) for of in File.read(made.file).related] == [("Wim Verlinden", "E0")] * 2
    assert vigilance_of(rules_in_force(session).rules, File.read(made.file)) == Assessment.read(made.result)


def test_the_trail_tells_it_once_however_often_it_is_pressed(
    session: Session, one: AmlOffice, wim: Contact
) -> None:
    version = wim.version
    made = accept(session, one.bram, wim)
    again = accept_contact(session, one.bram, wim.id, version, "", LATER)
    assert again is made
    assert session.scalars(text("select count(*) from event where tag = 'aml.contact.accepted'")).one() == 1


def test_what_was_decided_isnt_decided_again(session: Session, one: AmlOffice, wim: Contact) -> None:
    accept(session, one.bram, wim)
    for act, who in ((refuse_contact, one.bram), (accept_contact, one.an)):
        with pytest.raises(Refusal, match=r"aml\.contact\.decided"):
            act(session, who, wim.id, wim.version, WHY, LATER)


def test_nothing_is_accepted_of_whom_too_little_is_known(session: Session, one: AmlOffice) -> None:
    unknown = add_contact(session, one.bram, Shelf(None), person("Rik Baele"), NOW)
    assert refused(session, one.an, unknown) == ["lacking", "unanswered"]


@pytest.mark.parametrize(
    ("rules", "note", "who", "reason", "why"),
    [
        ((), "", "bram", "", []),
        (("L1",), "", "bram", "", []),
        (("W1",), "", "bram", "", []),
        (("D1",), "", "bram", "", ["open_documents"]),
        (("D1",), "Told us.", "bram", "", []),
        (("R1",), "", "bram", "123456789", ["reason_too_short"]),
        (("R1",), "", "bram", " 123456789\x00 ", ["reason_too_short"]),
        (("R1",), "", "bram", "1234567890", []),
        (("R1",), "", "an", "", ["reason_too_short"]),
        (("R1",), "", "bram", "x" * 2000, []),
        (("R1",), "", "bram", "x" * 2001, ["reason_too_long"]),
        (("O1",), "", "bram", WHY, ["no_officer"]),
        (("O1",), "", "an", "", []),
        (("S1",), "", "bram", WHY, ["no_officer"]),
        (("S1",), "", "an", "", ["reason_too_short"]),
        (("S1",), "", "an", WHY, []),
        (("D1", "S1"), "", "bram", "", ["open_documents", "no_officer", "reason_too_short"]),
    ],
)
def test_what_stands_in_the_way_is_told_at_once(
    session: Session, one: AmlOffice, wim: Contact, rules: tuple[str, ...], note: str, who: str, reason: str,
    why: list[str],
) -> None:  # fmt: skip
    yes(session, one, wim, *rules, note=note)
    actor = one.an if who == "an" else one.bram
    if why:
        assert refused(session, actor, wim, reason) == why
    else:
        made = accept(session, actor, wim, reason)
        assert made.as_officer is (who == "an")
        assert made.in_spite is (rules in (("R1",), ("S1",)))


def test_a_rule_published_meanwhile_that_nobody_answered_stands_in_the_way(
    session: Session, one: AmlOffice, wim: Contact
) -> None:
    publish(session, RuleSet((*EACH.rules, replace(EACH.rules[0], code="R2"))))
    assert refused(session, one.an, wim) == ["unanswered"]
    answered(session, one.bram, wim, "R2", Given("no"), NOW)
    assert accept(session, one.bram, wim).verdict == "accepted"


def test_who_looked_at_another_result_looks_again(session: Session, one: AmlOffice, wim: Contact) -> None:
    seen = result_print(vigilance_of(EACH, file_of(session, wim, NOW)))
    publish(session, RuleSet((*EACH.rules, replace(EACH.rules[0], code="R2", mandatory=False))))
    answered(session, one.bram, wim, "R2", Given("yes"), NOW)
    with pytest.raises(Refusal, match=r"aml\.decision\.changed"):
        accept_contact(session, one.bram, wim.id, wim.version, WHY, NOW, seen=seen)
    seen = result_print(vigilance_of(rules_in_force(session).rules, file_of(session, wim, NOW)))
    assert accept_contact(session, one.bram, wim.id, wim.version, WHY, NOW, seen=seen).in_spite


def test_a_page_saved_meanwhile_is_looked_at_first(session: Session, one: AmlOffice, wim: Contact) -> None:
    before = wim.version
    save_page(session, one.an, Shelf(None), wim.id, PageName.NAME, lambda details: details, before, LATER)
    for act in (accept_contact, refuse_contact):
        with pytest.raises(Stale):
            act(session, one.bram, wim.id, before, WHY, LATER)


@pytest.mark.parametrize(("reason", "why"), [("", "short"), ("123456789", "short"), ("x" * 2001, "long")])
def test_nobody_refuses_without_a_reason(
    session: Session, one: AmlOffice, wim: Contact, reason: str, why: str
) -> None:
    with pytest.raises(Refusal, match=rf"aml\.decision\.reason_too_{why}"):
        refuse_contact(session, one.bram, wim.id, wim.version, reason, LATER)
    assert wim.state == "draft"


def test_a_contact_is_refused_at_any_level_and_while_things_lack(session: Session, one: AmlOffice) -> None:
    unknown = add_contact(session, one.bram, Shelf(None), person("Rik Baele"), NOW)
    stopped = yes(session, one, add_complete(session, one.bram, NOW), "S1", "D1")
    for contact, level in ((unknown, None), (stopped, "stop")):
        made = refuse_contact(session, one.bram, contact.id, contact.version, "1234567890", LATER)
        assert (made.verdict, made.level, made.in_spite, contact.state) == ("refused", level, False, "refused")
        again = refuse_contact(session, one.bram, contact.id, contact.version, "1234567890", LATER)
        assert again is made
    tags = session.scalars(text("select tag from event where tag like 'aml.contact.%ed' order by id")).all()
    assert tags[-2:] == ["aml.contact.refused"] * 2


@pytest.mark.trust("AML")
def test_once_it_is_decided_every_later_step_says_no(session: Session, one: AmlOffice, wim: Contact) -> None:
    (hit,) = current(session)
    accept(session, one.bram, wim)
    before, held, now = (wim.details, wim.answers, wim.pages), Shelf(None), LATER
    steps: list[Callable[[], object]] = [
        lambda: save_page(session, one.an, held, wim.id, PageName.NAME, lambda _: _, wim.version, now),
        lambda: answer(session, one.an, wim.id, {"R1": Given("yes")}, wim.version, now),
        lambda: drop_version(session, one.an, wim.id, wim.version, now),
        lambda: accept_contact(session, one.an, wim.id, wim.version, WHY, now),
        lambda: refuse_contact(session, one.bram, wim.id, wim.version, WHY, now),
    ]
    for step in steps:
        with pytest.raises(Refusal, match=r"aml\.contact\.decided"):
            step()
    session.expire_all()
    assert (wim.details, wim.answers, wim.pages) == before
    # What a list has of it is still looked at: that is no part of the file.
    assert clear_hit(session, one.an, hit.id, "Ours is a baker of Aalst.", hit.version, now).state == "cleared"


Act = Callable[..., ContactDecision]


@pytest.mark.parametrize(("act", "state"), [(accept_contact, "accepted"), (refuse_contact, "refused")])
def test_the_later_version_counts_from_when_it_is_decided(
    session: Session, one: AmlOffice, wim: Contact, act: Act, state: str
) -> None:
    accept(session, one.bram, wim)
    later = begin_version(session, one.an, Shelf(None), wim.id, NOW)
    assert (wim.state, wim.head, later.head) == ("accepted", True, False)
    act(session, one.an, later.id, later.version, WHY, LATER)
    session.expire_all()
    found = [(of.number, of.state, of.head) for of in versions_of(session, one.an, wim.id)]
    assert found == [(2, state, True), (1, "replaced", False)]
    assert [hit.contact_id for hit in current(session)] == [later.id]
    assert session.scalars(select(ContactDecision.contact_id).order_by(ContactDecision.id)).all() == [
        wim.id,
        later.id,
    ]
    third = begin_version(session, one.bram, Shelf(None), wim.id, LATER)
    assert (third.number, third.copy_of, details_of(third)) == (3, wim.id, details_of(later))


@pytest.mark.trust("AML")
def test_who_doesnt_work_in_the_tool_decides_nothing(session: Session, one: AmlOffice, wim: Contact) -> None:
    nobody = replace(one.bram, roles=frozenset({Role.PERSON, Role.MEMBER, Role.MANAGER}))
    enter(session, Scope.office())
    other = aml_office(session)  # without the wall of the database
    for who in (nobody, other.an):
        for act in (accept_contact, refuse_contact):
            with pytest.raises(Forbidden):
                act(session, who, wim.id, wim.version, WHY, LATER)


@pytest.mark.trust("AML")
@pytest.mark.parametrize("role", ["house_app", "house_office"])
def test_a_decision_never_changes_nor_does_what_it_rests_on(
    session: Session, one: AmlOffice, wim: Contact, role: str
) -> None:
    accept(session, one.bram, wim)
    enter(session, Scope.organisation(one.id) if role == "house_app" else Scope.office())
    for change in ("update {0} set reason = 'another'", "update {0} set level = 'simplified'", "delete from {0}"):
        with pytest.raises(DBAPIError, match=r"permission denied|never changes"), session.begin_nested():
            session.execute(text(change.format("aml_decision")))
    no = r"permission denied|was decided|cannot become|version it is|ck_aml_contact_head"
    changes = ("name = 'Other'", "answers = '{}'", "details = '{}'", "state = 'draft'", "pages = '[]'",
               "decided_at = now()", "print = sha256('other')", "national_number = null", "state = 'refused'",
               "number = 7", "copy_of = id", "head = true, state = 'replaced'")  # fmt: skip
    for change in changes:
        with pytest.raises(DBAPIError, match=no), session.begin_nested():
            session.execute(text(f"update aml_contact set {change}"))
    with pytest.raises(DBAPIError, match="was decided"), session.begin_nested():
        session.execute(text("update aml_evidence set removed_at = now(), removed_by = added_by"))


@pytest.mark.trust("AML")
def test_a_version_is_of_a_contact_and_never_of_a_version(session: Session, one: AmlOffice, wim: Contact) -> None:
    accept(session, one.bram, wim)
    later = begin_version(session, one.bram, Shelf(None), wim.id, NOW)
    told = (
        "insert into aml_contact (organisation_id, kind, name, facts, print, made_by, made_at, changed_at, number,"
    )
    told += (
        " head, copy_of) select organisation_id, kind, name, facts, print, made_by, made_at, changed_at, 9, false,"
    )
    for wrong in ("id", "id + 1000"):
        with pytest.raises(DBAPIError, match=r"is a copy|fk_aml_contact"), session.begin_nested():
            session.execute(text(f"{told} {wrong} from aml_contact where id = {later.id}"))


@pytest.mark.trust("AML")
def test_a_decision_is_of_the_version_it_says(session: Session, one: AmlOffice, wim: Contact) -> None:
    made = accept(session, one.bram, wim)
    other = add_complete(session, one.bram, NOW)
    dropped = add_complete(session, one.bram, NOW)
    drop_version(session, one.bram, dropped.id, dropped.version, NOW)
    told = {column.key: getattr(made, column.key) for column in inspect(ContactDecision).column_attrs}
    del told["id"]
    for wrong in (
        {"contact_id": other.id},
        {"contact_id": dropped.id, "root_id": dropped.id},
        {"contact_id": other.id + 1000},
    ):
        with pytest.raises(DBAPIError, match="is not decided so"), session.begin_nested():
            session.execute(insert(ContactDecision).values(**told | wrong))


@pytest.mark.trust("AML")
def test_the_database_accepts_no_stop_but_from_the_officer(session: Session, one: AmlOffice, wim: Contact) -> None:
    made = accept(session, one.an, yes(session, one, wim, "S1"), WHY)
    told = {column.key: getattr(made, column.key) for column in inspect(ContactDecision).column_attrs}
    later = begin_version(session, one.an, Shelf(None), wim.id, NOW)
    told = {name: value for name, value in told.items() if name != "id"} | {"contact_id": later.id}
    for change in ({"as_officer": False}, {"in_spite": False}, {"reason": ""}, {"level": None}):
        with pytest.raises(DBAPIError, match="ck_aml_decision"), session.begin_nested():
            session.execute(insert(ContactDecision).values(**told | change))
