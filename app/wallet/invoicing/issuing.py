"""Issuing the documents of a month: frozen and numbered by the database, sealed by their file, cents booked.

All in the caller's transaction, in office scope, one at a time: so numbers have no gaps, whoever rolls back gives
his to the next, and a purchase that is reversed meanwhile either isn't invoiced or finds its invoice.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ARRAY, BigInteger, LargeBinary, bindparam, text
from sqlalchemy.orm import Session

from app import clock, events
from app.transaction import quick_rows
from app.wallet.invoicing import ubl
from app.wallet.invoicing.delivery import plan
from app.wallet.invoicing.paper import Paper, Party
from app.wallet.invoicing.papers import noted, papers_of
from app.wallet.ledger import Posting, post_many
from app.wallet.rules import lines_of_rounding
from models.events import PLATFORM
from models.values import NOTHING, PaperKind, TransactionKind

# All is read by its organisation, never by going through everybody's: also by a plan that was kept since the time
# when the table of documents was empty.
_LOCK = text(
    "select pg_advisory_xact_lock(hashtext('sleutelbos.invoices')), set_config('random_page_cost', '1.1', true),"
    " set_config('enable_seqscan', 'off', true)"
)
# Charges of the month that nobody undid, of organisations with a whole address and no such document yet. Each step
# goes on in the order of the one before, so little is sorted twice: `falling` puts the highest rate first.
_FREEZE = """
    with bill as materialized (
        select o.id, o.language, jsonb_object(array['name', o.name, 'number', o.enterprise_number,
                'email', '', 'country', 'BE', 'street', coalesce(nullif(i.street, ''), o.street),
                'postal_code', coalesce(nullif(i.postal_code, ''), o.postal_code),
                'place', coalesce(nullif(i.place, ''), o.place),
                'reference', coalesce(nullif(i.reference, ''), %(month_named)s)])
            || jsonb_build_object('vat_liable', coalesce(i.vat_liable, o.kind = 'enterprise')) as buyer
        from organisation o left join wallet_invoicing i on i.organisation_id = o.id
        where o.id = any(%(organisations)s::bigint[]) and (coalesce(i.street, '') <> ''
            or (o.street <> '' and o.postal_code <> '' and o.place <> ''))
        order by o.id
    ), spent as (
        select t.organisation_id, -t.vat_percent as falling, t.tool_id, t.product, t.unit_net, t.named,
            sum(t.quantity) as quantity, sum(t.net) as net, sum(t.gross) as paid
        from wallet_transaction t
        where t.organisation_id = any(%(organisations)s::bigint[]) and t.at >= %(since)s and t.at < %(until)s
            and t.kind = 'charge' and t.state = 'completed'
            and not exists (select from wallet_transaction u
                where u.organisation_id = any(%(organisations)s::bigint[])
                and u.organisation_id = t.organisation_id and u.reverses_id = t.id and u.kind = 'reversal')
        group by t.organisation_id, -t.vat_percent, t.tool_id, t.product, t.unit_net, t.named
    ), rated as (
        select organisation_id, falling, sum(net) as net, round(sum(net) * -falling / 100, 2) as vat,
            sum(paid) as paid,
            array_agg(row(tool_id, product, named, quantity, unit_net, net, -falling, null)::wallet_invoice_item
                order by tool_id, product, unit_net, named) as lines
        from spent group by organisation_id, falling
    ), whole as (
        select organisation_id, case falling when 0 then 'fees' else 'invoice' end as kind,
            sum(net) as net, sum(vat) as vat, sum(paid) as paid, house_joined(lines order by falling) as lines,
            array_agg(row(-falling, net, vat)::wallet_invoice_vat order by falling) as rates
        from rated group by organisation_id, case falling when 0 then 'fees' else 'invoice' end
    ), made as (
        insert into wallet_invoice (organisation_id, kind, month, vat_month, year, number, issued_at, issued_on,
            language, seller, buyer, lines, rates, net, vat, paid, reason, issued_by)
        select w.organisation_id, w.kind, %(month)s, %(vat_month)s, %(year)s,
            coalesce(s.last_number, 0) + row_number() over (partition by w.kind order by w.organisation_id),
            %(now)s, %(today)s, b.language, %(seller)s::jsonb, b.buyer, w.lines, w.rates, w.net, w.vat, w.paid, '',
            %(issued_by)s
        from whole w join bill b on b.id = w.organisation_id
        left join wallet_invoice_series s on s.kind = w.kind and s.year = %(year)s
        where not exists (select from wallet_invoice d where d.organisation_id = any(%(organisations)s::bigint[])
            and d.organisation_id = w.organisation_id and d.month = %(month)s and d.kind = w.kind)
        returning organisation_id, id
    )
    select organisation_id, id from made order by organisation_id, id
