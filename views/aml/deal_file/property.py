"""What the transaction is about: its reference and kind, the property, and its days."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.aml.deal_pages import DealPage
from app.aml.deal_rules import LONGEST, DealFacts
from models.values.dealt import DealKind
from models.values.identified import Place
from views.aml.contact_forms import CountryField
from views.aml.deal_file.page import FormPage, Look
from views.aml.wizard.page import PageForm
from views.base import DayField, text_of
from views.labels.aml_matters import DEAL_KINDS
from views.labels.countries import countries, country_name

_TYPED = {"autocomplete": "off"}
_HOME = "BE"


def _most(name: str) -> list[Length]:
    return [Length(max=LONGEST[name], message=_l("At most %(most)s characters.", most=LONGEST[name]))]


class BeginForm(PageForm):
    reference = StringField(
        _l("Reference"),
        [InputRequired(_l("Fill in a reference: how your office calls this transaction.")), *_most("reference")],
        description=_l("Your office’s own number or name of it, for example 2026-014."),
        render_kw={**_TYPED, "spellcheck": "false"},
    )
    kind = SelectField(
        _l("Kind of transaction"),
        [InputRequired(_l("Choose what kind of transaction it is."))],
        choices=[("", _l("Choose…")), *((str(one), word) for one, word in DEAL_KINDS.items())],
    )


class PropertyForm(BeginForm):
    street = StringField(_l("Street and number"), _most("street"), render_kw=_TYPED)
    postal_code = StringField(_l("Postal code"), _most("postal_code"), render_kw={**_TYPED, "size": 10})
    place = StringField(_l("Town"), _most("place"), render_kw=_TYPED)
    country = CountryField(_l("Country"))
    cadastral = StringField(
        _l("Cadastral number"),
        _most("cadastral"),
        description=_l("As the land register has it, for example 41002A0123/00B000."),
        render_kw={**_TYPED, "spellcheck": "false"},
    )
    mandate_on = DayField(_l("Date of the mandate"), [Optional()])
    expected_on = DayField(_l("Date on which it is expected to be closed"), [Optional()])
    notary = StringField(_l("Notary"), _most("notary"), render_kw=_TYPED)
    remarks = TextAreaField(_l("Remarks"), _most("remarks"), render_kw={"rows": 3})


class PropertyPage(FormPage):
    name = DealPage.PROPERTY
    template = "aml/deals/property.html"

    def made(self, data: dict[str, Any], sent: Any) -> PageForm:
        return PropertyForm(formdata=sent, data=data)

    def filled(self, facts: DealFacts) -> dict[str, Any]:
        told, at = facts.details, facts.details.property
        return {
            "reference": facts.reference,
            "kind": str(facts.kind),
            "street": at.street,
            "postal_code": at.postal_code,
            "place": at.place,
            "country": country_name(at.country or _HOME),
            **{
                name: getattr(told, name)
                for name in ("cadastral", "mandate_on", "expected_on", "notary", "remarks")
            },
        }

    def changed(self, form: PropertyForm, facts: DealFacts) -> DealFacts:
        details = replace(
            facts.details,
            property=Place(
                text_of(form.street), text_of(form.postal_code), text_of(form.place), form.country.code
            ),
            cadastral=text_of(form.cadastral),
            mandate_on=form.mandate_on.data,
            expected_on=form.expected_on.data,
            notary=text_of(form.notary),
            remarks=form.remarks.data or "",
        )
        return replace(facts, reference=text_of(form.reference), kind=DealKind(form.kind.data), details=details)

    def shown(self, look: Look, form: Any) -> dict[str, Any]:
        return {"countries": list(countries().values())}
