"""How the applicant is reached, where by-laws and register of decisions lie, and what else has to be said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, StringField, TelField, TextAreaField
from wtforms.validators import Length

from app.syndics.prefill import applicant
from models.syndics import Case
from models.values.mandates import CaseDetails, CasePage, Reach
from views.base import Reachable
from views.framework.database import db
from views.framework.identity import identity
from views.syndics.wizard.page import BARE, SHORT, Page, PageForm, line, lines


class ContactForm(Reachable, PageForm):
    email = EmailField(
        _l("E-mail"),
        [Length(max=320, message=_l("At most 320 characters."))],
        description=_l("For questions of the business counter about this case."),
        render_kw={"autocomplete": "email"},
    )
    phone = TelField(
        _l("Telephone"),
        [Length(max=40, message=_l("At most 40 characters."))],
        render_kw={"autocomplete": "tel"},
    )
    consult_at = StringField(
        _l("Where can the by-laws and the register of decisions be consulted?"),
        [SHORT],
        description=_l("For example: at the syndic’s office, with its address; or a website."),
        render_kw=BARE,
    )
    remarks = TextAreaField(
        _l("Remarks"),
        [Length(max=2000, message=_l("At most 2,000 characters."))],
        description=_l("What the business counter should know besides."),
        render_kw={"rows": 4},
    )


class ContactPage(Page):
    name = CasePage.CONTACT
    form = ContactForm

    def filled(self, case: Case, details: CaseDetails) -> dict[str, Any]:
        told = details.reach
        if not (told.email or told.phone):
            mine = applicant(db(), identity()).reach
            told = replace(told, email=mine.email, phone=mine.phone)
        return {
            "email": told.email,
            "phone": told.phone,
            "consult_at": told.consult_at,
            "remarks": details.remarks,
        }

    def changed(self, form: ContactForm, case: Case, details: CaseDetails) -> CaseDetails:
        reach = Reach(line(form.email.data), line(form.phone.data), line(form.consult_at.data))
        return replace(details, reach=reach, remarks=lines(form.remarks.data))
