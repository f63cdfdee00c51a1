"""Accounts as the helpdesk sees them: whose, which keys, what was tried; and those that wait for their code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Response, current_app, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, false, func, select, true, union_all

from app import clock
from app.accounts import sign_up
from app.accounts.accreditations import held_by
from app.accounts.queries import Keys, keys_of
from app.accounts.rules import Outcome
from app.errors import Missing
from app.policy import Identity, Permission, may, require
from app.transaction import transaction
from models.accounts import Account, AccountOverview, Attempt, Person, Profile, SignUp, StaffRole
from views.accounts.accreditations import told
from views.framework.database import db
from views.framework.filters import Filter, like_pattern
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import after
from views.labels import day, instant, label_of, until

_SHOWN = 10


def state_of(account: AccountOverview) -> tuple[str, str]:
    """The tone and the word for how an account stands."""
    if account.active:
        return "good", str(gettext("Active"))
    if account.rested_at is not None:
        return "wait", str(gettext("At rest"))
    return "off", str(gettext("Closed"))


def _is(column: Any, text: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = func.lower(column) == text.strip().lower()
    return found


def _named(text: str) -> ColumnElement[bool]:
    """Whose person, or who himself, has this in his name."""
    wanted = func.house_sort_name(like_pattern(text))
    of_person = (
        select(Account.id).join(Person, Person.id == Account.person_id).where(Person.sort_name.like(wanted))
    )
    return AccountOverview.id.in_(
        union_all(of_person, select(Profile.account_id).where(Profile.sort_name.like(wanted)))
    )


def _at(moment: datetime | None) -> str:
    return instant(moment) if moment is not None else ""


class AccountScreen(Register):
    """Every account: who signs in with it, how, and what came of it. Nothing is changed here."""

    route_base = "/accounts"
    datamodel = Interface(AccountOverview)
    page_title = _l("Accounts")
    one_line = _l("Who signs in, with which keys, and what came of it. Nothing is changed here.")
    orders = {"username": AccountOverview.username}
    first_order = "username"
    columns = (
        Column("username", _l("Username"), lambda item: item.username, "username"),
        Column("name", _l("Name"), lambda item: item.name),
        Column("email", _l("E-mail"), lambda item: item.email),
        Column("state", _l("State"), lambda item: state_of(item)[1], tone=lambda item: state_of(item)[0]),
    )
    filters = (
        Filter("username", _l("Username"), "text", lambda text: _is(AccountOverview.username, text)),
        Filter("email", _l("E-mail"), "text", lambda text: _is(AccountOverview.email, text)),
        Filter("name", _l("Name"), "text", _named),
    )
    empty_text = _l("No account has this name, username or address.")
    record_template = "accounts/record.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return true() if may(who, Permission.ACCOUNT_SEE) else false()

    def title_of(self, item: Any) -> str:
        return str(item.username)

    def describe(self, item: Any) -> dict[str, Any]:
        keys, (tone, word) = keys_of(db(), item.id), state_of(item)
        latest = select(Attempt).where(Attempt.account_id == item.id).order_by(Attempt.id.desc()).limit(_SHOWN)
        attempts = db().scalars(latest).all()
        roles = db().scalars(select(StaffRole).where(StaffRole.account_id == item.id).order_by(StaffRole.id))
        return {
            "facts": [
                Fact(gettext("Name"), item.name),
                Fact(gettext("E-mail"), item.email),
                Fact(
                    gettext("eID linked since"), _at(keys.card.linked_at if keys.card else None) or _no_card(item)
                ),
                Fact(gettext("eID last used"), *_last_card(keys)),
                Fact(gettext("Password last used"), _at(keys.password_used_at)),
                Fact(gettext("Security code since"), _at(keys.code_since) or gettext("Not set up")),
                Fact(gettext("Recovery codes left"), str(keys.recovery_codes_left) if keys.code_since else ""),
            ],
            "state": tone,
            "state_word": word,
            "person_url": url_for("PersonScreen.show", pk=item.person_id) if item.person_id else None,
            "attempts": [
                (
                    url_for("AttemptScreen.show", pk=one.id),
                    instant(one.tried_at),
                    f"{label_of(one.way)}: {label_of(one.outcome)}",
                )
                for one in attempts
            ],
            "roles": [f"{label_of(one.role)}, {day(one.first_day)} – {until(one.last_day)}" for one in roles],
            "view_url": url_for("ViewAsScreen.index", pk=item.id)
            if item.active and may(identity(), Permission.ACCOUNT_VIEW)
            else None,
            "registers": [told(one) for one in held_by(db(), item.id, clock.today())],
            "unlink_url": url_for("UnlinkScreen.index", pk=item.id)
            if item.person_id and may(identity(), Permission.KEY_UNLINK)
            else None,
            "token_url": url_for("IssueTokenScreen.index", pk=item.id) if _may_issue(item) else None,
            "next_step": _next_step(item, attempts),
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("account", item.id)


def _may_issue(account: AccountOverview) -> bool:
    known = account.active and account.person_id is not None
    return known and bool(current_app.config["FEDERAL_TOKEN"]) and may(identity(), Permission.TOKEN_ISSUE)


def _no_card(account: AccountOverview) -> str:
    """Of who is known by number another way, the card was never shown here; of who isn't, none is linked."""
    return str(gettext("Never shown here")) if account.person_id else str(gettext("Not linked yet"))


