"""The price or rent, and with what it is paid: the parts, which may not come to more, and the account."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from flask import Response, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import Field, SelectField, StringField
from wtforms.validators import Length, ValidationError

from app.aml.deal_pages import DealPage
from app.aml.deal_rules import LONGEST, MOST_PARTS, DealFacts
from models.values import Iban, Money
from models.values.dealt import FinancingKind, FinancingPart
from views.aml.deal_file.page import Book, FormPage, Look
from views.aml.wizard.page import PageForm
from views.aml.wizard.rows import number_in, rows_in, with_rows, without
from views.base import MoneyField, text_of, typed
from views.labels import money
from views.labels.aml_deals import PRICES
from views.labels.aml_matters import FINANCING

_WHAT = "part"
FIRST = 2
_TYPED = {"autocomplete": "off"}
_AMOUNT = {"autocomplete": "off", "inputmode": "decimal"}


def _has_both(form: Any, field: Field) -> None:
    """A part has a kind and an amount, or is empty."""
    row = field.name.removesuffix("amount")
    kind, amount = text_of(form[f"{row}kind"]), text_of(field)
    if amount and not kind:
        raise ValidationError(gettext("Choose above where this amount comes from, or empty it."))
    if not amount and (kind or text_of(form[f"{row}note"])):
        raise ValidationError(gettext("Fill in the amount, or take the part away."))


ROW = {
    "kind": lambda number: SelectField(
        _l("Part %(number)s comes from", number=number),
        choices=[("", _l("Choose…")), *((str(one), word) for one, word in FINANCING.items())],
    ),
    "amount": lambda number: MoneyField(
        _l("Amount of part %(number)s", number=number), [_has_both], render_kw=_AMOUNT
    ),
    "note": lambda number: StringField(
        _l("What, or from whom (part %(number)s)", number=number),
        [Length(max=LONGEST["note"], message=_l("At most %(most)s characters.", most=LONGEST["note"]))],
        render_kw=_TYPED,
    ),
}


def _most(name: str) -> list[Length]:
    return [Length(max=LONGEST[name], message=_l("At most %(most)s characters.", most=LONGEST[name]))]


class PriceForm(PageForm):
    price = MoneyField(_l("Price"), description=_l("In euro, for example 250 000."), render_kw=_AMOUNT)
    deposit = MoneyField(_l("Deposit"), description=_l("What is paid in advance, in euro."), render_kw=_AMOUNT)
    account = StringField(
        _l("Account that is debited (IBAN)"), [Length(max=60)], render_kw={**_TYPED, "spellcheck": "false"}
    )
    account_holder = StringField(_l("Whose account it is"), _most("account_holder"), render_kw=_TYPED)


class MoneyPage(FormPage):
    name = DealPage.MONEY
    template = "aml/deals/money.html"

    def made(self, data: dict[str, Any], sent: Any) -> PageForm:
        count = data["rows"] if sent is None else min(rows_in(sent, _WHAT), MOST_PARTS)
        made = with_rows(PriceForm, {_WHAT: (ROW, count)})(formdata=sent, data=data)
        made.price.label.text = data["price_label"]
        return made

    def filled(self, facts: DealFacts) -> dict[str, Any]:
        told = facts.details
        found: dict[str, Any] = {
            "rows": max(len(told.financing), FIRST),
            "price_label": PRICES[facts.kind],
            "price": typed(Money(facts.price) if facts.price is not None else None),
            "deposit": typed(_euro(told.deposit_cents)),
            "account": str(Iban(told.account)) if told.account else "",
            "account_holder": told.account_holder,
        }
        for at, one in enumerate(told.financing):
            found |= {
                f"{_WHAT}_{at}_kind": str(one.kind),
                f"{_WHAT}_{at}_amount": typed(_euro(one.cents)),
                f"{_WHAT}_{at}_note": one.note,
            }
        return found

    def changed(self, form: Any, facts: DealFacts) -> DealFacts:
        details = replace(
            facts.details,
            financing=_parts(form),
            account=text_of(form.account),
            account_holder=text_of(form.account_holder),
            deposit_cents=_cents(form.deposit),
        )
        return replace(facts, price=form.price.money.euro if form.price.money else None, details=details)

    def respond(self, screen: Book, look: Look) -> Response:
        """A part is added or taken away without keeping anything; else it is the form."""
        if request.method != "POST" or not {"add", "remove"} & set(request.form):
            return screen.form_page(self, look)
        sent, gone = MultiDict(request.form), number_in("remove")
        if gone is not None:
            sent = without(sent, _WHAT, gone)
        else:
            sent[f"{_WHAT}_{min(rows_in(sent, _WHAT), MOST_PARTS - 1)}_note"] = ""
        data = {**self.filled(look.facts), "version": str(look.deal.version)}
        return screen.show(self, look, form=self.made(data, sent))

    def shown(self, look: Look, form: Any) -> dict[str, Any]:
        return {
            "rows": [[f"{_WHAT}_{at}_{name}" for name in ROW] for at in range(_count(form))],
            "most": MOST_PARTS,
            "sum_said": _sum_said(look.facts),
        }


def _sum_said(facts: DealFacts) -> str:
    """What the kept parts come to, beside the price."""
    total = sum(one.cents for one in facts.details.financing)
    if not total or facts.price is None:
        return ""
    whole, open_ = Money(Decimal(total) / 100), Money(facts.price - Decimal(total) / 100)
    if not open_.euro:
        return str(gettext("The parts come to %(total)s: the whole price.", total=money(whole)))
    return str(
        gettext(
            "The parts come to %(total)s; of %(open)s nobody said where it comes from.",
            total=money(whole),
            open=money(open_),
        )
    )


def _parts(form: Any) -> tuple[FinancingPart, ...]:
    found = []
    for at in range(_count(form)):
        row = f"{_WHAT}_{at}_"
        cents = _cents(form[f"{row}amount"])
        if cents is not None:
            kind = FinancingKind(form[f"{row}kind"].data)
            found.append(FinancingPart(kind, cents, text_of(form[f"{row}note"])))
    return tuple(found)


def _cents(field: Any) -> int | None:
    return int(field.money.euro * 100) if field.money is not None else None


def _euro(cents: int | None) -> Money | None:
    return None if cents is None else Money(Decimal(cents) / 100)


def _count(form: Any) -> int:
    return sum(one.name.startswith(f"{_WHAT}_") and one.name.endswith("_amount") for one in form)
