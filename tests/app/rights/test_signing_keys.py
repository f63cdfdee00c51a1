"""The keys we sign with take turns: shown before they sign, and for a while after."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.rights.signing_keys import rotate, shown_keys, sign, signed_by_us
from app.transaction import Scope, enter
from models.rights import SigningKey

NOW = datetime(2027, 3, 15, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _office(session: Session) -> None:
    enter(session, Scope.office())


def _signer(session: Session, now: datetime) -> str:
    return str(jwt.decode(sign(session, {}, now), KeySet.import_key_set(shown_keys(session, now))).header["kid"])


def _shown(session: Session, now: datetime) -> list[str]:
    return [key["kid"] for key in shown_keys(session, now)["keys"]]


def test_no_key_is_made_before_somebody_needs_one(session: Session) -> None:
    assert rotate(session, NOW) == 0
    assert _shown(session, NOW) == []
    assert signed_by_us(session, "a.b.c", NOW) is None


def test_a_key_signs_for_ninety_days_and_its_follower_is_shown_a_week_before(session: Session) -> None:
    first = _signer(session, NOW)
    for days, shown in ((82, 1), (83, 2), (89, 2)):
        assert rotate(session, NOW + timedelta(days=days)) == shown
        assert _signer(session, NOW + timedelta(days=days)) == first
    second = _signer(session, NOW + timedelta(days=90))
    assert second != first
    assert _shown(session, NOW + timedelta(days=90)) == [first, second]


@pytest.mark.parametrize(("days", "shown"), [(90, True), (119, True), (121, False)])
def test_a_key_that_stopped_is_shown_for_thirty_days(session: Session, days: int, shown: bool) -> None:
    first = _signer(session, NOW)
    token = sign(session, {"who": "An"}, NOW + timedelta(days=80))
    for day in (83, 90, days):
        rotate(session, NOW + timedelta(days=day))
    later = NOW + timedelta(days=days)
    assert (first in _shown(session, later)) is shown
    assert (signed_by_us(session, token, later) == {"who": "An"}) is shown


def test_after_a_long_silence_the_next_key_is_still_shown_a_week_before_it_signs(session: Session) -> None:
    first, late = _signer(session, NOW), NOW + timedelta(days=400)
    assert rotate(session, late) == 2
    assert _signer(session, late + timedelta(days=6)) == first
    assert _signer(session, late + timedelta(days=7)) != first


def test_rotating_twice_makes_no_second_follower(session: Session) -> None:
    _signer(session, NOW)
    assert [rotate(session, NOW + timedelta(days=85)) for _ in range(3)] == [2, 2, 2]


def test_a_token_that_was_changed_or_that_others_signed_is_not_ours(session: Session) -> None:
    token = sign(session, {"who": "An"}, NOW)
    head, _, rest = token.partition(".")
    for other in (f"{head}.e30.{rest.rpartition('.')[2]}", token[:-4], "", "rubbish", "e30.e30.e30"):
        assert signed_by_us(session, other, NOW) is None
    assert signed_by_us(session, token, NOW) == {"who": "An"}


@pytest.mark.trust("Tools")
def test_a_private_key_is_ciphertext_in_the_database(session: Session) -> None:
    sign(session, {}, NOW)
    stored = bytes(session.execute(text("select private_key from rights_signing_key")).scalar_one())
    assert b"PRIVATE" not in stored
    assert "PRIVATE KEY" in session.scalars(select(SigningKey.private_key)).one()
    assert not {"d", "p", "q", "dp", "dq", "qi"} & set(shown_keys(session, NOW)["keys"][0])