def _last_card(keys: Keys) -> tuple[str, str]:
    if keys.card is None:
        return "", ""
    return instant(keys.card.last_used_at), label_of(keys.card.way)


def _next_step(account: AccountOverview, attempts: Sequence[Attempt]) -> str:
    """What the helpdesk says to who can't get in, going by the last of these attempts that failed."""
    last = next((one.outcome for one in attempts if one.outcome != Outcome.OPENED), None)
    if account.rested_at is not None:
        return str(gettext("The holder put it at rest. He signs in with his password and gets a code by mail."))
    if not account.active:
        return str(gettext("This account is closed. Whoever needs one creates a new account."))
    return (
        {
            Outcome.WRONG: str(gettext("Have him ask for a new password; the mail goes to the address above.")),
            Outcome.THROTTLED: str(
                gettext("Too many were tried. Have him wait an hour, or use a browser he used before.")
            ),
            Outcome.HALF: str(gettext("His password is right. He needs his phone, or one of his recovery codes.")),
        }.get(Outcome(last), "")
        if last is not None
        else ""
    )


class WaitingAccountScreen(Register):
    """Accounts that were asked for, and wait for the code that went to their address."""

    route_base = "/waiting-accounts"
    datamodel = Interface(SignUp)
    page_title = _l("Accounts to activate")
    one_line = _l("Asked for, and waiting for the code that went to their address; gone after a day.")
    orders = {"asked": SignUp.asked_at}
    first_order = "asked"
    first_descending = True
    columns = (
        Column("name", _l("Name"), lambda item: f"{item.given_names} {item.family_name}"),
        Column("email", _l("E-mail"), lambda item: item.email),
        Column("username", _l("Username"), lambda item: item.username),
        Column("asked", _l("Asked"), lambda item: item.asked_at, "asked"),
        Column("until", _l("Until"), lambda item: item.ends_at),
    )
    filters = (
        Filter("email", _l("E-mail"), "text", lambda text: func.lower(SignUp.email) == text.strip().lower()),
    )
    empty_text = _l("Nobody waits for a code.")
    record_template = "accounts/waiting.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return true() if may(who, Permission.ACCOUNT_SEE) else false()

    def title_of(self, item: Any) -> str:
        return str(gettext("Account of %(name)s, to activate", name=f"{item.given_names} {item.family_name}"))

    def describe(self, item: Any) -> dict[str, Any]:
        return {
            "facts": [
                Fact(gettext("E-mail"), item.email),
                Fact(gettext("Username"), item.username),
                Fact(gettext("Asked"), instant(item.asked_at)),
                Fact(gettext("Until"), instant(item.ends_at)),
            ],
            "again_url": url_for("WaitingAccountScreen.again", pk=item.id)
            if may(identity(), Permission.CODE_SEND_AGAIN)
            else None,
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("sign_up", item.id)

    @expose("/again/<pk>", methods=["POST"])
    @has_access
    def again(self, pk: str) -> Response:
        """Sends another code to the same address; nobody at the desk sees it."""
        require(identity(), Permission.CODE_SEND_AGAIN)
        item, database = self.record(pk), db()
        try:
            with transaction(database):
                sign_up.send_again(database, item.reference, clock.now(), identity())
        except Missing:
            return after(
                url_for("WaitingAccountScreen.list"), gettext("Nobody waits for this code any more."), "info"
            )
        return after(
            url_for("WaitingAccountScreen.show", pk=item.id),
            gettext("Another code is on its way to the same address."),
        )