"""
_SEAL = text(
    "insert into wallet_invoice_file (organisation_id, invoice_id, xml)"
    " select * from unnest(:organisations, :invoices, :files)"
).bindparams(
    bindparam("organisations", type_=ARRAY(BigInteger)),
    bindparam("invoices", type_=ARRAY(BigInteger)),
    bindparam("files", type_=ARRAY(LargeBinary)),
)


@dataclass(frozen=True)
class Issue:
    """What is issued, by whom: the month by its first day, and the month with which its VAT is declared."""

    seller: Party
    month: date
    vat_month: date
    actor: events.Actor | None = None


@dataclass(frozen=True)
class Issued:
    """A document that now is there."""

    organisation_id: int
    id: int
    paper: Paper


def wait_for_turn(session: Session) -> None:
    """From here to the end of the transaction nobody else issues anything."""
    session.execute(_LOCK)


def issue_month(session: Session, one: Issue, organisations: Sequence[int], now: datetime) -> list[Issued]:
    """Issues what these organisations spent in that month, but what was or can't be; told again, nothing."""
    wait_for_turn(session)
    return seal(session, freeze(session, one, organisations, now), one.actor, now)


def freeze(session: Session, one: Issue, organisations: Sequence[int], now: datetime) -> list[tuple[int, int]]:
    """Writes the documents, numbered, with lines and rates; they want their files before the transaction ends.

    Each as its organisation and its id, in that order.
    """
    found = quick_rows(
        session.connection(),
        _FREEZE,
        {
            "organisations": list(organisations),
            "since": clock.start_of(one.month),
            "until": clock.end_of(clock.last_day_of(one.month)),
            "month": one.month,
            "month_named": f"{one.month:%Y-%m}",
            "vat_month": one.vat_month,
            "year": clock.day_of(now).year,
            "now": now,
            "today": clock.day_of(now),
            "seller": json.dumps(noted(one.seller)),
            "issued_by": one.actor.account_id if one.actor else None,
        },
    )
    return [(row.organisation_id, row.id) for row in found]


def seal(
    session: Session, written: Sequence[tuple[int, int]], actor: events.Actor | None, now: datetime
) -> list[Issued]:
    """Gives documents that were just written (organisation, id) their files, books their cents, and tells."""
    if not written:
        return []
    papers = papers_of(session, [invoice for _, invoice in written])
    made = [Issued(owner, invoice, papers[invoice]) for owner, invoice in written]
    session.execute(
        _SEAL,
        {
            "organisations": [one.organisation_id for one in made],
            "invoices": [one.id for one in made],
            "files": [ubl.written(one.paper) for one in made],
        },
    )
    cents = [_rounding(one) for one in made if one.paper.rounding]
    if cents:
        post_many(session, cents, now)
    plan(session, written, now)
    for one in made:
        events.record(
            session,
            events.Tag.INVOICE_ISSUED,
            events.Subject("invoice", one.id, one.organisation_id),
            actor,
            now,
            facts={"kind": one.paper.kind, "reference": one.paper.number, "paid": str(one.paper.paid)},
        )
    return made


def _rounding(one: Issued) -> Posting:
    """The cents by which a document's VAT differs from that of its purchases: off the VAT that is due."""
    rounding = -one.paper.rounding if one.paper.kind is PaperKind.CREDIT_NOTE else one.paper.rounding
    return Posting(
        PLATFORM,
        TransactionKind.ROUNDING,
        f"rounding:{one.id}",
        max(rounding, NOTHING - rounding),
        lines_of_rounding(rounding),
        reference=one.paper.number,
    )
