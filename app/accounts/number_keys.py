"""Keys that carry a national number, a card above all: signing in, linking to an account, unlinking.

Such a key opens the account of its person: a new card of the same person is the same key, and no person has two
accounts. There is nothing to guess at a signature, so tries aren't counted here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app import events
from app.accounts.key_holders import KeyHolder
from app.accounts.rules import CARD_WAYS, Outcome, Way
from app.accounts.sign_up import TERMS
from app.accounts.signing_in import SignIn, Visitor, attempt_of
from app.errors import Missing, Refusal
from app.policy import Identity, Permission, require
from app.transaction import Scope, refuse_as, within
from models import keyring
from models.accounts import Account, CardLink, Person, Profile
from models.values import PersonSource

refuse_as("uq_ab_user_person_id", "accounts.card.linked_elsewhere")
# Whose word on names, birth date and sex counts for more; of two that count alike, the later one.
_WEIGHT = {PersonSource.HAND: 0, PersonSource.NUMBER: 1, PersonSource.REGISTER: 2, PersonSource.CARD: 2}
LONGEST_REASON = 200


@dataclass(frozen=True)
class Linked:
    """What came of linking: whether the account was this person's already, as with a new card of his."""

    again: bool


def lookup_of(holder: KeyHolder) -> bytes:
    """What finds the person of a card again, meaningless to whoever lacks our key."""
    return keyring.installed().lookup_hash(holder.number.digits)


def sign_in_by_number(
    session: Session, holder: KeyHolder, visitor: Visitor, now: datetime, *, after_card: bool = False
) -> SignIn:
    """One try with a key that was checked. It is recorded whatever came of it, so the caller commits either way.

    Neither account nor refusal means that no account belongs to this person yet. An account at rest comes back.
    `after_card`: the key opens only an account that an eID was linked to before.
    """
    with within(session, Scope.office()):
        person = _person_of(session, holder)
        account = _account_of(session, person)
        tried = attempt_of(f"card:{holder.number.digits}", account, holder.way, visitor, now)
        refusal = None
        if after_card and (account is None or session.get(CardLink, int(account.id)) is None):
            tried.outcome = Outcome.NO_CARD
            refusal = Refusal("accounts.itsme.card_first", reference=tried.reference)
        elif account is None or person is None:
            tried.outcome = Outcome.NO_ACCOUNT
        elif account.rested_at is not None:
            account.active, account.rested_at = True, None
            session.flush()
            events.record(session, events.Tag.ACCOUNT_RETURNED, _subject(account), None, now)
        elif not account.active:
            tried.outcome = Outcome.INACTIVE
            refusal = Refusal("accounts.card.account_closed", reference=tried.reference)
        session.add(tried)
        session.flush()
        opened = account is not None and person is not None and tried.outcome == Outcome.OPENED
        if opened and account is not None and person is not None:
            _take_over(session, person, holder, None, now)
            _used(session, account, holder, now)
    return SignIn(account if opened else None, refusal, tried.reference)


def note_fault(
    session: Session, fault: str, way: Way, visitor: Visitor, now: datetime, outcome: Outcome = Outcome.FAULT
) -> str:
    """Records that a key didn't open, and why; gives the reference the helpdesk asks for."""
    tried = attempt_of(f"card-fault:{visitor.address}", None, way, visitor, now)
    tried.outcome, tried.fault = outcome, fault
    with within(session, Scope.office()):
        session.add(tried)
        session.flush()
    return tried.reference


def link_by_number(
    session: Session,
    actor: Identity,
    holder: KeyHolder,
    visitor: Visitor,
    now: datetime,
    *,
    after_card: bool = False,
) -> Linked:
    """This key opens one's account from now on, which takes its names, birth date and sex. In office scope.

    `after_card`: only where an eID was linked before, so that all it does is show that it is oneself.
    Raises Refusal accounts.card.linked_elsewhere (another account has this person; nothing of it is told) and
    accounts.card.of_somebody_else (the account belongs to another person).
    """
    account = session.get_one(Account, actor.account_id, with_for_update=True, populate_existing=True)
    person = _person_of(session, holder)
    if after_card and session.get(CardLink, actor.account_id) is None:
        raise Refusal("accounts.itsme.card_first_here")
    if account.person_id is not None and (person is None or person.id != account.person_id):
        of_card = holder.way in CARD_WAYS
        raise Refusal("accounts.card.of_somebody_else" if of_card else "accounts.elsewhere.of_somebody_else")
    again = account.person_id is not None
    if not again:
        person = person or _add(session, holder, actor, now)
        taken = select(Account.id).where(Account.person_id == person.id, Account.id != account.id)
        if session.scalar(taken) is not None:
            raise Refusal("accounts.card.linked_elsewhere")
        account.person_id = person.id
        session.flush()
        facts = {"way": str(holder.way), "source": str(holder.source)}
        events.record(session, events.Tag.CARD_LINKED, _subject(account), actor, now, facts=facts)
    assert person is not None  # noqa: S101 - found or added above
    _take_over(session, person, holder, actor, now)
    _used(session, account, holder, now)
    shown = attempt_of(f"card:{holder.number.digits}", account, holder.way, visitor, now)
    shown.outcome = Outcome.CONFIRMED
    session.add(shown)
    session.flush()
    return Linked(again)


