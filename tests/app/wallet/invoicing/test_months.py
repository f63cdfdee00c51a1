"""When a month is invoiced: once it is over, and once all that began in it has ended."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app import clock
from app.errors import Refusal
from app.wallet.charging import charge
from app.wallet.invoicing import months
from app.wallet.invoicing.seller import DEMO
from app.wallet.ledger import Posting, post
from app.wallet.rules import Cost, lines_of_charge
from models.values import Money, TransactionKind, euro
from tests.app.wallet.invoicing.invoices import MONTH, SEARCH, checked, whole
from tests.app.wallet.offices import NOW, Office, finance, office

pytestmark = pytest.mark.trust("Invoices, receipts")
MIDNIGHT = clock.start_of(date(2026, 12, 1))
SECOND = timedelta(seconds=1)


@pytest.fixture
def one(session: Session) -> Office:
    return whole(session, office(session))


def begins_at(session: Session, run_id: int) -> datetime | None:
    """When the job of that run may begin; None for at once."""
    asked = text(
        "select scheduled_at from procrastinate_jobs where task_name = :job and (args->>'run_id')::int = :run"
    )
    found: datetime | None = session.execute(asked, {"job": months.LIST_JOB, "run": run_id}).scalar_one()
    return found


def test_a_month_that_isnt_over_is_not_invoiced(session: Session) -> None:
    with pytest.raises(Refusal, match="month_not_over"):
        months.ask_month(session, finance(session), MONTH, DEMO, MIDNIGHT - SECOND)


def test_right_after_midnight_it_waits_for_what_began_before(session: Session, one: Office) -> None:
    hugo, ended = finance(session), MIDNIGHT + months.ENDED
    early = months.ask_month(session, hugo, MONTH, DEMO, MIDNIGHT)
    assert begins_at(session, early.id) == ended
    assert months.ask_month(session, hugo, MONTH, DEMO, ended).id == early.id
    months.list_parts(session, early.id, ended)
    assert begins_at(session, months.ask_month(session, hugo, MONTH, DEMO, ended).id) is None


def test_who_completes_his_address_right_after_midnight_waits_for_the_clock(session: Session, one: Office) -> None:
    charge(session, one.bram, SEARCH, "key", NOW)
    ended = MIDNIGHT + months.ENDED
    assert months.issue_left(session, one.id, DEMO, ended - SECOND) == 0
    assert months.issue_left(session, one.id, DEMO, ended) == 1


def _waiting(session: Session) -> list[tuple[str, int | None]]:
    """The jobs of runs that wait, each with the number of its part."""
    asked = text(
        "select task_name, (args->>'number')::int from procrastinate_jobs where status = 'todo'"
        " and task_name in (:list, :part) order by id"
    )
    return [tuple(row) for row in session.execute(asked, {"list": months.LIST_JOB, "part": months.PART_JOB})]


def _given_up(session: Session) -> None:
    """What waits failed too often, or its worker was gone."""
    session.execute(text("update procrastinate_jobs set status = 'failed' where status = 'todo'"))


def test_asked_again_a_run_whose_jobs_were_given_up_goes_on(session: Session, one: Office) -> None:
    charge(session, one.bram, SEARCH, "key", NOW)
    hugo, ended = finance(session), MIDNIGHT + months.ENDED
    run = months.ask_month(session, hugo, MONTH, DEMO, ended)
    _given_up(session)
    for _ in range(2):
        assert months.ask_month(session, hugo, MONTH, DEMO, ended).id == run.id
        assert _waiting(session) == [(months.LIST_JOB, None)]
    _given_up(session)
    months.list_parts(session, run.id, ended)
    _given_up(session)
    for _ in range(2):
        assert months.ask_month(session, hugo, MONTH, DEMO, ended).id == run.id
        assert _waiting(session) == [(months.PART_JOB, 1)]
    assert months.issue_part(session, run.id, 1, DEMO, ended) == 1
    assert months.ask_month(session, hugo, MONTH, DEMO, ended).id != run.id


class _Wrong(Cost):
    """Of which so many pieces at their price don't make the net amount."""

    @property
    def net(self) -> Money:
        return super().net + euro("0.01")


def test_whoever_cant_be_written_leaves_all_others_invoiced(session: Session, one: Office) -> None:
    others = [whole(session, office(session, one.tool_id)) for _ in range(4)]
    broken = others[1]
    cost = _Wrong(euro("4.50"), 2, 21)
    post(
        session,
        Posting(broken.id, TransactionKind.CHARGE, "wrong", cost.gross, lines_of_charge(cost),
                broken.bram.account_id, broken.bram.membership_id, one.tool_id, "search", ("a", "b", "c"), cost),
        NOW,
    )  # fmt: skip
    for each in (one, *others):
        charge(session, each.bram, SEARCH, "key", NOW)
    ended = MIDNIGHT + months.ENDED
    run = months.ask_month(session, None, MONTH, DEMO, ended)
    months.list_parts(session, run.id, ended)
    assert months.issue_part(session, run.id, 1, DEMO, ended) == 4
    checked(session)
    found = session.execute(text("select organisation_id, number from wallet_invoice order by number"))
    sound = [each.id for each in (one, *others) if each is not broken]
    assert [tuple(row) for row in found] == list(zip(sound, range(1, 5), strict=True))
    assert months.is_left(session, MONTH)


def test_a_part_takes_the_time_it_needs_and_waits_for_those_before_it(session: Session, one: Office) -> None:
    charge(session, one.bram, SEARCH, "key", NOW)
    ended = MIDNIGHT + months.ENDED
    run = months.ask_month(session, None, MONTH, DEMO, ended)
    months.list_parts(session, run.id, ended)
    session.execute(text("set local statement_timeout = '15s'; set local lock_timeout = '7s'"))
    months.issue_part(session, run.id, 1, DEMO, ended)
    limits = ("statement_timeout", "lock_timeout")
    assert [session.scalar(text(f"show {name}")) for name in limits] == ["10min", "10min"]
