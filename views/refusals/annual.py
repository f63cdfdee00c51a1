"""Refusals about annual reports, as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "aml.annual.year": _l("Choose a year that has begun, from %(first)s on."),
    "aml.annual.signed": _l("The report of %(year)s is signed: it stays as it is. Open it to read it."),
    "aml.annual.text_too_long": _l("A text has at most %(most)s characters. Shorten it."),
    "aml.annual.not_over": _l(
        "The report of %(year)s can be signed from %(day)s on, when the year is over. Write on until then."
    ),
    "aml.annual.not_officer": _l(
        "Only who is AML officer of the office today, or stands in for one, signs. Ask a manager to set who is it."
    ),
    "aml.annual.typed_year": _l("Type the year of the report, %(year)s, to sign it."),
    "aml.annual.language": _l("Choose in which language the report is kept."),
    "aml.annual.lacks": _l(
        "Something that has to be in the report still lacks. Look at the list, and put it right."
    ),
}
