"""What the central team keeps of tools besides roles: accreditations they ask, admission lists, prices."""

from __future__ import annotations

from typing import Any

from flask_babel import format_decimal, gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload
from wtforms import DecimalField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, NumberRange, Optional

from app import clock
from models.rights import Admission, Price, Requirement, ToolRole
from models.values import (
    AccreditationRegister,
    AdmissionGround,
    EnterpriseNumber,
    RequirementHolder,
    RequirementPurpose,
)
from views.base import DayField, EnterpriseField
from views.framework.database import db
from views.framework.filters import Filter, words_of
from views.framework.register import Column, Fact, Interface
from views.framework.screens import HouseForm, VersionField
from views.labels import LABELS, day, label_of, language, until
from views.rights.catalogue import REQUIRED, Catalogue, NamedForm, Several, role_choices, tool_choices


class RequirementForm(HouseForm):
    version = VersionField()
    role_id = SelectField(_l("Tool and role"), coerce=int)
    purpose = RadioField(
        _l("Asked"),
        choices=[(str(one), LABELS[one]) for one in RequirementPurpose],
        validators=[InputRequired(_l("Choose one."))],
    )
    holder = RadioField(
        _l("Of whom"),
        choices=[(str(one), LABELS[one]) for one in RequirementHolder],
        validators=[InputRequired(_l("Choose one."))],
    )
    registers = Several(
        _l("By one of these registers"),
        choices=[(str(one), LABELS[one]) for one in AccreditationRegister],
        validators=[InputRequired(_l("Choose at least one."))],
    )


class PeriodForm(HouseForm):
    version = VersionField()
    first_day = DayField(_l("First day"), validators=[InputRequired(_l("Fill in the first day."))])
    last_day = DayField(_l("Last day"), description=_l("Empty: until further notice."), validators=[Optional()])


class AdmissionForm(PeriodForm):
    tool_id = SelectField(_l("Tool"), coerce=int)
    enterprise_number = EnterpriseField(_l("Enterprise number"), validators=[REQUIRED])
    ground = RadioField(
        _l("On which ground"),
        choices=[(str(one), LABELS[one]) for one in AdmissionGround],
        validators=[InputRequired(_l("Choose one."))],
    )


class PriceForm(NamedForm):
    tool_id = SelectField(_l("Tool"), coerce=int)
    code = StringField(_l("Code"), validators=[REQUIRED], description=_l("Never changes afterwards."))
    net = DecimalField(
        _l("Net, in euro"), places=2, validators=[REQUIRED, NumberRange(0, 1_000_000, _l("Zero or more."))]
    )
    vat_percent = SelectField(
        _l("VAT, in percent"), coerce=int, choices=[(rate, str(rate)) for rate in (21, 12, 6, 0)]
    )
    first_day = DayField(_l("First day"), validators=[InputRequired(_l("Fill in the first day."))])
    last_day = DayField(_l("Last day"), description=_l("Empty: until further notice."), validators=[Optional()])


class RequirementScreen(Catalogue):
    """Which accreditations tools ask."""

    route_base = "/requirements"
    datamodel = Interface(Requirement)
    page_title = _l("Accreditations that tools ask")
    one_title = _l("Accreditation a tool asks")
    one_line = _l("To register a tool or to use it, by whom, and by which registers: any one of them will do.")
    form_class = RequirementForm
    fixed = frozenset({"role_id"})
    options = (joinedload(Requirement.tool), joinedload(Requirement.role))
    orders = {"tool": Requirement.tool_id}
    first_order = "tool"
    columns = (
        Column("tool", _l("Tool"), lambda item: item.tool.named(language()), "tool"),
        Column("role", _l("Role"), lambda item: item.role.named(language()) if item.role else _l("every role")),
        Column("purpose", _l("Asked"), lambda item: label_of(item.purpose)),
        Column("holder", _l("Of whom"), lambda item: label_of(item.holder)),
        Column("registers", _l("Registers"), lambda item: ", ".join(label_of(one) for one in item.registers)),
    )
    filters = (
        Filter(
            "purpose", _l("Asked"), "choice", lambda one: Requirement.purpose == one, words_of(RequirementPurpose)
        ),
    )
    empty_text = _l("No tool asks an accreditation yet.")

    def prepare(self, form: Any) -> None:
        if "role_id" in form:
            form.role_id.choices = role_choices()

    def add_row(self, values: dict[str, Any]) -> Any:
        role = db().get_one(ToolRole, values["role_id"])
        return super().add_row({**values, "tool_id": role.tool_id})

    def title_of(self, item: Any) -> str:
        return f"{item.tool.named(language())}: {', '.join(label_of(one) for one in item.registers)}"

    def describe(self, item: Any) -> dict[str, Any]:
        return {
            "facts": [
                Fact(
                    gettext("Tool"), item.tool.named(language()), item.role.named(language()) if item.role else ""
                ),
                Fact(gettext("Asked"), label_of(item.purpose)),
                Fact(gettext("Of whom"), label_of(item.holder)),
                Fact(gettext("Registers"), ", ".join(label_of(one) for one in item.registers)),
            ],
            "edit_url": self.edit_url(item),
        }


