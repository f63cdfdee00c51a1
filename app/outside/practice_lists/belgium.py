"""Writes a practice list as the Belgian Treasury writes its own: semicolons, values of a cell by newline."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date

from app.outside.practice_lists.invented import PERSON, Birth, Invented, Number
from app.outside.practice_lists.words import COUNTRIES

_HEADS = (
    *("type", "Wholename", "Lastname", "Firstname", "Middlename", "Gender", "Birth date", "Birth place"),
    *("Birth country", "Number", "Remark", "Links", "Function", "Publication date", "Embargos", "Regulation"),
)
_KINDS = {"passport": "passport-National passport", "id": "id-National identification card"}


def written(entries: Iterable[Invented], day: date) -> bytes:
    """The bytes of the list; it doesn't tell its date."""
    text = io.StringIO(newline="")
    rows = csv.writer(text, delimiter=";", lineterminator="\r\n")
    rows.writerow(_HEADS)
    for one in entries:
        named = [name for name in one.names if name.given] if one.kind == PERSON else []
        rows.writerow(
            (
                "person" if one.kind == PERSON else "enterprise",
                "\n".join(name.text for name in one.names),
                "\n".join(name.family for name in named),
                "\n".join(name.given for name in named),
                "",
                one.sex,
                "\n".join(_birth(birth) for birth in one.births),
                "",
                "\n".join(COUNTRIES[country].upper() for country in one.countries),
                "\n".join(_number(number) for number in one.numbers),
                one.remark,
                "",
                one.function,
                f"{one.listed_on:%d-%m-%y}",
                one.programme,
                f"{one.listed_on.year}/{one.number} (practice)",
            )
        )
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _birth(birth: Birth) -> str:
    if birth.last_year:
        return f"{birth.year} - {birth.last_year}"
    if birth.day:
        return f"{birth.day:02}-{birth.month:02}-{birth.year % 100:02}"
    return f"{'circa ' if birth.about else ''}{birth.year}"


def _number(number: Number) -> str:
    return f"{number.number} ({_KINDS.get(number.kind, f'{number.kind}-Number')})"
