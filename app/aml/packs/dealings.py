"""Each deal that is asked for: its parties, what was paid for it, what was decided and on what, notifications."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.aml.packs.asked import deals
from app.aml.packs.clients import decision_told, put_decision
from app.aml.packs.contents import Folder
from app.aml.packs.making import BATCH, Making
from app.aml.packs.rows import acted_by
from app.aml.packs.said import put_notifications, said_about
from models.aml import Deal, DealParty, DealPayment, MatterDecision, Notification
from models.columns import among


def put_deals(making: Making, told: Callable[[], None]) -> int:
    """Each in a folder of its own; returns how many. `told`: after each batch."""
    whole = Folder().inside(making.words("Client transactions"))
    count = 0
    for some in _batches(making):
        ids = [one.id for one in some]
        parties = _of(making, DealParty, ids, joinedload(DealParty.contact))
        payments = _of(making, DealPayment, ids, joinedload(DealPayment.subscription))
        decisions = _of(making, MatterDecision, ids)
        notifications = _of(making, Notification, ids)
        acts = said_about(making.session, making.office_id, notifications)
        tables: tuple[dict[int, list[Any]], ...] = (parties, payments, decisions, notifications, acts)
        making.people.know(
            acted_by([*some, *(row for table in tables for many in table.values() for row in many)])
        )
        for one in some:
            folder = whole.inside(f"{one.reference[:40].strip()} ({one.id})")
            making.packing.json(
                folder.place("transaction.json"),
                making.told(
                    one,
                    "assessed_print",
                    parties=[making.told(party, name=party.contact.name) for party in parties[one.id]],
                    payments=[
                        making.told(paid, plan=paid.subscription.plan if paid.subscription is not None else None)
                        for paid in payments[one.id]
                    ],
                    decisions=[decision_told(making, found) for found in decisions[one.id]],
                ),
            )
            for found in decisions[one.id]:
                name = making.words("decision-%(number)s", number=found.id)
                put_decision(making, folder, found, one.reference, f"{name}.pdf")
            put_notifications(making, folder, notifications[one.id], acts)
            count += 1
        making.session.expunge_all()
        told()
    return count


def _batches(making: Making) -> Iterator[Sequence[Deal]]:
    last = 0
    wanted = deals(making.office_id, making.asked)
    while some := making.session.scalars(
        select(Deal)
        .where(Deal.organisation_id == making.office_id, Deal.id.in_(wanted), Deal.id > last)
        .order_by(Deal.id)
        .limit(BATCH)
    ).all():
        yield some
        last = some[-1].id


def _of(making: Making, table: Any, ids: Sequence[int], *along: Any) -> dict[int, list[Any]]:
    """Rows by their deal, in their order."""
    rows = making.session.scalars(
        select(table)
        .where(table.organisation_id == making.office_id, among(table.deal_id, ids))
        .options(*along)
        .order_by(table.id)
    )
    found = defaultdict(list)
    for one in rows:
        found[one.deal_id].append(one)
    return found