class AdmissionScreen(Catalogue):
    """Who is admitted to tools that keep a list."""

    route_base = "/admissions"
    datamodel = Interface(Admission)
    page_title = _l("Admission lists")
    one_title = _l("Admission")
    one_line = _l("Enterprises admitted to tools that keep a list, on which ground, and over which period.")
    form_class = AdmissionForm
    fixed = frozenset({"tool_id", "enterprise_number"})
    options = (joinedload(Admission.tool),)
    orders = {"number": Admission.enterprise_number}
    first_order = "number"
    columns = (
        Column(
            "number", _l("Enterprise number"), lambda item: str(EnterpriseNumber(item.enterprise_number)), "number"
        ),
        Column("tool", _l("Tool"), lambda item: item.tool.named(language())),
        Column("ground", _l("On which ground"), lambda item: label_of(item.ground)),
        Column("first_day", _l("From"), lambda item: item.first_day),
        Column("last_day", _l("Until"), lambda item: until(item.last_day), plain=lambda item: item.last_day),
    )
    filters = (
        Filter(
            "ground",
            _l("On which ground"),
            "choice",
            lambda one: Admission.ground == one,
            words_of(AdmissionGround),
        ),
    )
    empty_text = _l("Nobody is on a list yet.")

    def prepare(self, form: Any) -> None:
        if "tool_id" in form:
            form.tool_id.choices = tool_choices()

    def values_of(self, form: HouseForm) -> dict[str, Any]:
        values = super().values_of(form)
        field: Any = form._fields.get("enterprise_number")
        return {**values, "enterprise_number": field.number.digits} if field is not None else values

    def title_of(self, item: Any) -> str:
        return f"{EnterpriseNumber(item.enterprise_number)}, {item.tool.named(language())}"

    def describe(self, item: Any) -> dict[str, Any]:
        today = clock.today()
        runs = item.first_day <= today and (item.last_day is None or item.last_day >= today)
        return {
            "facts": [
                Fact(gettext("Tool"), item.tool.named(language())),
                Fact(gettext("On which ground"), label_of(item.ground)),
                Fact(gettext("Period"), f"{day(item.first_day)} – {until(item.last_day)}"),
            ],
            "state": "good" if runs else "off",
            "state_word": gettext("In force") if runs else gettext("Over"),
            "edit_url": self.edit_url(item),
        }


class PriceScreen(Catalogue):
    """What things cost, and over which period."""

    route_base = "/prices"
    datamodel = Interface(Price)
    page_title = _l("Prices")
    one_title = _l("Price")
    one_line = _l(
        "What something of a tool costs, net, with its VAT, over a period. A new price begins a new period."
    )
    form_class = PriceForm
    fixed = frozenset({"code", "tool_id"})
    options = (joinedload(Price.tool),)
    orders = {"name": Price.name_nl}
    first_order = "name"
    columns = (
        Column("name", _l("Name"), lambda item: item.named(language()), "name"),
        Column("tool", _l("Tool"), lambda item: item.tool.named(language())),
        Column("net", _l("Net, in euro"), lambda item: format_decimal(item.net, "#,##0.00"), numeric=True),
        Column("vat", _l("VAT, in percent"), lambda item: item.vat_percent, numeric=True),
        Column("first_day", _l("From"), lambda item: item.first_day),
        Column("last_day", _l("Until"), lambda item: until(item.last_day), plain=lambda item: item.last_day),
    )
    empty_text = _l("No price yet.")

    def prepare(self, form: Any) -> None:
        if "tool_id" in form:
            form.tool_id.choices = tool_choices()

    def describe(self, item: Any) -> dict[str, Any]:
        return {
            "facts": [
                Fact(gettext("Tool"), item.tool.named(language())),
                Fact(gettext("Net, in euro"), format_decimal(item.net, "#,##0.00")),
                Fact(gettext("VAT, in percent"), item.vat_percent),
                Fact(gettext("Period"), f"{day(item.first_day)} – {until(item.last_day)}"),
                Fact(gettext("Code"), item.code),
            ],
            "edit_url": self.edit_url(item),
        }
