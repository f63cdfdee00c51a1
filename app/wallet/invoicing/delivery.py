"""How issued documents get to whom they are for: by the network and by mail, each on its own, one row for each.

The rows are written with the documents; jobs carry them out (`handing_over.py`, `mailing.py`). That a receiver
isn't in the network is no error: the mail carries the document. All in office scope, but what is only read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, ColumnElement, bindparam, false, or_, select, text, true
from sqlalchemy.orm import Session

from app import events
from app.errors import Missing, Refusal, Stale
from app.policy import Identity, Permission, may, require
from app.wallet.invoicing.mailing import letters_again
from models.columns import among
from models.values import Channel, DeliveryState, WhyNotDelivered
from models.wallet import Delivery

_PLAN = text(
    "insert into wallet_delivery (organisation_id, invoice_id, channel, state, ask_at, told_at)"
    " select d.organisation_id, d.invoice_id, c.channel, :state, :ask_at, :now"
    " from unnest(:organisations, :invoices) d (organisation_id, invoice_id),"
    " (values ('peppol'), ('mail')) c (channel) order by d.invoice_id, c.channel desc"
    " on conflict (organisation_id, invoice_id, channel) do nothing"
).bindparams(bindparam("organisations", type_=ARRAY(BigInteger)), bindparam("invoices", type_=ARRAY(BigInteger)))
_ENDED = (DeliveryState.REFUSED, DeliveryState.UNSURE)


def plan(session: Session, written: Sequence[tuple[int, int]], now: datetime) -> None:
    """These documents (organisation, document) are to be sent, both ways, as soon as they are there: one statement
    for however many. History that is told long after it happened was delivered then."""
    past = events.is_quiet(session)
    session.execute(
        _PLAN,
        {
            "organisations": [organisation for organisation, _ in written],
            "invoices": [invoice for _, invoice in written],
            "state": DeliveryState.DELIVERED if past else DeliveryState.WAITING,
            "ask_at": None if past else now,
            "now": now,
        },
    )


def states_of(session: Session, invoices: Sequence[int]) -> dict[int, list[Delivery]]:
    """How far these documents are, the network first; in the scope of whoever reads."""
    found: dict[int, list[Delivery]] = defaultdict(list)
    own = select(Delivery).where(among(Delivery.invoice_id, invoices))
    for one in session.scalars(own.order_by(Delivery.invoice_id, Delivery.channel.desc())):
        found[one.invoice_id].append(one)
    return dict(found)


def visible_to(who: Identity) -> ColumnElement[bool]:
    """The deliveries this reader may see: those of his organisation; for finance and the desk, all."""
    if not may(who, Permission.WALLET_SEE):
        return false()
    return true() if who.is_staff else Delivery.organisation_id == who.organisation_id


def stuck() -> ColumnElement[bool]:
    """What gets no further by itself. Who isn't in the network isn't looked after: the mail carries it."""
    return Delivery.state.in_(_ENDED) & (Delivery.reason != WhyNotDelivered.UNREACHABLE)


def in_doubt(word: str) -> ColumnElement[bool]:
    """`stuck`, as a choice of a list."""
    return stuck() if word == "stuck" else or_(Delivery.state.not_in(_ENDED), ~stuck())


def send_again(session: Session, actor: Identity, delivery_id: int, version: int, now: datetime) -> Delivery:
    """Sends what was refused, or of which nobody knows whether it arrived, once more. What may have arrived in the
    network goes under the key it had, so that it arrives once; a mail goes to the address that is known today.

    Raises Forbidden, Missing, Stale, Refusal wallet.delivery.on_its_way, mail.letter.forgotten, .no_address.
    """
    require(actor, Permission.INVOICE_SEND)
    one = session.scalars(
        select(Delivery).where(Delivery.id == delivery_id, visible_to(actor)).with_for_update()
    ).one_or_none()
    if one is None:
        raise Missing("delivery", delivery_id)
    if one.version != version:
        raise Stale("delivery", delivery_id)
    if one.state not in _ENDED:
        raise Refusal("wallet.delivery.on_its_way")
    was, why = one.state, one.reason
    if one.channel == Channel.MAIL and one.reference:
        letters_again(session, actor, one, now)
        one.state = DeliveryState.HANDED_OVER
    else:
        one.state = DeliveryState.WAITING
        one.reference = ""
    one.round += was == DeliveryState.REFUSED
    one.reason, one.words, one.tries, one.ask_at, one.told_at = "", "", 0, now, now
    session.flush()
    events.record(
        session,
        events.Tag.DELIVERY_ASKED_AGAIN,
        events.Subject("invoice", one.invoice_id, one.organisation_id),
        actor,
        now,
        facts={"channel": one.channel, "was": was, "reason": why},
    )
    return one
