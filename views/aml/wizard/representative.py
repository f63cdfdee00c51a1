"""Who represents an organisation: a person who is a contact of the office too."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l

from app.aml.pages import PageName
from models.values.identified import OrganisationDetails
from views.aml.wizard.choosing import ChoosingForm, ChoosingPage, ChosenField


class RepresentativeForm(ChoosingForm):
    chosen = ChosenField(_l("Who represents the organisation?"))


class RepresentativePage(ChoosingPage):
    name = PageName.REPRESENTATIVE
    form = RepresentativeForm

    def chosen(self, details: OrganisationDetails) -> int | None:
        return details.representative_id

    def with_chosen(self, form: Any, details: OrganisationDetails, root_id: int | None) -> OrganisationDetails:
        return replace(details, representative_id=root_id)
