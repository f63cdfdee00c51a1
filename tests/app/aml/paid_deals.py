"""The tool with its price list, an office with money in its wallet, and deals to be paid."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from itertools import count

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.aml.deal_pages import DealPage
from app.aml.deal_rules import DealFacts
from app.aml.deals import add_party, begin_deal, save_deal_page
from app.aml.deciding import accept_contact
from app.rights.built_in import AML
from app.transaction import Scope, within
from app.wallet.ledger import Posting, hold, post
from app.wallet.rules import lines_of_money_in
from models.aml import Contact, Deal
from models.rights import Price, Tool
from models.values import LedgerAccount, TransactionKind, euro
from models.values.dealt import DealDetails
from models.values.identified import Place
from tests.app.aml.complete_files import add_complete
from tests.app.aml.lists_of_today import AmlOffice, aml_office, load
from tests.app.aml.rules_of_today import EACH, publish
from tests.app.wallet.offices import NOW

NET = {"vigilance": "19.00", "bronze": "224.00", "silver": "440.00", "gold": "665.00"}
SINGLE, BRONZE, SILVER, GOLD = euro("22.99"), euro("271.04"), euro("532.40"), euro("804.65")
"""With 21 % VAT."""
_KEYS = count(1)


def price_list(session: Session, net: dict[str, str] = NET, since: date = date(2025, 1, 1)) -> int:
    """The tool, made where it isn't there yet, with these prices from that day on instead of those before."""
    with within(session, Scope.office()):
        tool = session.scalars(select(Tool).where(Tool.code == AML)).one_or_none()
        if tool is None:
            tool = Tool(code=AML, name_nl="Antiwitwasdossier", name_fr="Dossier anti-blanchiment",
                        name_en="AML files", opened_by="manager", key_level="basic")  # fmt: skip
            session.add(tool)
            session.flush()
        session.execute(
            text(
                "update rights_price set last_day = cast(:since as date) - 1"
                " where tool_id = :tool and code = any(:codes) and last_day is null"
            ),
            {"since": since, "tool": tool.id, "codes": list(net)},
        )
        session.add_all(
            Price(
                tool_id=tool.id,
                code=code,
                name_nl=f"Product {code}",
                name_fr=f"Produit {code}",
                name_en=f"Product {code}",
                net=Decimal(one),
                vat_percent=21,
                first_day=since,
            )
            for code, one in net.items()
        )
        session.flush()
    return tool.id


def money_in(session: Session, organisation_id: int, gross: str, now: datetime = NOW) -> None:
    """So much comes into the wallet from the practice bank."""
    with within(session, Scope.office()):
        held, amount = hold(session, organisation_id), euro(gross)
        lines = lines_of_money_in(amount, held.owed, LedgerAccount.TRANSIT)
        key = f"paid_deals:{next(_KEYS)}"
        post(
            session,
            Posting(organisation_id, TransactionKind.TOP_UP, key, amount, lines, provider="practice_bank"),
            now,
        )


def balance_of(session: Session, organisation_id: int) -> str:
    with within(session, Scope.office()):
        asked = text("select balance from wallet where organisation_id = :id")
        return str(session.execute(asked, {"id": organisation_id}).scalar() or Decimal("0.00"))


def paying_office(session: Session, gross: str = "1000.00") -> AmlOffice:
    """An office with so much in its wallet, the price list, and rules that ask nothing of a deal."""
    made = aml_office(session)
    publish(session, EACH)
    load(session, "eu", [])
    price_list(session)
    money_in(session, made.id, gross)
    return made


def drafted(session: Session, one: AmlOffice, reference: str, now: datetime = NOW) -> Deal:
    """A deal in which nothing lacks, and which isn't paid. All of an office are with the same contact."""
    wim = session.scalars(select(Contact).where(Contact.organisation_id == one.id).limit(1)).one_or_none()
    if wim is None:
        wim = add_complete(session, one.bram, NOW)
        accept_contact(session, one.bram, wim.id, wim.version, "", NOW)
    deal = begin_deal(session, one.bram, one.id, reference, "sale", now)

    def told(facts: DealFacts) -> DealFacts:
        at = Place("Kerkstraat 17", "8400", "Oostende", "BE")
        return replace(facts, price=Decimal("250000.00"), details=DealDetails(property=at))

    save_deal_page(session, one.bram, deal.id, DealPage.PROPERTY, told, deal.version, now)
    for role in ("seller", "buyer"):
        add_party(session, one.bram, deal.id, wim.root_id, role, deal.version, now)
    return deal
