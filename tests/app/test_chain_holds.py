"""Asked about one event: the trail says sealed, waiting, or that it doesn't confirm it, whatever was touched."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app import chain
from app.chain import Hold, holds
from app.events import Subject, Tag
from app.transaction import transaction
from models.events import EventSeal
from tests.app.test_chain import NOW, _behind, _ids, admin, trail

__all__ = ["admin", "trail"]  # fixtures of the other page
pytestmark = [pytest.mark.trust("Audit log"), pytest.mark.trust("Numbers of issued documents")]


def _held(session: Session, number: int, /, **facts: object) -> Hold:
    session.rollback()
    session.expunge_all()
    return holds(session, Subject("right", number, 5), Tag.RIGHT_GRANTED, facts or {"number": number})


def test_an_event_in_a_batch_is_sealed_and_a_later_one_waits_until_it_is(trail: Session) -> None:
    assert [_held(trail, number) for number in (0, 5, 11)] == [Hold.SEALED] * 3
    assert _held(trail, 13) is Hold.WAITS
    with transaction(trail):
        chain.seal(trail, NOW)
    assert _held(trail, 13) is Hold.SEALED


def test_what_was_told_otherwise_or_not_at_all_is_not_confirmed(trail: Session) -> None:
    assert _held(trail, 5, number=6) is Hold.BROKEN
    assert _held(trail, 5, sha256="00") is Hold.BROKEN
    assert _held(trail, 99) is Hold.BROKEN


@pytest.mark.parametrize(
    "change",
    ['facts = facts || \'{"first_day": "2028-01-01"}\'', "actor_id = 8", "seal = ''", "person_id = null"],
)
@pytest.mark.parametrize("place", [5, 13])
def test_a_changed_event_is_not_confirmed(trail: Session, admin: Engine, change: str, place: int) -> None:
    _behind(admin, f"update event set {change} where id = {_ids(trail)[place]}")
    assert _held(trail, place) is Hold.BROKEN


def test_an_event_behind_a_changed_batch_is_not_confirmed(trail: Session, admin: Engine) -> None:
    _behind(admin, "update event_seal set sealed_at = sealed_at + interval '1 day' where number = 2")
    assert [_held(trail, number) for number in (3, 5, 8)] == [Hold.SEALED, Hold.BROKEN, Hold.SEALED]


def test_an_event_that_changed_places_in_its_batch_is_not_confirmed(trail: Session, admin: Engine) -> None:
    batch = trail.scalars(select(EventSeal).where(EventSeal.number == 1)).one()
    first, second, *rest = (bytes(known).hex() for known in batch.event_hashes)
    turned = ", ".join(f"decode('{known}', 'hex')" for known in (second, first, *rest))
    _behind(admin, f"update event_seal set event_hashes = array[{turned}] where number = 1")
    assert _held(trail, 0) is Hold.BROKEN
