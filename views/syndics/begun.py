"""Where a case about a mandate of the register is begun: a way for each form that is about one."""

from __future__ import annotations

from flask import current_app, url_for
from flask_babel import gettext

from models.syndics import MandateRow
from models.values.mandates import CaseForm, SyndicKind

_BEGIN = "MandateCasePageScreen.new"


def begin_url(form: CaseForm, mandate: MandateRow) -> str:
    """The first page of a case of that form about this mandate; '' where none can be begun."""
    if _BEGIN not in current_app.view_functions:
        return ""
    return url_for(_BEGIN, form=str(form), mandate=mandate.id)


def ways_on(mandate: MandateRow) -> list[tuple[str, str]]:
    """What can be applied for about this mandate: its words, and where that begins."""
    told = [
        (gettext("Register its end"), begin_url(CaseForm.END, mandate)),
        (gettext("Register its end and a new syndic"), begin_url(CaseForm.END_START, mandate)),
        (gettext("Change the syndic’s data"), begin_url(CaseForm.CHANGE, mandate)),
    ]
    if mandate.syndic_kind == SyndicKind.COMPANY:
        told.append((gettext("Change the representative"), begin_url(CaseForm.REPRESENTATIVE, mandate)))
    return [(word, url) for word, url in told if url]