def unlink_card(session: Session, actor: Identity, account_id: int, reason: str, now: datetime) -> Account:
    """No card opens this account any more; its sessions end, and its holder gets a mail. In office scope.

    What the card told of him stays on the account as what he says himself, so that it keeps a name. Raises
    Forbidden, Missing, Refusal accounts.card.no_reason, accounts.card.reason_too_long, accounts.card.not_linked.
    """
    require(actor, Permission.KEY_UNLINK)
    told = reason.strip()
    if not told:
        raise Refusal("accounts.card.no_reason", field="reason")
    if len(told) > LONGEST_REASON:
        raise Refusal("accounts.card.reason_too_long", field="reason", most=LONGEST_REASON)
    account = session.get(Account, account_id, with_for_update=True, populate_existing=True)
    if account is None:
        raise Missing("account", account_id)
    person = session.get(Person, account.person_id) if account.person_id is not None else None
    if person is None:
        raise Refusal("accounts.card.not_linked")
    _leave_names(session, account_id, person, now)
    session.execute(delete(CardLink).where(CardLink.account_id == account_id))
    subject = _subject(account)
    account.person_id = None
    account.session_version += 1
    session.flush()
    events.record(session, events.Tag.CARD_UNLINKED, subject, actor, now, personal={"reason": told})
    return account


def _person_of(session: Session, holder: KeyHolder) -> Person | None:
    wanted = select(Person).where(Person.number_hash == lookup_of(holder)).with_for_update()
    return session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def _account_of(session: Session, person: Person | None) -> Account | None:
    if person is None:
        return None
    wanted = select(Account).where(Account.person_id == person.id).with_for_update()
    return session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def _add(session: Session, holder: KeyHolder, actor: Identity, now: datetime) -> Person:
    """Somebody nobody knew yet. Of several who come at once one adds him, and the others find him."""
    values = {
        "number": holder.number.digits,
        "number_hash": lookup_of(holder),
        "masked_number": holder.number.masked(),
        "family_name": holder.family_name,
        "given_names": holder.given_names,
        "birth_date": holder.birth_date,
        "sex": str(holder.sex),
        "source": str(holder.source),
        "version": 1,
        "created_at": now,
    }
    made = insert(Person).values(values).on_conflict_do_nothing(index_elements=["number_hash"])
    added = session.scalar(made.returning(Person.id)) is not None
    person = _person_of(session, holder)
    assert person is not None  # noqa: S101 - it stands there now, whoever added it
    if added:
        subject = events.Subject("person", person.id, person_id=person.id)
        names = {"family_name": holder.family_name, "given_names": holder.given_names}
        facts = {"source": str(holder.source)}
        events.record(
            session, events.Tag.PERSON_ADDED, subject, actor, now, facts=facts, personal={"after": names}
        )
    return person


def _take_over(session: Session, person: Person, holder: KeyHolder, actor: Identity | None, now: datetime) -> None:
    """What the card says of its holder, unless somebody whose word counts for more said it before."""
    if _WEIGHT[holder.source] < _WEIGHT[PersonSource(person.source)]:
        return
    said: dict[str, Any] = {"family_name": holder.family_name, "given_names": holder.given_names}
    if holder.birth_date is not None:
        said["birth_date"] = holder.birth_date
    if holder.sex != "unknown":
        said["sex"] = str(holder.sex)
    changed = {name: getattr(person, name) for name, value in said.items() if getattr(person, name) != value}
    before = person.source
    if not changed and before == holder.source:
        return
    for name in changed:
        setattr(person, name, said[name])
    person.source = str(holder.source)
    session.flush()
    events.record(
        session,
        events.Tag.PERSON_ALIGNED,
        events.Subject("person", person.id, person_id=person.id),
        actor,
        now,
        facts={"changed": {"source": [before, str(holder.source)]}} if before != holder.source else {},
        personal={
            "before": {name: _plain(value) for name, value in changed.items()},
            "after": {name: _plain(said[name]) for name in changed},
        }
        if changed
        else None,
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _used(session: Session, account: Account, holder: KeyHolder, now: datetime) -> None:
    if holder.way not in CARD_WAYS:
        return
    told = {
        "last_used_at": now,
        "way": str(holder.way),
        "serial": holder.serial,
        "standing": holder.standing,
        "standing_at": holder.standing_at,
    }
    kept = insert(CardLink).values(account_id=int(account.id), linked_at=now, **told)
    session.execute(kept.on_conflict_do_update(index_elements=["account_id"], set_=told))


def _leave_names(session: Session, account_id: int, person: Person, now: datetime) -> None:
    said = {
        "given_names": person.given_names,
        "family_name": person.family_name,
        "birth_date": person.birth_date,
        "sex": person.sex,
    }
    stands = session.scalar(select(Profile.account_id).where(Profile.account_id == account_id))
    if stands is None:
        session.execute(insert(Profile).values(account_id=account_id, terms=TERMS, terms_at=now, **said))
    else:
        newer = {"version": Profile.version + 1}
        session.execute(update(Profile).where(Profile.account_id == account_id).values(said | newer))
    session.expire_all()


def _subject(account: Account) -> events.Subject:
    return events.Subject("account", int(account.id), person_id=account.person_id)
