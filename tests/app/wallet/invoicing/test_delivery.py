"""What finance sees of documents on their way, and sending one once more: under which key, to which address."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from app import events, notices
from app.errors import Forbidden, Missing, Outage, Refusal, Stale
from app.outside.access_point import Fate, Message, NotTaken, WhyNot
from app.outside.files import Folder
from app.wallet.invoicing.delivery import send_again, states_of, stuck, visible_to
from app.wallet.invoicing.issuing import Issued
from app.wallet.invoicing.mailing import look_some, take_some, write_letter
from app.wallet.panels import undelivered_documents
from models.mail import Letter
from models.organisations import Organisation
from models.values import Channel, DeliveryState, LetterState, MailProblem, WhyNotDelivered
from models.wallet import Delivery
from tests.app.wallet.invoicing.invoices import FIRST
from tests.app.wallet.invoicing.sent import Hands, Played, invoiced, way
from tests.app.wallet.offices import finance

pytestmark = pytest.mark.trust("Invoices, receipts")


def _refused(session: Session, point: Played) -> tuple[Delivery, Issued]:
    _, made = invoiced(session)
    Hands(session, point).next()
    return way(session, made), made


def test_what_was_refused_goes_out_anew_under_another_key(session: Session) -> None:
    point = Played([NotTaken(WhyNot.INVALID, "no"), Message("r1", Fate.DELIVERED)])
    one, made = _refused(session, point)
    again = send_again(session, finance(session), one.id, one.version, FIRST)
    assert (again.state, again.reason, again.words, again.round) == (DeliveryState.WAITING, "", "", 2)
    Hands(session, point).next()
    assert way(session, made).state == DeliveryState.DELIVERED
    first, second = (sent.key for sent in point.sent)
    assert first != second
    tags = session.scalars(text("select tag from event where tag like 'wallet.delivery.%' order by id"))
    assert list(tags) == ["wallet.delivery.failed", "wallet.delivery.asked_again", "wallet.delivery.made"]


def test_of_what_nobody_knows_whether_it_arrived_the_key_stays(session: Session) -> None:
    point = Played([Outage("network")])
    _, made = invoiced(session)
    hands = Hands(session, point)
    while (ask_at := way(session, made).ask_at) is not None:
        hands.now = ask_at
        hands.next()
    one = way(session, made)
    assert one.state == DeliveryState.UNSURE
    point.answers = [Message("", Fate.DELIVERED)]
    send_again(session, finance(session), one.id, one.version, hands.now)
    hands.next()
    assert way(session, made).state == DeliveryState.DELIVERED
    assert len({sent.key for sent in point.sent}) == 1


def test_a_mail_goes_to_the_address_that_is_known_today(session: Session, tmp_path: Path) -> None:
    organisation, made = invoiced(session, email="old@immo.example")
    (waits,) = take_some(session, FIRST)

    def write(on: Session, organisation_id: int, event_id: int) -> None:
        notices.notify(on, organisation_id, event_id, "https://x.example", FIRST)

    write_letter(session, Folder(tmp_path), write, waits, FIRST)
    letter = session.scalars(select(Letter)).one()
    letter.state, letter.problem = LetterState.BOUNCED, MailProblem.NO_SUCH_MAILBOX
    session.execute(
        update(Organisation).where(Organisation.id == organisation.id).values(email="new@immo.example")
    )
    session.execute(text("update wallet_delivery set ask_at = :now where ask_at is not null"), {"now": FIRST})
    look_some(session, FIRST)
    session.expire_all()
    one = way(session, made, Channel.MAIL)
    assert (one.state, one.reason) == (DeliveryState.REFUSED, WhyNotDelivered.BOUNCED)
    again = send_again(session, finance(session), one.id, one.version, FIRST)
    assert again.state == DeliveryState.HANDED_OVER
    session.refresh(letter)
    assert (letter.address, letter.state, letter.round) == ("new@immo.example", LetterState.QUEUED, 2)


@pytest.mark.parametrize("state", [DeliveryState.WAITING, DeliveryState.HANDED_OVER, DeliveryState.DELIVERED])
def test_what_is_on_its_way_or_there_is_not_sent_again(session: Session, state: DeliveryState) -> None:
    _, made = invoiced(session)
    one = way(session, made)
    one.state = state
    session.flush()
    with pytest.raises(Refusal) as refused:
        send_again(session, finance(session), one.id, one.version, FIRST)
    assert refused.value.code == "wallet.delivery.on_its_way"


def test_only_finance_sends_again_what_is_there_and_as_he_saw_it(session: Session) -> None:
    organisation, made = invoiced(session)
    one = way(session, made)
    one.state, one.ask_at = DeliveryState.REFUSED, None
    session.flush()
    hugo = finance(session)
    with pytest.raises(Forbidden):
        send_again(session, organisation.manager, one.id, one.version, FIRST)
    with pytest.raises(Stale):
        send_again(session, hugo, one.id, one.version - 1, FIRST)
    with pytest.raises(Missing):
        send_again(session, hugo, one.id + 1000, 1, FIRST)
    send_again(session, hugo, one.id, one.version, FIRST)
    with pytest.raises(Stale):
        send_again(session, hugo, one.id, one.version - 1, FIRST)


@pytest.mark.trust("Tenants")
def test_an_organisation_sees_its_own_and_finance_everything(session: Session) -> None:
    (one, made), (_, other) = invoiced(session), invoiced(session)
    own = session.scalars(select(Delivery.invoice_id).where(visible_to(one.member))).all()
    every = session.scalars(select(Delivery.invoice_id).where(visible_to(finance(session)))).all()
    assert (set(own), set(every)) == ({made.id}, {made.id, other.id})
    assert set(states_of(session, [made.id, other.id])) == {made.id, other.id}


def test_who_is_not_in_the_network_is_on_nobodys_list(session: Session) -> None:
    _refused(session, Played([NotTaken(WhyNot.UNREACHABLE)]))
    assert session.scalars(select(Delivery).where(stuck())).all() == []
    wrong, _ = _refused(session, Played([NotTaken(WhyNot.INVALID)]))
    assert [one.id for one in session.scalars(select(Delivery).where(stuck()))] == [wrong.id]
    waiting = undelivered_documents(session, finance(session), FIRST)
    assert (waiting.count, waiting.oldest, [item.id for item in waiting.first]) == (1, FIRST, [wrong.id])


def test_history_that_is_told_afterwards_is_sent_to_nobody(session: Session) -> None:
    with events.quietly(session):
        _, made = invoiced(session)
    found = states_of(session, [made.id])[made.id]
    assert {(one.state, one.ask_at) for one in found} == {(DeliveryState.DELIVERED, None)}
