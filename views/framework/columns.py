"""Columns of a list: what a cell shows, and what an export holds of the same value.

A column's `value` may be a day, an instant, a number, an amount or yes/no: cells write it as the reader does,
exports keep it typed. Where the cell shows more than the value (markup, a word for "none"), `plain` gives the
bare value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from flask import get_template_attribute
from flask_babel import gettext
from markupsafe import Markup

from models.values import Money
from views.labels import day, instant, language, money

Plain = str | int | Decimal | Money | date | datetime | bool | None


@dataclass(frozen=True)
class Column:
    """One column of a list. `sort` names the order its head switches to; `shown` False: off until asked for.

    `staff`: for staff alone, who see every organisation's rows.
    """

    name: str
    label: Any
    value: Callable[[Any], Any]
    sort: str | None = None
    tone: Callable[[Any], str] | None = None
    numeric: bool = False
    plain: Callable[[Any], Plain] | None = None
    shown: bool = True
    staff: bool = False

    def cell(self, item: Any) -> Any:
        """What the cell shows; a state as a pill."""
        value = written(self.value(item))
        tone = self.tone(item) if self.tone is not None else ""
        if not tone:
            return value
        return get_template_attribute("parts/pill.html", "pill")(tone, value)

    def exported(self, item: Any) -> Plain:
        """The bare value: text without markup, a day, an instant, a number, an amount, yes/no; None for none."""
        value = (self.plain or self.value)(item)
        if isinstance(value, Markup):
            return value.striptags()
        return value if isinstance(value, (int, Decimal, Money, date)) or value is None else str(value)


def written(value: Any) -> Any:
    """A value as the reader writes it; text and markup as they are."""
    if isinstance(value, bool):
        return str(gettext("yes") if value else gettext("no"))
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Money):
        return money(value)
    if isinstance(value, (int, Decimal)):
        return str(format_decimal(value, locale=language()))
    return value
