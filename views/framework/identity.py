"""Who acts in this request: the signed-in account, the roles it has today, the organisation it acts for.

Worked out once per request in one statement, under the person's own scope; then the session goes on in the
scope that fits: one organisation for its administrator, the office for staff, one's own rows for anybody else.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from decimal import Decimal

from flask import g, has_request_context, request, session
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.viewing import Viewed
from app.policy import Identity, Role
from app.rights.authority import Context, acting_person, scope_for
from app.rights.built_in import BUILT_IN
from app.transaction import NOBODY, Scope, enter, scope_of
from app.wallet.queries import balance_held
from models.rights import ToolOwner
from models.values import Money
from views import menu
from views.framework.database import db
from views.framework.sessions import HouseSession, SignedIn
from views.framework.viewing import viewed

_READER: ContextVar[Identity | None] = ContextVar("reader", default=None)
# Acting for no organisation: as oneself; for staff, at their desk.
OWN_CONTEXT = 0


@dataclass(frozen=True)
class Standing:
    """The identity, everywhere it may act for, and whether a stronger key would open more."""

    identity: Identity
    contexts: tuple[Context, ...]
    staff: bool
    # Whether one comes in as oneself, by one's own choice.
    himself: bool
    needs_high_key: bool
    # What the organisation's wallet holds, where one is its member.
    balance: Money | None = None
    # Set while the helpdesk looks along: whose pages these are, and until when.
    viewed: Viewed | None = None


def standing() -> Standing | None:
    """Who acts in this request; None when nobody signed in."""
    if not has_request_context():
        return None
    if "standing" not in g:
        g.standing = _worked_out()
    found: Standing | None = g.standing
    return found


def identity() -> Identity:
    """Who acts; only where the framework already asked for somebody signed in, or a file is made for a reader."""
    found = standing()
    if found is not None:
        return found.identity
    if (reader := _READER.get()) is not None:
        return reader
    raise LookupError("nobody signed in")


@contextmanager
def reading_as(who: Identity) -> Iterator[None]:
    """What is made for a reader after his request was answered, or by a worker, is made as he would see it."""
    before = _READER.set(who)
    try:
        yield
    finally:
        _READER.reset(before)


def _worked_out() -> Standing | None:
    web = session
    if not isinstance(web, HouseSession) or web.signed_in is None:
        enter(db(), NOBODY)
        return None
    looked_at = viewed()
    # He sees what the person sees with his strongest key, whichever key he came in with himself.
    who, level = (web.signed_in, web.key_level) if looked_at is None else (_in_the_place_of(looked_at), "high")
    found = _standing_of(db(), web, who, level)
    if looked_at is not None:
        # What an office finds of its contacts is told to nobody outside it.
        found = replace(found, identity=replace(found.identity, roles=found.identity.roles - BUILT_IN))
        enter(db(), replace(_scope(found.identity), read_only=True))
        return replace(found, viewed=looked_at)
    if (scope := _scope(found.identity)) != scope_of(db()):
        enter(db(), scope)
    return found


def _scope(who: Identity) -> Scope:
    place = menu.place_of(request.blueprint or "")
    return scope_for(who, shared=place is not None and place.shared)


def _in_the_place_of(looked_at: Viewed) -> SignedIn:
    """As if he had signed in; with no staff role, whoever he is."""
    owns = select(exists().where(ToolOwner.person_id == looked_at.person_id))
    owns_tools = looked_at.person_id is not None and bool(db().scalar(owns))
    return SignedIn(looked_at.account_id, looked_at.username, looked_at.person_id, "nl", frozenset(), owns_tools)


def _standing_of(database: Session, web: HouseSession, who: SignedIn, level: str) -> Standing:
    # Staff who act for no organisation are in the office from the start: it is where they stay.
    in_office = bool(who.staff_roles) and not web.get("organisation_id")
    if in_office:
        enter(database, Scope.office())
    if not in_office:
        enter(database, Scope.own(who.person_id, who.id))
    name, contexts, himself = acting_person(database, who.person_id, who.id, clock.today(), balance_held)
    chosen = _chosen(web, who, contexts, himself=himself)
    roles = {Role.PERSON}
    if who.owns_tools:
        roles.add(Role.APPLICATION_OWNER)
    if chosen is None:
        roles |= {Role(role) for role in who.staff_roles}
    needs_high = chosen is not None and chosen.administers and level != "high"
    if chosen is not None and chosen.administers and not needs_high:
        roles.add(Role.LOCAL_ADMINISTRATOR)
    if chosen is not None and chosen.member:
        roles.add(Role.MEMBER)
    if chosen is not None and chosen.manages:
        roles.add(Role.MANAGER)
    if chosen is not None and chosen.member:
        roles |= chosen.roles
    identity = Identity(
        account_id=who.id,
        person_id=who.person_id,
        roles=frozenset(roles),
        organisation_id=chosen.organisation_id if chosen else None,
        key_level=level,
        authority_right_id=chosen.authority_right_id if chosen else None,
        by_law=chosen.by_law if chosen else False,
        session_reference=web.reference,
        address=(request.remote_addr or "")[:45],
        language=who.language,
        name=name or who.username,
        organisation_name=chosen.name if chosen else "",
    )
    held = Money(chosen.held or Decimal(0)) if chosen is not None and chosen.member else None
    return Standing(identity, contexts, bool(who.staff_roles), himself, needs_high, held)


def _chosen(
    web: HouseSession, who: SignedIn, contexts: tuple[Context, ...], *, himself: bool
) -> Context | None:  # fmt: skip
    """The organisation picked before, while it is still one's own; else the office for staff, else what was
    starred, else the first. None: oneself, or the office."""
    wanted = web.get("organisation_id")
    for context in contexts:
        if context.organisation_id == wanted:
            return context
    if who.staff_roles or not contexts or wanted == OWN_CONTEXT or (wanted is None and himself):
        return None
    return next((context for context in contexts if context.starred), contexts[0])
