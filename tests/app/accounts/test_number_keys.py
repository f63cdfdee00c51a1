"""A card as a key: one person, one account, whoever asks at the same moment; whose word on a name counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from app.accounts import challenges
from app.accounts.key_holders import KeyHolder, read, written
from app.accounts.number_keys import link_by_number, sign_in_by_number, unlink_card
from app.accounts.rules import Way
from app.accounts.signing_in import Visitor
from app.database import engine_for, session_factory
from app.errors import Forbidden, Missing, Refusal
from app.policy import Identity, Role
from app.transaction import Scope, enter, transaction
from models.accounts import Account, CardLink, Challenge, Person, ShownCard
from models.events import Event
from models.values import NationalNumber, PersonSource, Sex
from tests.database import TestServer

CROWD = 16
NOW = datetime(2027, 3, 15, 9, 5, tzinfo=UTC)
NOBODY_THERE = Visitor("203.0.113.7")
NORA = KeyHolder(
    number=NationalNumber("85073003328"),
    family_name="Specimen",
    given_names="Nora",
    birth_date=date(1985, 7, 30),
    sex=Sex.FEMALE,
    source=PersonSource.NUMBER,
    way=Way.WEB_EID,
    serial="2a",
    standing="good",
    standing_at=NOW,
)
AT_DESK = replace(NORA, source=PersonSource.CARD, way=Way.DESK_READER, given_names="Nora Élise")
HELPDESK = Identity(1, None, frozenset({Role.HELPDESK}))


@pytest.fixture
def crowd(server: TestServer, cloned_database: str) -> Iterator[sessionmaker[Session]]:
    engine = engine_for(server.url("house_app", cloned_database), seconds=120, size=CROWD)
    yield session_factory(engine)
    engine.dispose()


def _accounts(crowd: sessionmaker[Session], count: int) -> list[int]:
    with crowd() as session:
        enter(session, Scope.office())
        made = [
            Account(
                username=f"account{number}",
                email=f"account{number}@prive.example",
                first_name="",
                last_name="",
                password="none",
                active=True,
            )
            for number in range(count)
        ]
        with transaction(session):
            session.add_all(made)
            session.flush()
            return [int(one.id) for one in made]


def _who(account_id: int) -> Identity:
    return Identity(account_id, None, frozenset({Role.PERSON}))


def _link(crowd: sessionmaker[Session], account_id: int, holder: KeyHolder) -> str:
    with crowd() as session:
        enter(session, Scope.office())
        try:
            with transaction(session):
                linked = link_by_number(session, _who(account_id), holder, NOBODY_THERE, NOW)
        except Refusal as refusal:
            return refusal.code
        return "again" if linked.again else "linked"


@pytest.mark.trust("Identity")
@pytest.mark.trust("15.4.2")
@pytest.mark.parametrize("holders", [[NORA], [NORA, AT_DESK]], ids=["one way", "two ways"])
def test_of_sixteen_accounts_that_link_one_card_at_once_exactly_one_wins(
    crowd: sessionmaker[Session], holders: list[KeyHolder]
) -> None:
    accounts, together = _accounts(crowd, CROWD), Barrier(CROWD)

    def press(number: int) -> str:
        together.wait(120)
        return _link(crowd, accounts[number], holders[number % len(holders)])

    with ThreadPoolExecutor(CROWD) as pool:
        came = Counter(pool.map(press, range(CROWD)))
    assert came == {"linked": 1, "accounts.card.linked_elsewhere": CROWD - 1}
    with crowd() as session:
        enter(session, Scope.office())
        assert session.scalar(select(func.count()).select_from(Person)) == 1
        assert session.scalar(select(func.count()).where(Account.person_id.is_not(None))) == 1
        assert session.scalar(select(func.count()).select_from(CardLink)) == 1
        tags = Counter(session.scalars(select(Event.tag)))
        assert (tags["accounts.card.linked"], tags["accounts.person.added"]) == (1, 1)


def test_the_same_account_linked_twice_at_once_is_linked_once(crowd: sessionmaker[Session]) -> None:
    (account,), together = _accounts(crowd, 1), Barrier(2)

    def press(_: int) -> str:
        together.wait(120)
        return _link(crowd, account, NORA)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, range(2))) == ["again", "linked"]


class TestWhoseWordCounts:
    def _person(self, crowd: sessionmaker[Session]) -> Person:
        with crowd() as session:
            enter(session, Scope.office())
            return session.scalars(select(Person)).one()

    def test_a_desk_tells_more_than_a_certificate_and_a_certificate_no_less_than_a_hand(
        self, crowd: sessionmaker[Session]
    ) -> None:
        (account,) = _accounts(crowd, 1)
        assert _link(crowd, account, NORA) == "linked"
        assert (self._person(crowd).source, self._person(crowd).given_names) == ("number", "Nora")
        assert _link(crowd, account, AT_DESK) == "again"
        assert (self._person(crowd).source, self._person(crowd).given_names) == ("card", "Nora Élise")
        assert _link(crowd, account, replace(NORA, given_names="N.")) == "again"
        assert self._person(crowd).given_names == "Nora Élise"

    def test_what_a_card_leaves_open_takes_nothing_away(self, crowd: sessionmaker[Session]) -> None:
        (account,) = _accounts(crowd, 1)
        _link(crowd, account, AT_DESK)
        _link(crowd, account, replace(AT_DESK, birth_date=None, sex=Sex.UNKNOWN))
        assert (self._person(crowd).birth_date, self._person(crowd).sex) == (date(1985, 7, 30), "female")

    def test_nothing_new_leaves_no_trace(self, crowd: sessionmaker[Session]) -> None:
        (account,) = _accounts(crowd, 1)
        for _ in range(2):
            _link(crowd, account, AT_DESK)
        with crowd() as session:
            enter(session, Scope.office())
            aligned = select(func.count()).where(Event.tag == "accounts.person.aligned")
            assert session.scalar(aligned) == 0


class TestSigningIn:
    def _sign_in(self, crowd: sessionmaker[Session], holder: KeyHolder) -> tuple[bool, str]:
        with crowd() as session, transaction(session):
            came = sign_in_by_number(session, holder, NOBODY_THERE, NOW)
            return came.account is not None, came.refusal.code if came.refusal else ""

    def test_nobody_known_is_neither_let_in_nor_refused(self, crowd: sessionmaker[Session]) -> None:
        assert self._sign_in(crowd, NORA) == (False, "")

    def test_a_person_without_account_is_the_same(self, crowd: sessionmaker[Session]) -> None:
        (account,) = _accounts(crowd, 1)
        _link(crowd, account, NORA)
        assert self._sign_in(crowd, NORA) == (True, "")
        with crowd() as session:
            enter(session, Scope.office())
            with transaction(session):
                unlink_card(session, HELPDESK, account, "asked", NOW)
        assert self._sign_in(crowd, NORA) == (False, "")


@pytest.mark.parametrize(
    ("actor", "reason", "no"),
    [
        (Identity(1, None, frozenset({Role.PERSON})), "why", Forbidden),
        (Identity(1, None, frozenset({Role.LOCAL_ADMINISTRATOR})), "why", Forbidden),
        (HELPDESK, "  ", Refusal),
        (HELPDESK, "x" * 201, Refusal),
        (HELPDESK, "why", Refusal),
    ],
)
def test_a_card_is_unlinked_by_the_helpdesk_with_a_reason_or_not_at_all(
    crowd: sessionmaker[Session], actor: Identity, reason: str, no: type[Exception]
) -> None:
    (account,) = _accounts(crowd, 1)
    with crowd() as session:
        enter(session, Scope.office())
        with pytest.raises(no):
            unlink_card(session, actor, account, reason, NOW)
        with pytest.raises(Missing):
            unlink_card(session, HELPDESK, account + 1000, "why", NOW)


class TestChallenges:
    def test_of_sixteen_that_spend_one_at_once_exactly_one_may(self, crowd: sessionmaker[Session]) -> None:
        with crowd() as session, transaction(session):
            nonce = challenges.ask(session, NOW)
        together = Barrier(CROWD)

        def press(_: int) -> bool:
            with crowd() as session, transaction(session):
                together.wait(120)
                return challenges.spend(session, nonce, NOW)

        with ThreadPoolExecutor(CROWD) as pool:
            assert sorted(pool.map(press, range(CROWD))) == [False] * (CROWD - 1) + [True]

    @pytest.mark.trust("National numbers")
    def test_a_card_that_was_shown_lies_encrypted_and_is_taken_once(self, crowd: sessionmaker[Session]) -> None:
        with crowd() as session, transaction(session):
            ticket = challenges.keep(session, NORA, NOW)
        with crowd() as session:
            enter(session, Scope.office())
            rows = session.connection().exec_driver_sql("select row_to_json(t) from account_shown_card t").all()
            assert "Specimen" not in str(rows)
            assert ticket not in str(rows)
        with crowd() as session, transaction(session):
            assert challenges.kept(session, ticket, NOW) == NORA
            assert challenges.take(session, ticket, NOW, asked="something") is None
            assert challenges.take(session, ticket, NOW) == NORA
            assert challenges.take(session, ticket, NOW) is None

    def test_what_nobody_can_use_any_more_is_forgotten(self, crowd: sessionmaker[Session]) -> None:
        with crowd() as session, transaction(session):
            challenges.ask(session, NOW - challenges.LIFE)
            challenges.ask(session, NOW)
            challenges.keep(session, NORA, NOW - challenges.SHOWN_LIFE)
            challenges.keep(session, NORA, NOW, asked="x")
        with crowd() as session:
            enter(session, Scope.office())
            with transaction(session):
                assert challenges.forget(session, NOW) == 2
                assert session.scalar(select(func.count()).select_from(Challenge)) == 1
                assert session.scalar(select(func.count()).select_from(ShownCard)) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one,
        lambda one: replace(one, birth_date=None, sex=Sex.UNKNOWN),
        lambda one: replace(one, given_names="", family_name="Ó’Brien-“X”"),
    ],
)
def test_whom_a_card_named_is_written_and_read_the_same(change: Callable[[KeyHolder], KeyHolder]) -> None:
    assert read(written(change(AT_DESK))) == change(AT_DESK)
    assert NORA.number.digits not in repr(NORA)
    assert "Specimen" not in repr(NORA)
