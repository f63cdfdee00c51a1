"""For whom somebody may act: the organisations he belongs to, and where a right makes him local administrator.

Asked anew at each request: a right that ended a second ago opens nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Dialect,
    Integer,
    Select,
    and_,
    bindparam,
    false,
    func,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from app.errors import Forbidden
from app.policy import STAFF, Identity, Role
from app.rights.built_in import BUILT_IN, roles_of, set_roles
from app.rights.rules import ADMINISTRATIONS
from app.transaction import Scope, quick_rows, within
from models.accounts import Account, Person, Profile, StaffRole
from models.organisations import DefaultContext, Membership, Organisation, Representative
from models.rights import Right, RightKind

Held = Callable[[ColumnElement[int]], ColumnElement[Any]]


def nothing_held(_: ColumnElement[int]) -> ColumnElement[Any]:
    """Nothing else is asked of an organisation."""
    return null()


@dataclass(frozen=True)
class Context:
    """An organisation one may act for; `authority_right_id` is the right that makes one administrator, `by_law`
    says that one represents the enterprise, `member` that one joined it, `manages` that one manages it, `starred`
    that one comes in for it; `held` is what else was asked of it, `roles` what one was set to be in tools of this
    house."""

    organisation_id: int
    name: str
    authority_right_id: int | None
    by_law: bool = False
    member: bool = False
    manages: bool = False
    starred: bool = False
    held: Any = None
    roles: frozenset[Role] = frozenset()

    @property
    def administers(self) -> bool:
        return self.by_law or self.authority_right_id is not None


def acting_person(
    session: Session,
    person_id: int | None,
    account_id: int,
    day: date,
    held: Held = nothing_held,
) -> tuple[str, tuple[Context, ...], bool]:
    """The name, every organisation he belongs to on that day, those he administers first, and whether he starred
    himself as the one he comes in for.

    One statement, in his own scope, in which a domain beyond this one may ask something of each organisation
    (`held`, a column by its number); the name is the person's where one is known by number, else the account's.
    """
    connection = session.connection()
    statement, always = _written(held, connection.dialect)
    told = {**always, "person": person_id, "account": account_id, "day": day}
    rows = quick_rows(connection, statement, told)
    name, found, himself = "", dict[int, Context](), False
    for row in rows:
        name, himself = f"{row.given_names} {row.family_name}".strip(), row.stars and row.star is None
        if row.organisation_id is None:
            continue
        context = Context(
            row.organisation_id,
            row.organisation_name,
            row.right_id,
            bool(row.by_law),
            starred=row.star == row.organisation_id,
            held=row.held,
            roles=roles_of(row.set_roles),
        )
        known = found.setdefault(context.organisation_id, context)
        if row.member:
            manages = known.manages or row.manages
            found[context.organisation_id] = replace(known, member=True, manages=manages)
    return name, tuple(found.values()), himself


@lru_cache(maxsize=8)
def _written(held: Held, dialect: Dialect) -> tuple[str, dict[str, Any]]:
    """The question in SQL, with what is the same each time: asked at every page, and long, it is written once."""
    whoever = {"person": None, "account": None, "day": None}
    state = _asked(held).compile(dialect=dialect).construct_expanded_state(whoever)
    return state.statement, dict(state.parameters)


def _asked(held: Held) -> Select[Any]:
    day, account = bindparam("day", type_=Date), bindparam("account", type_=Integer)
    person = bindparam("person", type_=BigInteger)
    administers = and_(
        Right.organisation_id == Membership.organisation_id,
        Right.membership_id == Membership.id,
        Right.first_day <= day,
        Right.last_day >= day,
        Right.revoked_at.is_(None),
        Right.kind_id.in_(select(RightKind.id).where(RightKind.code.in_(ADMINISTRATIONS))),
    )
    belongs = (
        select(
            Membership.organisation_id,
            Right.id.label("right_id"),
            Right.last_day,
            false().label("by_law"),
            Membership.account_id.is_not(None).label("member"),
            and_(
                Membership.is_manager,
                or_(Membership.manages_until.is_(None), Membership.manages_until >= day),
            ).label("manages"),
        )
        .outerjoin(Right, administers)
        .where(
            or_(
                Membership.account_id == account,
                and_(Membership.account_id.is_(None), Membership.person_id == person),
            ),
            Membership.state == "confirmed",
            Membership.first_day <= day,
            or_(Membership.last_day.is_(None), Membership.last_day >= day),
        )
    )
    represents = select(Representative.organisation_id, null(), null(), true(), false(), false()).where(
        Representative.person_id == person,
        Representative.first_day <= day,
        or_(Representative.last_day.is_(None), Representative.last_day >= day),
    )
    acts = union_all(belongs, represents).subquery()
    return (
        select(
            func.coalesce(Person.given_names, Profile.given_names, "").label("given_names"),
            func.coalesce(Person.family_name, Profile.family_name, "").label("family_name"),
            Organisation.id.label("organisation_id"),
            Organisation.name.label("organisation_name"),
            acts.c.right_id,
            acts.c.by_law,
            acts.c.member,
            acts.c.manages,
            DefaultContext.account_id.is_not(None).label("stars"),
            DefaultContext.organisation_id.label("star"),
            held(Organisation.id.expression).label("held"),
            set_roles(Organisation.id.expression, account, day).label("set_roles"),
        )
        .select_from(Account)
        .outerjoin(DefaultContext, DefaultContext.account_id == Account.id)
        .outerjoin(Person, Person.id == person)
        .outerjoin(Profile, Profile.account_id == Account.id)
        .outerjoin(acts, true())
        .outerjoin(Organisation, Organisation.id == acts.c.organisation_id)
        .where(Account.id == account)
        .order_by(
            acts.c.right_id.is_(None) & acts.c.by_law.is_not(True),
            Organisation.sort_name,
            Organisation.id,
            acts.c.by_law.is_(True),
            acts.c.right_id.is_(None),
            acts.c.last_day.desc(),
        )
    )


def scope_for(who: Identity, *, shared: bool = False) -> Scope:
    """Whose rows somebody acts on: the office for staff, an organisation's for who administers or manages it, else
    his own. `shared`: where it is about what all its members share, the organisation's for them too. An AML
    officer sees with the organisation's what only its officers read."""
    if who.is_staff:
        return Scope.office()
    theirs = {Role.LOCAL_ADMINISTRATOR, Role.MANAGER} | ({Role.MEMBER} if shared else set())
    if who.roles & theirs and who.organisation_id is not None:
        officer = Role.AML_OFFICER in who.roles
        return Scope.organisation(who.organisation_id, who.person_id, officer=officer)
    return Scope.own(who.person_id, who.account_id)


