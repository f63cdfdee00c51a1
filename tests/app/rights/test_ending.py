"""That a right ends is told once, in time and in one's language; a day's acts on many come in one letter."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from app import clock, notices
from app.lists.acts import Chosen
from app.rights import digest, ending
from app.rights.bulk import revoke_rights
from app.rights.changes import Days, change_right
from app.rights.extensions import extend_rights
from app.transaction import Scope, enter, transaction
from models.accounts import Account
from models.events import Event
from models.mail import Letter
from models.rights import Right
from tests.app.mail.conftest import SITE, Desk, desk, inside, mail_server, time  # noqa: F401 - fixtures
from tests.stories.cast import EXEMPLEVILLE, VOORBEELDEGEM, standing_right
from tests.stories.stage import Time

GRANTED = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)


def _right(at: Desk, name: str, kind: str, first_day: date, last_day: date) -> int:
    def act(session: object) -> int:
        right = standing_right(at.cast, name, kind, first_day, last_day, GRANTED)
        session.add(right)  # type: ignore[attr-defined]
        session.flush()  # type: ignore[attr-defined]
        return right.id

    return at.do(act)


def _announce(at: Desk) -> int:
    return at.do(lambda session: ending.announce_endings(session, clock.now()))


def _write(at: Desk) -> list[Letter]:
    """Every letter that what was recorded leads to; gives all there are."""
    rows = at.do(
        lambda session: session.execute(
            select(Event.organisation_id, Event.id).where(Event.tag.startswith("rights.")).order_by(Event.id)
        ).all()
    )
    for organisation_id, event_id in rows:
        tag = at.do(lambda session, one=event_id: session.scalar(select(Event.tag).where(Event.id == one)))
        if tag in notices.NOTICES:
            at.do(lambda s, o=organisation_id, e=event_id: notices.notify(s, o, e, SITE, clock.now()))
    return at.letters()


def test_telling_may_take_longer_than_a_page(desk: Desk) -> None:  # noqa: F811
    """On ten million rights that nobody read lately, the disk needs minutes."""

    def limit(session: Session) -> str:
        ending.announce_endings(session, clock.now())
        return str(session.scalar(text("show statement_timeout")))

    assert desk.do(limit) == "10min"


def _move_on(time: Time, day: date) -> None:  # noqa: F811
    time.moment = datetime(day.year, day.month, day.day, 9, 5, tzinfo=UTC)


@pytest.mark.trust("Expiry")
@pytest.mark.parametrize(
    ("first_day", "last_day", "told"),
    [
        (date(2026, 4, 1), date(2027, 3, 29), 1),
        (date(2026, 4, 1), date(2027, 3, 30), 0),
        (date(2026, 4, 1), date(2027, 3, 15), 1),
        (date(2026, 4, 1), date(2027, 3, 14), 0),
        (date(2027, 3, 15), date(2027, 3, 29), 1),
        (date(2027, 3, 15), date(2027, 3, 28), 0),
        (date(2027, 3, 16), date(2027, 3, 29), 0),
    ],
)
def test_two_weeks_before_and_not_of_short_ones(inside: Desk, first_day: date, last_day: date, told: int) -> None:  # noqa: F811
    _right(inside, "Bram", "planner", first_day, last_day)
    assert [_announce(inside), _announce(inside)] == [told, 0]


def test_one_letter_in_his_language_after_a_missed_week(inside: Desk, time: Time) -> None:  # noqa: F811
    _right(inside, "Bram", "planner", date(2026, 4, 1), date(2027, 3, 25))
    _right(inside, "Bram", "half_year", date(2026, 10, 1), date(2027, 3, 26))
    bram = Account.person_id == inside.cast.persons["Bram"]
    inside.do(lambda session: session.execute(update(Account).where(bram).values(language="fr")))
    _move_on(time, date(2027, 3, 22))
    assert _announce(inside) == 2
    for _ in range(2):
        letters = _write(inside)
    assert [letter.language for letter in letters] == ["fr"]
    assert letters[0].subject.startswith("Des droits que vous avez")
    assert "25/03/2027" in letters[0].body
    assert "26/03/2027" in letters[0].body
    time.passes(days=1)
    assert _announce(inside) == 0


def test_extended_it_starts_anew_and_shortened_it_comes_at_once(inside: Desk, time: Time) -> None:  # noqa: F811
    right_id = _right(inside, "Bram", "planner", date(2026, 4, 1), date(2027, 3, 25))
    assert _announce(inside) == 1
    for version, days in (
        (1, Days(date(2027, 3, 15), date(2028, 3, 14))),
        (2, Days(date(2027, 3, 15), date(2027, 4, 1))),
    ):
        with inside.sessions() as session, transaction(session):
            enter(session, Scope.organisation(inside.organisation))
            change_right(session, inside.cast.administrator(), right_id, version, days, clock.now())
        if version == 1:
            assert _announce(inside) == 0
    time.passes(days=3)
    assert _announce(inside) == 1


def test_nothing_of_what_was_revoked(inside: Desk) -> None:  # noqa: F811
    right_id = _right(inside, "Bram", "planner", date(2026, 4, 1), date(2027, 3, 25))
    with inside.sessions() as session, transaction(session):
        enter(session, Scope.organisation(inside.organisation))
        revoke_rights(session, inside.cast.administrator(), [Chosen(right_id, 1)], {}, clock.now())
    assert _announce(inside) == 0


@pytest.mark.trust("Expiry")
def test_the_last_administrator_is_told_three_times_and_so_is_the_central_team(inside: Desk, time: Time) -> None:  # noqa: F811
    assert _announce(inside) == 0
    told = {}
    for day in (
        date(2028, 4, 30),
        date(2028, 5, 1),
        date(2028, 5, 17),
        date(2028, 5, 18),
        date(2028, 5, 28),
        date(2028, 5, 31),
    ):
        _move_on(time, day)
        told[day] = _announce(inside)
    assert [count > 0 for count in told.values()] == [False, True, True, False, True, False]
    letters = [one for one in _write(inside) if one.organisation_id == inside.organisation]
    assert sorted(one.name for one in letters) == ["Filip Janssens"] * 3 + ["Greet De Smet"] * 3
    mine = [one for one in letters if one.name == "Filip Janssens"]
    assert "eindigt over 30 dagen" in mine[0].body
    assert "U bent de laatste." in mine[0].body
    assert "heeft binnenkort geen lokale beheerder meer" in next(
        one.subject for one in letters if one.name == "Greet De Smet"
    )


def test_with_another_after_him_he_alone_is_told(inside: Desk, time: Time) -> None:  # noqa: F811
    _right(inside, "Bram", "local_administrator", date(2028, 5, 1), date(2029, 4, 30))
    _move_on(time, date(2028, 5, 2))
    _announce(inside)
    here = [one for one in _write(inside) if one.organisation_id == inside.cast.organisations[VOORBEELDEGEM]]
    assert [one.name for one in here] == ["Filip Janssens"]
    assert "U bent de laatste." not in here[0].body


@pytest.mark.trust("Expiry")
def test_a_days_acts_on_many_come_in_one_letter(inside: Desk, time: Time) -> None:  # noqa: F811
    ids = [_right(inside, "Bram", kind, date(2026, 10, 1), date(2027, 3, 25)) for kind in ("planner", "half_year")]
    with inside.sessions() as session, transaction(session):
        enter(session, Scope.organisation(inside.organisation))
        extend_rights(session, inside.cast.administrator(), [Chosen(one, 1) for one in ids], {}, clock.now())
    time.passes(hours=1)
    with inside.sessions() as session, transaction(session):
        enter(session, Scope.organisation(inside.organisation))
        revoke_rights(session, inside.cast.administrator(), [Chosen(ids[1], 2)], {}, clock.now())
    assert _write(inside) == [], "not at once"
    time.passes(hours=7)
    assert [inside.do(lambda session: digest.tell_of_the_day(session, clock.now())) for _ in range(2)] == [1, 0]
    (letter,) = _write(inside)
    assert letter.subject == "Uw rechten bij Gemeente Voorbeeldegem zijn gewijzigd"
    assert "Dossiers behandelen (Omgevingsloket): verlengd, tot en met 14/03/2028" in letter.body
    assert "herroepen: u kunt het niet meer gebruiken" in letter.body
    time.passes(days=1)
    assert inside.do(lambda session: digest.tell_of_the_day(session, clock.now())) == 0
    assert inside.do(lambda session: session.scalar(select(Right.last_day).where(Right.id == ids[0]))) == date(
        2028, 3, 14
    )
    assert EXEMPLEVILLE not in letter.body
