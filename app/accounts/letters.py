"""Mails about an account: its code, its password, what somebody tried with its address.

A code or a link never stands in the text of a letter: `letters.SECRET` does, and the code takes its place when
the letter leaves the house.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries import names_of
from app.letters import SECRET, About, Content, Reader
from app.words import Words
from models.accounts import Account, SignUp
from models.events import Event, EventPayload


def newcomer(found: SignUp) -> Reader:
    """Somebody without an account, at the address he gave."""
    return Reader(None, f"{found.given_names} {found.family_name}", found.language, found.email)


def holder_of(session: Session, account: Account, address: str = "") -> Reader:
    """Whose account it is, at its address, or at another one."""
    name = " ".join(names_of(session, int(account.id))).strip() or str(account.username)
    return Reader(account.person_id, name, account.language, address or account.email, int(account.id))


def holder(session: Session, event: Event) -> Sequence[Reader]:
    """The reader of an event whose subject is an account, at rest or not."""
    account = session.get(Account, event.subject_id)
    reached = account is not None and (account.active or account.rested_at is not None)
    return [holder_of(session, account)] if account is not None and reached else []


def activation_code(_: Words, site: str, reference: str) -> Content:
    """To who asked for an account."""
    return Content(
        subject=_("Your code for Sleutelbos"),
        paragraphs=[
            _("With this code you activate your account. It counts for 24 hours."),
            _("Somebody filled in this address. Was that not you? Then do nothing, and there will be no account."),
        ],
        facts=[(_("Code"), SECRET)],
        link=(_("Fill in the code"), f"{site}/sign-up/code/{reference}"),
        about=About.ACCOUNT,
    )


def address_code(_: Words, site: str) -> Content:
    """To the new address of an account."""
    return Content(
        subject=_("Your code for Sleutelbos"),
        paragraphs=[
            _("With this code this address becomes that of your account. It counts for 24 hours."),
            _("Somebody filled in this address. Was that not you? Then do nothing, and nothing changes."),
        ],
        facts=[(_("Code"), SECRET)],
        link=(_("Fill in the code"), f"{site}/account/"),
        about=About.ACCOUNT,
    )


def return_code(_: Words, site: str) -> Content:
    """To who comes back to an account at rest."""
    return Content(
        subject=_("Your code for Sleutelbos"),
        paragraphs=[
            _("With this code your account, which was at rest, is active again. It counts for 24 hours."),
            _("Was that not you? Ask for a new password at once, and tell the helpdesk."),
        ],
        facts=[(_("Code"), SECRET)],
        about=About.ACCOUNT,
    )


def address_asked(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the address an account has: another one was filled in."""
    return Content(
        subject=_("Another address was filled in for your account"),
        paragraphs=[
            _(
                "Somebody signed in on your account and filled in another e-mail address. Once a code comes back"
                " that was sent there, mails go to that address; until then this one counts."
            ),
            _("Was that not you? Ask for a new password at once, and tell the helpdesk."),
        ],
        link=(_("See your account"), f"{site}/account/"),
        about=About.ACCOUNT,
    )