def still(session: Session, who: Identity, day: date) -> Identity:
    """Who asked for something earlier, with the roles he still has on that day. In office scope.

    Raises Forbidden when the account is closed, or the role he asked it under is gone.
    """
    if not session.scalar(select(Account.active).where(Account.id == who.account_id)):
        raise Forbidden("account")
    held = set(
        session.scalars(
            select(StaffRole.role).where(
                StaffRole.account_id == who.account_id,
                StaffRole.first_day <= day,
                or_(StaffRole.last_day.is_(None), StaffRole.last_day >= day),
            )
        )
    )
    roles = {role for role in who.roles if role not in STAFF or role in held}
    authority, by_law = None, False
    if roles & {Role.LOCAL_ADMINISTRATOR, Role.MANAGER, Role.MEMBER, *BUILT_IN}:
        with within(session, Scope.own(who.person_id, who.account_id)):
            _, contexts, _ = acting_person(session, who.person_id, who.account_id, day)
        found = next((one for one in contexts if one.organisation_id == who.organisation_id), None)
        authority = found.authority_right_id if found else None
        by_law = found is not None and found.by_law
        if found is None or not found.administers:
            roles.discard(Role.LOCAL_ADMINISTRATOR)
        if found is None or not found.manages:
            roles.discard(Role.MANAGER)
        if found is None or not found.member:
            roles.discard(Role.MEMBER)
        roles -= BUILT_IN - (found.roles if found else frozenset())
    if roles != who.roles:
        raise Forbidden("role")
    return replace(who, authority_right_id=authority, by_law=by_law)
