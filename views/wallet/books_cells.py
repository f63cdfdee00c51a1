"""How the books read: months, accounts, and a table of them taken along as a file."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from babel.dates import format_date
from flask import Response, send_file
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from app import clock
from app.lists.exports import record_export
from app.transaction import transaction
from models.values import LedgerAccount
from views.framework.columns import Plain
from views.framework.database import db
from views.framework.exports import MEDIA_TYPES
from views.framework.identity import identity
from views.framework.spreadsheets import Sheet, csv_answer
from views.labels import label_of, language
from views.wallet import cells
from views.wallet.account import PeriodForm


def short_month(month: date) -> str:
    return f"{month.month}/{month:%y}"


def long_month(month: date) -> str:
    return str(format_date(month, "LLLL y", locale=language()))


def tool_name(tool_id: int, tools: Mapping[int, str]) -> str:
    """What a tool is called; 0 is what invoices round."""
    return tools.get(tool_id, "") or str(gettext("Rounding of invoices"))


def provider_name(provider: str) -> str:
    return str(cells.PROVIDERS.get(provider, provider))


def account_name(account: str, tool_id: int, provider: str, tools: Mapping[int, str]) -> str:
    """An account with whose revenue it is, or where its money is: `Money in transit · Mollie`."""
    word = label_of(account)
    if account == LedgerAccount.REVENUE:
        return f"{word} · {tool_name(tool_id, tools)}"
    return f"{word} · {provider_name(provider)}" if provider else word


def period_form(values: Any, first: date, last: date) -> PeriodForm:
    """The period that was asked; this one, when none was."""
    if "first" in values or "last" in values:
        return PeriodForm(values)
    return PeriodForm(MultiDict({"first": first.isoformat(), "last": last.isoformat()}))


def asked_in(first: date, last: date) -> dict[str, Any]:
    """The period as it stands in an address."""
    return {"first": first.isoformat(), "last": last.isoformat()}


def format_of(values: Any) -> str:
    """Which kind of file was asked for; CSV for what isn't one."""
    found = str(values.get("format", ""))
    return found if found in MEDIA_TYPES else "csv"


def handed_over(
    screen: str,
    title: str,
    heads: Sequence[Any],
    rows: Sequence[Iterable[Plain]],
    asked: Mapping[str, str],
    file_format: str,
) -> Response:
    """A whole table as a file, in the reader's language; that it was taken is recorded before it leaves."""
    told = {
        "list": screen,
        "format": file_format,
        "rows": len(rows),
        "columns": [],
        "filters": {name: [value] for name, value in asked.items()},
    }
    with transaction(db()):
        record_export(db(), identity(), told, clock.now())
    name = f"{title} {' '.join(asked.values())}.{file_format}"
    words = [str(one) for one in heads]
    if file_format == "csv":
        return csv_answer(name, words, rows)
    sheet, paper = Sheet(title, words), io.BytesIO()
    for row in rows:
        sheet.add(row, (str(gettext("yes")), str(gettext("no"))))
    sheet.save(paper)
    paper.seek(0)
    return send_file(paper, MEDIA_TYPES["xlsx"], as_attachment=True, download_name=name)
