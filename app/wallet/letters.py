"""The letters about money: to who topped up, to managers, and to finance when a bank takes money back.

Amounts are those of the transaction, as they were posted; what is in the wallet now may be something else already.
"""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.letters import holder_of
from app.letters import About, Content, Reader
from app.organisations.member_letters import managers, reader_of
from app.organisations.members import with_names
from app.words import Words
from models.accounts import Account, StaffRole
from models.events import Event
from models.organisations import Member, Organisation
from models.values import NOTHING, Money
from models.wallet import Transaction


def who_topped_up(session: Session, event: Event) -> list[Reader]:
    """Who asked for the top-up, as a member; as himself when he is none any more."""
    account_id = event.facts.get("account_id")
    member = session.scalars(
        select(Member)
        .where(Member.organisation_id == event.organisation_id, Member.account_id == account_id)
        .where(Member.state == "confirmed")
        .options(*with_names())
    ).one_or_none()
    if member is not None:
        return [one] if (one := reader_of(session, member)) is not None else []
    account = session.get(Account, account_id) if account_id is not None else None
    return [holder_of(session, account)] if account is not None and account.active else []


def managers_and_finance(session: Session, event: Event) -> list[Reader]:
    """The managers of the organisation, and everybody of finance who isn't one of them."""
    found = managers(session, event)
    known, day = {one.account_id for one in found}, clock.day_of(event.happened_at)
    finance = session.scalars(
        select(Account)
        .join(StaffRole, StaffRole.account_id == Account.id)
        .where(
            StaffRole.role == "finance",
            StaffRole.first_day <= day,
            or_(StaffRole.last_day.is_(None), StaffRole.last_day >= day),
            Account.active,
        )
        .order_by(Account.id)
        .distinct()
    )
    return [*found, *(holder_of(session, one) for one in finance if one.id not in known)]


def top_up_paid(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To who topped up: it is there."""
    one, organisation = _transaction(session, event), _organisation(session, event)
    gross, settled = Money(one.gross), Money(one.gross) - _euro(one.change)
    return Content(
        subject=_("%(gross)s was added to the wallet of %(organisation)s", gross=_.money(gross),
                  organisation=organisation),
        paragraphs=[
            _("Your top-up was paid. The receipt is on the page of the transaction."),
            _("%(settled)s of it settled what still had to be paid.", settled=_.money(settled)) if settled else "",
        ],
        facts=[
            (_("Amount"), _.money(gross)),
            (_("Receipt"), one.receipt),
            (_("Balance after it"), _.money(_euro(one.balance))),
        ],
        link=_to(_, site, one),
        about=About.WALLET,
    )  # fmt: skip


def money_taken_back(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To managers and finance: a bank took a top-up back, with what that means and what to do."""
    one, organisation = _transaction(session, event), _organisation(session, event)
    taken, owed = -_euro(one.change), _euro(one.owed)
    owes = [
        _("The wallet held too little. Nothing can be bought with it until the rest is paid."),
        _("Top up the wallet: what still has to be paid is settled first."),
    ]
    return Content(
        subject=_("A bank took back %(gross)s from %(organisation)s", gross=_.money(Money(one.gross)),
                  organisation=organisation),
        paragraphs=[
            _("The bank of who paid took a top-up of %(organisation)s back. That happens when a payment is"
              " contested.", organisation=organisation),
            *(owes if owed else [_("The wallet held enough. Ask who paid why the payment was contested.")]),
        ],
        facts=[
            (_("Organisation"), organisation),
            (_("Taken back"), _.money(Money(one.gross))),
            (_("Taken from the wallet"), _.money(taken)),
            (_("Still to be paid"), _.money(owed) if owed else ""),
            (_("Receipt"), one.receipt),
        ],
        link=_to(_, site, one),
        about=About.WALLET,
    )  # fmt: skip


def money_given_back(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To managers and finance: what a bank took back came again."""
    one, organisation = _transaction(session, event), _organisation(session, event)
    owed = _euro(one.owed)
    return Content(
        subject=_("A bank gave back %(gross)s to %(organisation)s", gross=_.money(Money(one.gross)),
                  organisation=organisation),
        paragraphs=[
            _("The bank that took back a top-up of %(organisation)s gave the money back.",
              organisation=organisation),
            _("An amount still has to be paid. Top up the wallet: that is settled first.") if owed
            else _("You needn't do anything."),
        ],
        facts=[
            (_("Organisation"), organisation),
            (_("Given back"), _.money(Money(one.gross))),
            (_("Added to the wallet"), _.money(_euro(one.change))),
            (_("Still to be paid"), _.money(owed) if owed else ""),
            (_("Receipt"), one.receipt),
        ],
        link=_to(_, site, one),
        about=About.WALLET,
    )  # fmt: skip


def charge_reversed(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To managers: a purchase was undone, and why."""
    one, organisation = _transaction(session, event), _organisation(session, event)
    bought = session.scalars(
        select(Transaction).where(
            Transaction.organisation_id == one.organisation_id, Transaction.id == one.reverses_id
        )
    ).one()
    return Content(
        subject=_("%(gross)s was paid back to the wallet of %(organisation)s", gross=_.money(Money(one.gross)),
                  organisation=organisation),
        paragraphs=[_("A purchase was reversed: its amount is in the wallet again.")],
        facts=[
            (_("Product"), bought.product_named(_.language)),
            (_("Reference"), bought.reference),
            (_("Purchase"), bought.receipt),
            (_("Reason"), one.reason),
            (_("Receipt"), one.receipt),
            (_("Balance after it"), _.money(_euro(one.balance))),
        ],
        link=_to(_, site, one),
        about=About.WALLET,
    )  # fmt: skip


def balance_low(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To managers: the balance fell below what they set."""
    organisation = _organisation(session, event)
    balance, threshold = (Money.parse(str(event.facts[name])) for name in ("balance", "threshold"))
    return Content(
        subject=_("The wallet of %(organisation)s is nearly empty", organisation=organisation),
        paragraphs=[
            _("Its balance fell below what you set. Top up in time, so that your colleagues can go on working."),
        ],
        facts=[(_("Balance"), _.money(balance)), (_("Threshold"), _.money(threshold))],
        link=(_("Top up"), f"{site}/top-up/"),
        after=[_("You get this message once, and again only after the balance was above the threshold.")],
        about=About.WALLET,
    )


def _to(_: Words, site: str, one: Transaction) -> tuple[str, str]:
    return _("See the transaction"), f"{site}/transactions/show/{one.id}"


def _transaction(session: Session, event: Event) -> Transaction:
    return session.scalars(
        select(Transaction).where(
            Transaction.organisation_id == event.organisation_id, Transaction.id == event.subject_id
        )
    ).one()


def _organisation(session: Session, event: Event) -> str:
    return session.scalars(select(Organisation.name).where(Organisation.id == event.organisation_id)).one()


def _euro(amount: Decimal | None) -> Money:
    """What a completed transaction always says."""
    return Money(amount) if amount is not None else NOTHING
