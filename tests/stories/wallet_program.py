"""What a story of a program that charges needs: a price list of the diary, money in the wallet of Immo Peeters."""

from __future__ import annotations

import itertools
from datetime import date
from decimal import Decimal
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import TestResponse

from app import clock
from app.transaction import Scope
from app.transaction import enter as act_as
from app.wallet.ledger import Posting, hold, post
from app.wallet.rules import lines_of_money_in
from models.organisations import Organisation
from models.rights import Price, Tool
from models.values import LedgerAccount, TransactionKind, euro
from models.wallet import Transaction, Wallet
from tests.stories.api_program import PEETERS, Program, handed, integrated
from tests.stories.stage import Browser

READS = "Read the balance of who uses the tool, and what something costs"
CHARGES = "Charge the wallet of who uses the tool"
_PAID = itertools.count(1)


def buyer(browser: Browser, app: Flask, *scopes: str) -> Program:
    """A program of the diary that reads wallets and charges them."""
    return Program(app, handed(integrated(browser), *(scopes or (READS, CHARGES))))


def priced(
    factory: sessionmaker[Session], net: str = "10.00", code: str = "reminder", first_day: date = date(2026, 1, 1)
) -> None:
    """The diary sells reminder letters."""
    with factory.begin() as session:
        act_as(session, Scope.office())
        tool_id = session.scalars(select(Tool.id).where(Tool.code == "diary")).one()
        session.add(
            Price(
                tool_id=tool_id, code=code, name_nl="Herinneringsbrief", name_fr="Lettre de rappel",
                name_en="Reminder letter", net=Decimal(net), vat_percent=21, first_day=first_day,
            )
        )  # fmt: skip


def topped_up(factory: sessionmaker[Session], gross: str) -> None:
    """Immo Peeters paid in."""
    with factory.begin() as session:
        act_as(session, Scope.office())
        office = _office(session)
        held = hold(session, office)
        lines = lines_of_money_in(euro(gross), held.owed, LedgerAccount.TRANSIT)
        key = f"paid:{next(_PAID)}"
        new = Posting(office, TransactionKind.TOP_UP, key, euro(gross), lines, provider="practice_bank")
        post(session, new, clock.now())


def held(factory: sessionmaker[Session]) -> str:
    """What the wallet of Immo Peeters holds."""
    with factory.begin() as session:
        act_as(session, Scope.office())
        found = session.get(Wallet, _office(session))
        return "none" if found is None else str(found.balance)


def charges(factory: sessionmaker[Session]) -> list[Transaction]:
    """What Immo Peeters bought, first things first."""
    with factory.begin() as session:
        act_as(session, Scope.office())
        mine = select(Transaction).where(
            Transaction.organisation_id == _office(session), Transaction.kind == TransactionKind.CHARGE
        )
        return list(session.scalars(mine.order_by(Transaction.id)))


def buys(program: Program, account: str, key: str | None = "k-1", /, **other: Any) -> TestResponse:
    """The program charges for him; what is None there is left out."""
    asked = {"account": account, "organisation": PEETERS, "product": "reminder", **other}
    return program.post("charges", {name: value for name, value in asked.items() if value is not None}, key)


def _office(session: Session) -> int:
    return session.scalars(select(Organisation.id).where(Organisation.enterprise_number == PEETERS)).one()
