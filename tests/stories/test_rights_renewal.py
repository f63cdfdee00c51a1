"""Two weeks before a right ends its holder gets one mail; its administrator extends many in one act."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app.rights.ending import announce_endings
from app.transaction import Scope
from app.transaction import enter as act_in
from models.accounts import Account
from models.mail import Letter
from models.rights import Right
from tests.stories.cast import Cast, standing_right
from tests.stories.stage import Browser, sign_in, worked_off

GRANTED = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def ending(cast: Cast, factory: sessionmaker[Session]) -> list[int]:
    """Two rights of Bram and one of An that end on the 25th."""
    with factory.begin() as session:
        act_in(session, Scope.office())
        made = [
            standing_right(cast, name, kind, first_day, date(2027, 3, 25), GRANTED)
            for name, kind, first_day in (
                ("Bram", "planner", date(2026, 4, 1)),
                ("Bram", "half_year", date(2026, 10, 1)),
                ("An", "planner", date(2026, 4, 1)),
            )
        ]
        session.add_all(made)
        session.flush()
        return [right.id for right in made]


def _announced(factory: sessionmaker[Session]) -> int:
    with factory.begin() as session:
        act_in(session, Scope.office())
        return announce_endings(session, clock.now())


@pytest.mark.trust("Expiry")
@pytest.mark.parametrize(
    ("code", "mailbox", "subject", "ask", "card", "extend", "choose", "chosen", "done"),
    [
        (
            "NL",
            "Postvak",
            "Rechten van u bij Gemeente Voorbeeldegem lopen binnenkort af",
            "Vraag het op tijd aan een lokale beheerder van Gemeente Voorbeeldegem.",
            "Rechten die binnen twee weken eindigen",
            "Verlengen",
            "Verlengen: de gekozen rijen",
            "Verlengen: 3",
            "3 rechten verlengd",
        ),
        (
            "FR",
            "Boîte de réception",
            "Des droits que vous avez auprès de Gemeente Voorbeeldegem expirent bientôt",
            "Demandez-le à temps à un gestionnaire local de Gemeente Voorbeeldegem.",
            "Droits qui prennent fin dans les deux semaines",
            "Prolonger",
            "Prolonger : les lignes choisies",
            "Prolonger : 3",
            "3 droits prolongés",
        ),
    ],
    ids=["NL", "FR"],
)
def test_bram_is_told_once_and_filip_extends_all_in_one_act(
    browser: Browser,
    cast: Cast,
    factory: sessionmaker[Session],
    app: Flask,
    tmp_path: Path,
    ending: list[int],
    code: str,
    mailbox: str,
    subject: str,
    ask: str,
    card: str,
    extend: str,
    choose: str,
    chosen: str,
    done: str,
) -> None:
    with factory.begin() as session:
        act_in(session, Scope.office())
        session.execute(update(Account).where(Account.username == "bram.claes").values(language=code.lower()))
    assert [_announced(factory), _announced(factory)] == [3, 0]
    worked_off(app, factory, tmp_path)
    bram = sign_in(browser().visit(), "bram.claes").follow(code).follow(mailbox).follow(subject)
    bram.reads(ask)
    with factory() as session:
        act_in(session, Scope.office())
        letters = session.scalars(select(Letter.person_id)).all()
        assert sorted(letters) == sorted([cast.persons["Bram"], cast.persons["An"]])

    filip = sign_in(browser().visit(), "filip.janssens").follow(code).reads(card).follow(extend)
    for box in filip.page.xpath("//main//td//input[@type='checkbox']"):
        box.set("checked", "checked")
    filip.press(choose).press(chosen).reads(done)
    with factory() as session:
        act_in(session, Scope.office())
        days = session.execute(
            select(Right.first_day, Right.last_day).where(Right.id.in_(ending)).order_by(Right.id)
        )
        assert [tuple(one) for one in days] == [
            (date(2027, 3, 15), date(2028, 3, 14)),
            (date(2027, 3, 15), date(2027, 9, 14)),
            (date(2027, 3, 15), date(2027, 12, 31)),  # An's relation ends then
        ]
    assert _announced(factory) == 0