def account_rested(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To who put his account at rest."""
    return Content(
        subject=_("Your account is at rest"),
        paragraphs=[
            _(
                "You put your account at rest: nobody can sign in on it. Your relations and rights stay as they"
                " are."
            ),
            _("To use it again, sign in with your password; you then get a code by mail."),
        ],
        link=(_("Sign in"), f"{site}/sign-in/"),
        about=About.ACCOUNT,
    )


def account_viewed(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To whose pages the helpdesk looked at."""
    return Content(
        subject=_("The helpdesk looked along with you"),
        paragraphs=[
            _("Somebody of the helpdesk looked at your pages as you see them, for a quarter of an hour at most."),
            _("Nothing could be changed, and no password or code was shown."),
        ],
        facts=[(_("Reason"), _reason_of(session, event))],
        link=(_("See your account"), f"{site}/account/"),
        about=About.ACCOUNT,
    )


def card_linked(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the holder: from now on an identity card opens his account."""
    return Content(
        subject=_("An eID was linked to your account"),
        paragraphs=[
            _(
                "From now on you sign in with your eID, too, and it opens every tool. Your password stays as it"
                " is."
            ),
            _("Was that not you? Ask for a new password at once, and tell the helpdesk."),
        ],
        link=(_("See your digital keys"), f"{site}/keys/"),
        about=About.ACCOUNT,
    )


def card_unlinked(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the holder: the helpdesk took the card off his account."""
    return Content(
        subject=_("Your eID is no longer linked to your account"),
        paragraphs=[
            _(
                "The helpdesk unlinked your eID: it no longer opens this account. Your username and password stay"
                " as they are. Whoever was signed in on it had to sign in again."
            ),
            _("Didn't you ask for it? Tell the helpdesk at once."),
        ],
        facts=[(_("Reason"), _reason_of(session, event))],
        link=(_("Sign in"), f"{site}/sign-in/"),
        about=About.ACCOUNT,
    )


def token_issued(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To whom a grid of codes was issued; no code ever stands in a mail."""
    return Content(
        subject=_("A federal token was issued to you"),
        paragraphs=[
            _(
                "The central team issued a federal token for your account: a grid of codes on paper, for"
                " you alone."
            ),
            _("Didn't you ask for it? Tell the helpdesk at once."),
        ],
        link=(_("See your digital keys"), f"{site}/keys/"),
        about=About.ACCOUNT,
    )


def token_blocked(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To whose grid was ended by five wrong codes."""
    return Content(
        subject=_("Your federal token is blocked"),
        paragraphs=[
            _(
                "Five wrong codes of your federal token were typed, after your password. The token no"
                " longer counts."
            ),
            _("Was that not you? Ask for a new password at once, and tell the helpdesk."),
        ],
        link=(_("See your digital keys"), f"{site}/keys/"),
        about=About.ACCOUNT,
    )


def _reason_of(session: Session, event: Event) -> str:
    """Why somebody of the helpdesk did it, in his own words."""
    told = select(EventPayload.content).where(
        EventPayload.organisation_id == event.organisation_id, EventPayload.event_id == event.id
    )
    return str((session.scalar(told) or {}).get("reason", ""))


def has_account(_: Words, site: str, account: Account) -> Content:
    """To the owner of an address with which somebody asked for a second account."""
    return Content(
        subject=_("You have an account at Sleutelbos already"),
        paragraphs=[
            _("Somebody asked for a new account with this address, but you have one. Nothing changed."),
            _("Sign in with it. Forgot the password? Then ask for a new one on the sign-in page."),
            _("One account is enough for all your organisations, now and later."),
        ],
        facts=[(_("Username"), account.username)],
        link=(_("Sign in"), f"{site}/sign-in/"),
        about=About.ACCOUNT,
    )


def reset_link(_: Words, site: str) -> Content:
    """To who forgot his password."""
    return Content(
        subject=_("A new password for Sleutelbos"),
        paragraphs=[
            _("With this link you choose a new password. It works once, for an hour."),
            _("Didn't you ask for it? Then do nothing: your password stays as it is."),
        ],
        link=(_("Choose a new password"), f"{site}/password/new/{SECRET}"),
        about=About.ACCOUNT,
    )


def password_set(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the holder: somebody chose another password, most often himself."""
    return Content(
        subject=_("Your password was changed"),
        paragraphs=[
            _("The password of your account was changed. Whoever was signed in on it had to sign in again."),
            _("Was that not you? Ask for a new password at once, and tell the helpdesk."),
        ],
        link=(_("Forgot your password?"), f"{site}/password/forgotten"),
        about=About.ACCOUNT,
    )


def second_factor_changed(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the holder: from now on a code is asked, or isn't any more."""
    return Content(
        subject=_("The security code of your account was changed"),
        paragraphs=[
            _("On “My digital keys” you see whether a security code is asked when you sign in."),
            _("Was that not you? Ask for a new password at once, and tell the helpdesk."),
        ],
        link=(_("See your digital keys"), f"{site}/keys/"),
        about=About.ACCOUNT,
    )
