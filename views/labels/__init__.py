"""Words for the closed lists of the domain, and values as the reader writes them: days, instants, names.

The words stand by subject in the files beside this one.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from babel.dates import format_datetime
from babel.numbers import format_currency
from flask_babel import get_locale, gettext, ngettext

from app.clock import BRUSSELS
from models.values import Money
from views.labels import acts, desk, documents, domain, mail, wallet
from views.labels.columns import COLUMNS as COLUMNS
from views.labels.jobs import JOBS as JOBS

LABELS: dict[Any, Any] = {
    **domain.LABELS,
    **acts.LABELS,
    **desk.LABELS,
    **documents.LABELS,
    **mail.LABELS,
    **wallet.LABELS,
}
_BY_WORD = {str(word): label for word, label in LABELS.items()}
# The same word means two things only where both read the same; a house test watches over it.


# Each by its own name, whatever one reads in.
LANGUAGES = {"nl": "Nederlands", "fr": "Français", "en": "English"}


def label_of(word: str | None) -> str:
    """The word of a closed list as people read it; '' for none."""
    return "" if word is None else str(_BY_WORD.get(str(word), word))


def job_name(name: str) -> str:
    """What a job does, as people read it."""
    return str(JOBS.get(name, name))


def language() -> str:
    """The reader's language: nl, fr or en."""
    locale = get_locale()
    return str(locale.language) if locale is not None else "nl"


def column_label(name: str) -> str:
    """A column of a table as people read it."""
    return str(COLUMNS.get(name, name))


def day(value: date | None) -> str:
    """14/03/2027, in every language; '' for none."""
    return "" if value is None else value.strftime("%d/%m/%Y") if value.year > 999 else value.isoformat()


def instant(value: datetime | None) -> str:
    """14/03/2027 09:05, Brussels time; '' for none."""
    if value is None:
        return ""
    return str(format_datetime(value.astimezone(BRUSSELS), "dd/MM/yyyy HH:mm", locale=language()))


def money(value: Money) -> str:
    """€ 1.234,50 in Dutch, 1 234,50 € in French."""
    return str(format_currency(value.euro, "EUR", locale=language()))


def size(count: int) -> str:
    """A number of bytes as people read it: 812 B, 4 kB, 12 MB."""
    unit = "B"
    amount = count
    for larger in ("kB", "MB", "GB"):
        if amount < 1000:
            break
        unit, amount = larger, round(amount / 1000)
    return f"{amount} {unit}"


def until(value: date | None) -> str:
    return str(gettext("until further notice")) if value is None else day(value)


def months(count: int) -> str:
    return str(ngettext("%(num)s month", "%(num)s months", count))
