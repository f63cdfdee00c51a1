"""What the bank's files told, for finance: bringing one in, the files, and the story of each statement."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from app import clock
from app.errors import Refusal
from app.policy import Identity, Permission, require
from app.transaction import transaction
from app.wallet import bank_queries, bank_reading
from app.wallet.bank_files import read_bank_file
from app.wallet.bank_files.statement import line
from app.wallet.bank_import import FileFacts, Taken, take_in
from app.wallet.bank_reading import Counts
from models.values import Iban, Money, ValueProblem
from models.wallet import BankFile, BankStatement
from views.framework.asking import Asked
from views.framework.database import db
from views.framework.filters import Filter, within
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import HouseForm, after, attempt
from views.labels import money, size
from views.wallet import bank_cells as cells
from views.wallet.transfer import account

SHOWN = 200
"""So many payments stand on the page of their statement; the list has the others."""


class BankFileForm(HouseForm):
    file = FileField(
        _l("The bank's file"),
        description=_l("CODA 2 or camt.053, as the bank gives it, at most 12 MB. Drag it here, or choose it."),
    )


class BankFileRegister(Register):
    """The files that brought something new, and bringing in the next."""

    route_base = "/bank-files"
    datamodel = Interface(BankFile)
    page_title = _l("Files of the bank")
    one_line = _l("Every file that brought something new. The files themselves aren't kept.")
    orders = {"imported": BankFile.imported_at}
    first_order = "imported"
    first_descending = True
    columns = (
        Column("imported", _l("Taken in on"), lambda item: item.imported_at, "imported"),
        Column("name", _l("Name"), lambda item: cells.file_name(item)),
        Column("format", _l("Format"), lambda item: cells.format_word(item.format)),
        Column("size", _l("Size"), lambda item: size(item.size), numeric=True, plain=lambda item: item.size),
        Column(
            "by",
            _l("Brought in by"),
            lambda item: gettext("a person") if item.imported_by else gettext("the folder"),
        ),
    )
    empty_text = _l("No file of the bank was taken in yet.")
    record_template = "wallet/bank_file.html"
    add_columns = edit_columns = show_columns = list_columns = search_columns = ("id",)

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return bank_queries.visible_to(who)

    def primary(self) -> tuple[str, str] | None:
        return gettext("Bring in a file"), url_for("BankFileRegister.bring")

    def title_of(self, item: Any) -> str:
        return cells.file_name(item)

    def describe(self, item: Any) -> dict[str, Any]:
        told = bank_reading.told_of_file(db(), item.id)
        statements = bank_reading.statements_of(db(), item.id)
        counts = bank_reading.counts_of(db(), [one.id for one in statements])
        matched, unmatched, known = (int(told.get(name, 0)) for name in ("matched", "unmatched", "known"))
        waiting = sum(one.waiting for one in counts.values())
        return {
            "facts": [
                Fact(gettext("Found their wallet"), str(matched), _sum(told, "credited")),
                Fact(gettext("Not matched"), str(unmatched), _sum(told, "parked")),
                Fact(gettext("Imported before"), str(known)),
                Fact(gettext("Payments in the file"), str(matched + unmatched + known)),
                Fact(gettext("Format"), cells.format_word(item.format), size(item.size)),
            ],
            "state": "soon" if waiting else "good",
            "state_word": ngettext("%(num)s payment to decide", "%(num)s payments to decide", waiting)
            if waiting
            else gettext("Nothing left to decide"),
            "waiting": waiting,
            "statements": [(one, proof_of(one, counts.get(one.id, Counts()))) for one in statements],
            "cells": cells,
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("bank_file", item.id)

    @expose("/bring", methods=["GET", "POST"])
    @has_access
    def bring(self) -> Response:
        """Takes in a file, whole or not at all; the same file again changes nothing."""
        require(identity(), Permission.BANK_IMPORT)
        form, ours = BankFileForm(), account()
        if ours is not None and form.validate_on_submit() and (taken := _taken_in(form, ours.iban)) is not None:
            if taken.file_id is None:
                told = ngettext(
                    "Everything in this file was imported before: %(num)s payment. Nothing changed.",
                    "Everything in this file was imported before: %(num)s payments. Nothing changed.",
                    taken.known,
                )
                return after(url_for("BankFileRegister.bring"), told, "info")
            said = gettext(
                "Taken in: %(matched)s matched, %(unmatched)s not matched, %(known)s imported before.",
                matched=taken.matched,
                unmatched=taken.unmatched,
                known=taken.known,
            )
            return after(url_for("BankFileRegister.show", pk=taken.file_id), said)
        return self.page(
            "wallet/bank_bring.html",
            gettext("Bring in a file of the bank"),
            422 if form.is_submitted() else 200,
            form=form,
            account=ours,
        )


def _sum(told: dict[str, Any], name: str) -> str:
    """One of the sums that were written down."""
    try:
        return money(Money.parse(str(told[name]))) if name in told else ""
    except ValueProblem:
        return str(told[name])


def _taken_in(form: BankFileForm, ours: Iban) -> Taken | None:
    """What came of the file; None when it is refused, and then nothing of it is kept."""
    sent = form.file.data
    if not isinstance(sent, FileStorage) or not sent.filename:
        form.refuse(Refusal("imports.file.missing", field="file"))
        return None
    content = sent.stream.read()
    name = line(sent.filename.replace("\\", "/").rsplit("/", 1)[-1], 200)
    facts = FileFacts(name, len(content), hashlib.sha256(content).digest())

    def act() -> Taken:
        try:
            statements = read_bank_file(content)
            return take_in(db(), identity(), facts, statements, (ours.digits,), clock.now())
        except Refusal as refused:
            refused.field = "file"
            raise

    with transaction(db()):
        found: Taken | None = attempt(form, act)
    return found


@dataclass(frozen=True)
class Proof:
    """That a statement is whole: what it opened with, what its payments moved, and what it closed with."""

    counts: Counts
    opening: str
    moved: str
    closing: str
    holds: bool


def proof_of(one: BankStatement, counts: Counts) -> Proof:
    """Counted anew from the payments that are kept."""
    holds = one.opening + counts.moved.euro == one.closing and counts.total == one.count
    opening, moved, closing = (
        cells.in_currency(amount, one.currency) for amount in (one.opening, counts.moved.euro, one.closing)
    )
    return Proof(counts, opening, moved, closing, holds)


@dataclass(frozen=True)
class Row:
    """A statement with what became of its payments."""

    one: BankStatement
    counts: Counts


def _of_account(text: str) -> ColumnElement[bool]:
    return BankStatement.account.startswith("".join(text.split()).upper(), autoescape=True)


class BankStatementRegister(Register):
    """Each statement of the house's account, and its story."""

    route_base = "/bank-statements"
    datamodel = Interface(BankStatement)
    page_title = _l("Bank statements")
    one_line = _l("What the bank says of our account, statement after statement, without a hole.")
    orders = {"last": BankStatement.last_day}
    first_order = "last"
    first_descending = True
    columns = (
        Column("number", _l("Number"), lambda row: row.one.named),
        Column("account", _l("Bank account"), lambda row: cells.account_of(row.one)),
        Column("last", _l("Days"), lambda row: cells.days_of(row.one), "last", plain=lambda row: row.one.last_day),
        Column("opening", _l("Opening balance"), lambda row: _money(row.one, row.one.opening), numeric=True),
        Column("closing", _l("Closing balance"), lambda row: _money(row.one, row.one.closing), numeric=True),
        Column("count", _l("Payments"), lambda row: row.one.count, numeric=True),
        Column("matched", _l("Found their wallet"), lambda row: row.counts.matched, numeric=True),
        Column("unmatched", _l("Not matched"), lambda row: row.counts.unmatched, numeric=True),
        Column("waiting", _l("To be decided"), lambda row: row.counts.waiting, numeric=True),
        Column("format", _l("Format"), lambda row: cells.format_word(row.one.format), shown=False),
    )
    filters = (
        Filter("day", _l("Period"), "days", within(BankStatement.last_day)),
        Filter("account", _l("Bank account"), "text", _of_account, more=True),
    )
    empty_text = _l("No statement was taken in yet. Bring in the first file of the bank.")
    record_template = "wallet/bank_statement.html"
    add_columns = edit_columns = show_columns = list_columns = search_columns = ("id",)

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return bank_queries.visible_to(who)

    def seen(self, session: Session, items: Sequence[Any], asked: Asked | None) -> Sequence[Row]:
        counts = bank_reading.counts_of(session, [one.id for one in items])
        return [Row(one, counts.get(one.id, Counts())) for one in items]

    def primary(self) -> tuple[str, str] | None:
        return gettext("Bring in a file"), url_for("BankFileRegister.bring")

    def title_of(self, item: Any) -> str:
        return str(gettext("Statement %(number)s", number=item.named))

    def describe(self, item: Any) -> dict[str, Any]:
        counts = bank_reading.counts_of(db(), [item.id]).get(item.id, Counts())
        return {
            "facts": [
                Fact(gettext("Bank account"), cells.account_of(item)),
                Fact(gettext("Days"), cells.days_of(item)),
                Fact(gettext("Found their wallet"), str(counts.matched)),
                Fact(gettext("Not matched"), str(counts.unmatched)),
                Fact(gettext("Format"), cells.format_word(item.format)),
            ],
            "state": "soon" if counts.waiting else "good",
            "state_word": ngettext("%(num)s payment to decide", "%(num)s payments to decide", counts.waiting)
            if counts.waiting
            else gettext("Nothing left to decide"),
            "proof": proof_of(item, counts),
            "entries": bank_reading.entries_of(db(), item.id, SHOWN),
            "all_url": url_for("BankEntryRegister.list", statement=item.id) if counts.total > SHOWN else None,
            "cells": cells,
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("bank_file", item.file_id)


def _money(one: BankStatement, amount: Any) -> Money | str:
    return Money(amount) if one.currency == "EUR" else cells.in_currency(amount, one.currency)
