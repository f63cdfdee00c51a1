"""A member notifies the AML officer about a contact: who may do what, when, and who hears of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from app import notices
from app.aml import notified
from app.aml.contacts import add_contact
from app.aml.deciding import refuse_contact
from app.aml.desk import Section, desk_of
from app.aml.notifications import ask_back, close, notify_officer, reply
from app.aml.shelf import Shelf
from app.aml.versions import begin_version
from app.database import engine_for, session_factory
from app.errors import Forbidden, Missing, Refusal, Stale
from app.policy import Identity, Role
from app.rights.built_in import AML
from app.transaction import Scope, enter
from models.accounts import Account
from models.aml import Contact, Notification, NotificationAct
from models.mail import Letter
from models.organisations import Member
from models.rights import Access, Tool, ToolRegistration, ToolRole
from models.values.identified import Side
from tests.app.aml.complete_files import add_complete
from tests.app.aml.lists_of_today import OFFICER, AmlOffice, aml_office, load, person
from tests.app.aml.rules_of_today import EACH, publish
from tests.app.aml.test_races import at_once
from tests.app.wallet.offices import NOW
from tests.database import TestServer

WHAT = "He pays in cash and won't say why."
LATER = NOW + timedelta(hours=2)
ACTS = {"ask_back": ask_back, "reply": reply, "close": close}
Give = Callable[[Identity, str], None]


@pytest.fixture
def one(session: Session) -> AmlOffice:
    made = aml_office(session)
    session.execute(update(Account).values(language="en"))
    tool = Tool(code=AML, name_nl="AML", name_fr="AML", name_en="AML", opened_by="manager", key_level="basic")
    session.add(tool)
    session.flush()
    session.add_all(
        ToolRole(tool_id=tool.id, code=code, name_nl=code, name_fr=code, name_en=code)
        for code in ("member", "officer")
    )
    session.add(
        ToolRegistration(
            organisation_id=made.id, tool_id=tool.id, registered_on=SINCE, registered_by=made.an.account_id
        )
    )
    session.flush()
    enter(session, Scope.organisation(made.id))
    return made


SINCE = date(2026, 9, 1)


@pytest.fixture
def give(session: Session, one: AmlOffice) -> Give:
    """A manager sets somebody to be something in the tool."""

    def act(who: Identity, code: str) -> None:
        enter(session, Scope.office())
        role = session.scalars(select(ToolRole).join(ToolRole.tool).where(ToolRole.code == code)).one()
        member = session.scalars(select(Member.id).where(Member.account_id == who.account_id)).one()
        session.add(
            Access(organisation_id=one.id, membership_id=member, tool_id=role.tool_id, role_id=role.id,
                   state="user", given_on=SINCE, given_by=one.an.account_id)
        )  # fmt: skip
        session.flush()
        enter(session, Scope.organisation(one.id))

    return act


@pytest.fixture
def rik(session: Session, one: AmlOffice) -> Contact:
    """Of whom nobody said yet whether he is a client."""
    return add_contact(session, one.bram, Shelf(None), person("Rik Baele"), NOW)


def sent(session: Session, one: AmlOffice, contact: Contact, who: Identity | None = None) -> Notification:
    return notify_officer(session, who or one.bram, contact.id, WHAT, Side.CLIENT, NOW)


def acts(session: Session) -> list[NotificationAct]:
    return list(session.scalars(select(NotificationAct).order_by(NotificationAct.id)))


def refused(act: Callable[[], object]) -> list[str]:
    with pytest.raises(Refusal) as found:
        act()
    return [one.code.removeprefix("aml.notification.") for one in found.value.everything]


def test_from_sent_to_closed_everything_is_kept_as_it_was_said(
    session: Session, one: AmlOffice, rik: Contact
) -> None:
    made = sent(session, one, rik)
    assert (made.state, made.about, made.root_id, made.sent_by) == (
        "waiting", "client", rik.id, one.bram.account_id
    )  # fmt: skip
    for act, who, words, state in (
        (ask_back, one.an, "Which amount was it?", "asked_back"),
        (reply, one.bram, "About 4,000 euro.", "waiting"),
        (close, one.an, "Seen, nothing more to do.", "closed"),
    ):
        act(session, who, made.id, words, made.version, LATER)
        assert (made.state, made.moved_at) == (state, LATER)
    told = [(of.kind, of.by_officer, of.self_decided, of.acted_by) for of in acts(session)]
    an, bram = one.an.account_id, one.bram.account_id
    assert told == [
        ("sent", False, False, bram), ("asked_back", True, False, an),
        ("replied", False, False, bram), ("closed", True, False, an),
    ]  # fmt: skip
    enter(session, Scope.office())
    tags = "select tag, facts::text from event where subject_kind = 'notification' order by id"
    rows = session.execute(text(tags)).all()
    assert [row.tag.rsplit(".", 1)[1] for row in rows] == [of.kind for of in acts(session)]
    assert not any("cash" in row.facts or "4,000" in row.facts for row in rows)


@pytest.mark.trust("AML")
def test_what_was_said_never_changes(session: Session, one: AmlOffice, rik: Contact) -> None:
    sent(session, one, rik)
    enter(session, Scope())
    session.execute(text("reset role"))
    for change in ("update aml_notification_act set text = 'other'", "delete from aml_notification_act",
                   "truncate aml_notification_act"):  # fmt: skip
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(text(change))


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ("", ["text_too_short"]),
        (" 123456789 \x00", ["text_too_short"]),
        ("1234567890", []),
        ("x" * 2000, []),
        ("x" * 2001, ["text_too_long"]),
    ],
)
def test_a_text_is_ten_to_two_thousand_characters_long(
    session: Session, one: AmlOffice, rik: Contact, told: str, why: list[str]
) -> None:
    made = sent(session, one, rik)
    version = made.version
    for act in (
        lambda: notify_officer(session, one.bram, rik.id, told, Side.CLIENT, NOW),
        lambda: ask_back(session, one.an, made.id, told, version, LATER),
        lambda: close(session, one.an, made.id, told, version, LATER),
    ):
        if why:
            assert refused(act) == why
    if not why:
        ask_back(session, one.an, made.id, told, version, LATER)
        reply(session, one.bram, made.id, told, made.version, LATER)
        close(session, one.an, made.id, told, made.version, LATER)
        assert {of.text for of in acts(session)} == {WHAT, told}


def test_the_file_says_whom_it_is_about_or_else_it_is_asked(
    session: Session, one: AmlOffice, rik: Contact
) -> None:
    assert refused(lambda: notify_officer(session, one.bram, rik.id, "short", None, NOW)) == [
        "about", "text_too_short"
    ]  # fmt: skip
    load(session, "eu", [])
    enter(session, Scope.organisation(one.id))
    wim = add_complete(session, one.bram, NOW)
    side = wim.details["dealing"]["side"]
    other = Side.CLIENT if side == Side.COUNTERPARTY else Side.COUNTERPARTY
    assert notify_officer(session, one.bram, wim.id, WHAT, other, NOW).about == side


def test_the_same_sent_twice_is_sent_once_until_somebody_acts(
    session: Session, one: AmlOffice, rik: Contact
) -> None:
    made = sent(session, one, rik)
    assert sent(session, one, rik) is made
    assert sent(session, one, rik, one.an) is not made
    ask_back(session, one.an, made.id, "Which amount was it?", made.version, LATER)
    assert sent(session, one, rik) is not made


def test_an_act_pressed_twice_is_done_once_and_another_at_the_same_time_is_told(
    session: Session, one: AmlOffice, rik: Contact
) -> None:
    made = sent(session, one, rik)
    version, question = made.version, "Which amount was it?"
    ask_back(session, one.an, made.id, question, version, LATER)
    assert ask_back(session, one.an, made.id, question, version, LATER) is made
    assert len(acts(session)) == 2
    for act, words in ((ask_back, "Something else, then?"), (close, question)):
        with pytest.raises(Stale):
            act(session, one.an, made.id, words, version, LATER)
    with pytest.raises(Stale):
        reply(session, one.bram, made.id, question, version, LATER)


@pytest.mark.parametrize(
    ("state", "may"),
    [
        ("waiting", {"ask_back": None, "reply": "not_asked", "close": None}),
        ("asked_back", {"ask_back": "asked_already", "reply": None, "close": None}),
        ("closed", {"ask_back": "closed", "reply": "closed", "close": "closed"}),
    ],
)
def test_what_may_be_done_follows_from_how_it_stands(
    session: Session, one: AmlOffice, rik: Contact, state: str, may: dict[str, str | None]
) -> None:
    made = sent(session, one, rik)
    if state != "waiting":
        ACTS["close" if state == "closed" else "ask_back"](session, one.an, made.id, WHAT, made.version, LATER)
    for name, why in may.items():
        who = one.bram if name == "reply" else one.an
        act = ACTS[name]
        with session.begin_nested() as nested:
            if why is None:
                act(session, who, made.id, "Let us look at it.", made.version, LATER)
            else:
                assert refused(lambda: act(session, who, made.id, WHAT, made.version, LATER)) == [why]  # noqa: B023
            nested.rollback()
        session.expire_all()


@pytest.mark.trust("AML")
@pytest.mark.trust("Tenants")
def test_a_member_neither_asks_back_nor_closes_and_nobody_else_does_anything(
    session: Session, one: AmlOffice, rik: Contact
) -> None:
    made = sent(session, one, rik)
    for act in (ask_back, close):
        with pytest.raises(Forbidden):
            act(session, one.bram, made.id, WHAT, made.version, LATER)
    for stranger in (
        replace(one.an, organisation_id=one.id + 1),
        replace(one.an, roles=frozenset({Role.MEMBER, Role.MANAGER})),
        replace(one.an, roles=frozenset({Role.CENTRAL})),
    ):
        with pytest.raises(Forbidden):
            sent(session, one, rik, stranger)
        for act in ACTS.values():
            with pytest.raises(Forbidden):
                act(session, stranger, made.id, WHAT, made.version, LATER)
    with pytest.raises(Missing):
        close(session, one.an, made.id + 1, WHAT, 1, LATER)
    with pytest.raises(Missing):
        notify_officer(session, one.bram, rik.id + 1, WHAT, Side.CLIENT, NOW)
    enter(session, Scope.organisation(one.id + 1))
    session.expire_all()
    assert session.scalars(select(Notification)).all() == []
    assert session.scalars(select(NotificationAct)).all() == []


@pytest.mark.trust("AML")
def test_what_an_officer_sent_himself_another_closes_or_it_is_marked(
    session: Session, one: AmlOffice, rik: Contact, give: Give
) -> None:
    give(one.an, "officer")
    made, again = sent(session, one, rik, one.an), notify_officer(
        session, one.an, rik.id, "Something else again.", Side.CLIENT, NOW
    )  # fmt: skip
    close(session, one.an, made.id, WHAT, made.version, LATER)
    assert [of.self_decided for of in acts(session)] == [False, False, True]
    give(one.bram, "officer")
    assert refused(lambda: close(session, one.an, again.id, WHAT, again.version, LATER)) == ["own"]
    bram = replace(one.bram, roles=OFFICER)
    close(session, bram, again.id, WHAT, again.version, LATER)
    assert not acts(session)[-1].self_decided


def test_an_officer_who_stopped_is_no_second_one(
    session: Session, one: AmlOffice, rik: Contact, give: Give
) -> None:
    for who in (one.an, one.bram):
        give(who, "officer")
    made = sent(session, one, rik, one.an)
    member = select(Member.id).where(Member.account_id == one.bram.account_id).scalar_subquery()
    enter(session, Scope.office())
    session.execute(update(Access).where(Access.membership_id == member).values(ended_on=NOW.date()))
    enter(session, Scope.organisation(one.id))
    close(session, one.an, made.id, WHAT, made.version, LATER)
    assert acts(session)[-1].self_decided


@pytest.mark.trust("AML")
def test_an_officer_sees_all_and_a_member_what_is_his_or_asked_back_about_his_files(
    session: Session, one: AmlOffice, rik: Contact
) -> None:
    eva = replace(one.bram, account_id=one.an.account_id)

    def seen(who: Identity) -> list[int]:
        asked = select(Notification.id).where(notified.visible_to(who)).order_by(Notification.id)
        return list(session.scalars(asked))

    made = sent(session, one, rik)
    assert (seen(one.an), seen(one.bram), seen(eva)) == ([made.id], [made.id], [])
    ask_back(session, replace(one.bram, roles=OFFICER), made.id, "Which amount was it?", made.version, LATER)
    assert seen(eva) == []
    with pytest.raises(Missing):
        reply(session, eva, made.id, "About 4,000 euro.", made.version, LATER)
    # Who began a version of the contact works on its file.
    publish(session, EACH)
    refuse_contact(session, one.bram, rik.id, rik.version, WHAT, LATER)
    begin_version(session, eva, Shelf(None), rik.id, LATER)
    assert seen(eva) == [made.id]
    assert seen(replace(one.an, roles=frozenset({Role.CENTRAL}))) == []
    reply(session, eva, made.id, "About 4,000 euro.", made.version, LATER)
    assert seen(eva) == [made.id]


def test_what_waits_is_counted_with_the_oldest_first(session: Session, one: AmlOffice, rik: Contact) -> None:
    made = [
        notify_officer(session, one.bram, rik.id, f"Number {n} of them.", Side.CLIENT, NOW + timedelta(days=n))
        for n in range(3)
    ]
    ask_back(session, one.an, made[0].id, "Which amount was it?", made[0].version, NOW + timedelta(days=5))
    desk = desk_of(session, one.an, LATER, NOW.date())
    waits, asked = desk.sections[Section.WAITING], desk.sections[Section.ASKED_BACK]
    assert not desk.has_officer
    assert (waits.count, waits.oldest) == (2, NOW + timedelta(days=1))
    assert [of.notification_id for of in waits.first] == [made[1].id, made[2].id]
    assert (asked.count, [of.notification_id for of in asked.first]) == (1, [made[0].id])


def letters(session: Session, one: AmlOffice) -> list[tuple[int | None, str]]:
    """To whom what was written of the last that happened; told twice, it is the same."""
    enter(session, Scope.office())
    last = text("select max(id) from event where subject_kind = 'notification'")
    event_id = session.execute(last).scalar_one()
    for _ in range(2):
        notices.notify(session, one.id, event_id, "https://rechten.example.be", LATER)
    found = session.scalars(select(Letter).where(Letter.event_id == event_id).order_by(Letter.account_id)).all()
    for letter in found:
        assert "/notifications/show/" in letter.body
        for words in ("Rik", "Baele", WHAT, "amount", "4,000"):
            assert words not in letter.subject + letter.body + letter.html
    enter(session, Scope.organisation(one.id))
    return [(of.account_id, of.kind.removeprefix("aml.notification.")) for of in found]


def test_officers_hear_of_what_comes_to_them_and_the_sender_of_what_comes_back(
    session: Session, one: AmlOffice, rik: Contact, give: Give
) -> None:
    give(one.an, "officer")
    give(one.bram, "member")
    an, bram = one.an.account_id, one.bram.account_id
    made = sent(session, one, rik)
    assert letters(session, one) == [(an, "sent")]
    ask_back(session, one.an, made.id, "Which amount was it?", made.version, LATER)
    assert letters(session, one) == [(bram, "asked_back")]
    reply(session, one.bram, made.id, "About 4,000 euro.", made.version, LATER)
    assert letters(session, one) == [(an, "replied")]
    close(session, one.an, made.id, "Seen, nothing more to do.", made.version, LATER)
    assert letters(session, one) == [(bram, "closed")]


def test_nobody_hears_of_what_he_did_himself_or_once_he_left_the_tool(
    session: Session, one: AmlOffice, rik: Contact, give: Give
) -> None:
    give(one.an, "officer")
    made = sent(session, one, rik, one.an)
    assert letters(session, one) == []
    ask_back(session, one.an, made.id, "Which amount was it?", made.version, LATER)
    assert letters(session, one) == []
    give(one.bram, "member")
    other = sent(session, one, rik)
    enter(session, Scope.office())
    officer = select(ToolRole.id).where(ToolRole.code == "officer").scalar_subquery()
    session.execute(update(Access).where(Access.role_id != officer).values(ended_on=NOW.date()))
    enter(session, Scope.organisation(one.id))
    close(session, one.an, other.id, "Seen, nothing more to do.", other.version, LATER)
    assert letters(session, one) == []


@pytest.fixture
def crowd(server: TestServer, cloned_database: str) -> Iterator[sessionmaker[Session]]:
    engine = engine_for(server.url("house_app", cloned_database), seconds=120, size=8)
    yield session_factory(engine)
    engine.dispose()


@pytest.mark.trust("AML")
def test_of_many_who_close_at_once_one_does(crowd: sessionmaker[Session]) -> None:
    with crowd.begin() as session:
        office = aml_office(session)
        enter(session, Scope.organisation(office.id))
        rik = add_contact(session, office.bram, Shelf(None), person("Rik Baele"), NOW)
        made = notify_officer(session, office.bram, rik.id, WHAT, Side.CLIENT, NOW)
        found, version = made.id, made.version

    def end(session: Session, number: int) -> str:
        words = f"Number {number} closes it."
        return close(session, replace(office.an, roles=OFFICER), found, words, version, LATER).state

    assert Counter(at_once(crowd, office, end, 8)) == {"closed": 1, Stale: 7}
    with crowd() as session:
        enter(session, Scope.office())
        assert len(session.scalars(select(NotificationAct).where(NotificationAct.kind == "closed")).all()) == 1
