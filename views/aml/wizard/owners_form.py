"""What is asked about who owns an organisation: holders, what each holds of whom, control and management."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from babel.numbers import format_decimal
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.validators import Length, ValidationError

from app.aml.ownership_faults import MOST_HOLDERS, MOST_HOLDINGS
from app.aml.registered import BELGIUM
from app.errors import Refusal
from models.values import EnterpriseNumber, ValueProblem
from models.values.identified import Holder, HolderKind, Holding, Ownership
from views.aml.contact_forms import CountryField, spoken
from views.aml.wizard.choosing import ChoosingForm, ChosenField
from views.aml.wizard.rows import Makers, rows_in, with_rows
from views.base import text_of
from views.labels import language
from views.labels.countries import country_name
from views.refusals import sentence

HOLDER, HOLDING = "holder", "holding"
PERSON, ORGANISATION = str(HolderKind.PERSON), str(HolderKind.ORGANISATION)
_PERCENT = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,2}))?")
_KEY = re.compile(r"[a-z0-9]{1,8}")
_SHORT = Length(max=200, message=_l("At most 200 characters."))
_LONG = Length(max=500, message=_l("At most 500 characters."))


class PercentField(StringField):
    """A percentage as people type it, comma or point; `hundredths` holds it once it was read, None for nothing."""

    hundredths: int | None = None

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, render_kw={"inputmode": "decimal", "autocomplete": "off", "size": 7}, **kwargs)

    def pre_validate(self, form: Any) -> None:
        text = text_of(self)
        if not text:
            return
        match = _PERCENT.fullmatch(text.removesuffix("%").strip())
        if match is None:
            raise ValidationError(
                gettext(
                    "“%(text)s” is no percentage we can read. Write it with at most two decimals: 33,33.",
                    text=text[:20],
                )
            )
        self.hundredths = int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0"))


def typed_percent(hundredths: int) -> str:
    """A percentage as it stands in a field, the way the reader would type it."""
    return str(format_decimal(hundredths / 100, "0.##", locale=language()))


def _is_number(form: Any, field: Any) -> None:
    """A Belgian number has check digits; another one says of which country it is."""
    country: CountryField = form[field.name.removesuffix("number") + "country"]
    if not text_of(field) or country.code not in ("", BELGIUM):
        return
    try:
        field.data = str(EnterpriseNumber.parse(field.data))
    except ValueProblem as wrong:
        remedy = gettext("Of a foreign number, fill in the country too.")
        raise ValidationError(f"{sentence(wrong)} {remedy}") from None


class OwnersForm(ChoosingForm):
    """Beside the choice of a person to add: a company to add. The rows are put in by `owners_form`."""

    chosen = ChosenField(_l("Which person?"))
    company_country = CountryField(_l("Its country"))
    company_name = StringField(_l("Name of the organisation"), [_SHORT], render_kw={"autocomplete": "off"})
    company_number = StringField(
        _l("Its number"), [_SHORT, _is_number], render_kw={"autocomplete": "off", "spellcheck": "false"}
    )

    def refuse(self, refusal: Refusal) -> None:
        """What is wrong stands at the first row it is about."""
        for one in refusal.everything:
            one.field = self._row_of(one)
        super().refuse(refusal)

    def rows(self, what: str) -> Iterator[Mapping[str, Any]]:
        """The fields of each row, by their short names."""
        names = [one.name for one in self if re.fullmatch(rf"{what}_[0-9]+_[a-z]+", one.name)]
        for at in range(rows_in(names, what)):
            yield {name.rsplit("_", 1)[1]: self[name] for name in names if name.startswith(f"{what}_{at}_")}

    def _row_of(self, refusal: Refusal) -> str | None:
        key = refusal.facts.get("key")
        what = "votes" if refusal.code.endswith("votes_over_whole") else "capital"
        side = "held" if refusal.code.endswith(("over_whole", "closed_circle")) else "holder"
        for row in self.rows(HOLDING):
            if text_of(row[side]) == key:
                return str(row[what].name)
        for row in self.rows(HOLDER):
            if text_of(row["key"]) == key:
                return str(row["controls"].name)
        return refusal.field


@dataclass(frozen=True)
class Read:
    """What the rows say. `contacts`: the root ids of the persons."""

    ownership: Ownership
    contacts: tuple[int, ...]


def owners_form(data: Mapping[str, Any], sent: Any) -> OwnersForm:
    """The form with the rows that were sent, or else those of `data`."""
    told = data if sent is None else sent
    holders, holdings = min(rows_in(told, HOLDER), MOST_HOLDERS), min(rows_in(told, HOLDING), MOST_HOLDINGS)
    names = {str(told.get(f"{HOLDER}_{at}_key")): str(told.get(f"{HOLDER}_{at}_name")) for at in range(holders)}
    called = [names.get(str(told.get(f"{HOLDING}_{at}_holder")), str(data["own_name"])) for at in range(holdings)]
    labels = [
        f"{one} ({called[:at].count(one) + 1})" if one in called[:at] else one for at, one in enumerate(called)
    ]
    made = with_rows(
        OwnersForm,
        {HOLDER: (_holder(list(names.values())), holders), HOLDING: (_holding(labels), holdings)},
    )
    form = made(formdata=sent, data=data)
    choices = [("", str(data["own_name"]))] + [
        (text_of(row["key"]), text_of(row["name"]))
        for row in form.rows(HOLDER)
        if row["kind"].data == ORGANISATION
    ]
    for row in form.rows(HOLDING):
        row["held"].choices = choices
    return form


def _holder(names: list[str]) -> Makers:
    def of(number: int) -> str:
        return names[number - 1] if number <= len(names) else ""

    return {
        "key": lambda number: HiddenField(),
        "kind": lambda number: HiddenField(),
        "contact": lambda number: HiddenField(),
        "name": lambda number: StringField(_l("Name: %(name)s", name=of(number)), [_SHORT]),
        "country": lambda number: CountryField(_l("Country: %(name)s", name=of(number))),
        "number": lambda number: StringField(_l("Number: %(name)s", name=of(number)), [_SHORT, _is_number]),
        "controls": lambda number: StringField(
            _l("Controls in another way: %(name)s", name=of(number)), [_LONG], render_kw={"autocomplete": "off"}
        ),
        "manages": lambda number: BooleanField(_l("Senior management: %(name)s", name=of(number))),
    }


def _holding(labels: list[str]) -> Makers:
    return {
        "holder": lambda number: HiddenField(),
        "held": lambda number: SelectField(
            _l("Holds of: %(name)s", name=labels[number - 1]), validate_choice=False
        ),
        "capital": lambda number: PercentField(_l("Capital in %%: %(name)s", name=labels[number - 1])),
        "votes": lambda number: PercentField(_l("Votes in %%: %(name)s", name=labels[number - 1])),
    }


def rows_from(ownership: Ownership) -> dict[str, Any]:
    """What stands in the rows, by the names of their fields."""
    found: dict[str, Any] = {}
    for at, one in enumerate(ownership.holders):
        told = {
            "key": one.key,
            "kind": str(one.kind),
            "contact": str(one.contact_id or ""),
            "name": one.name,
            "country": country_name(one.country) if one.country else "",
            "number": one.number,
            "controls": one.controls,
            "manages": one.manages,
        }
        found |= {f"{HOLDER}_{at}_{name}": value for name, value in told.items()}
    for at, part in enumerate(ownership.holdings):
        told = {
            "holder": part.holder,
            "held": part.held,
            "capital": typed_percent(part.capital),
            "votes": typed_percent(part.votes),
        }
        found |= {f"{HOLDING}_{at}_{name}": value for name, value in told.items()}
    return found


def ownership_in(form: OwnersForm) -> Ownership:
    """What the rows say, of a form that was read. A row without percentages says nothing; votes that weren't
    filled in are as many as the capital."""
    holders = tuple(_holder_in(row) for row in form.rows(HOLDER))
    holdings = tuple(
        Holding(
            text_of(row["holder"])[:8],
            text_of(row["held"])[:8],
            row["capital"].hundredths or 0,
            (row["capital"].hundredths or 0) if row["votes"].hundredths is None else row["votes"].hundredths,
        )
        for row in form.rows(HOLDING)
        if row["capital"].hundredths is not None or row["votes"].hundredths is not None
    )
    return Ownership(holders, holdings)


def _holder_in(row: Mapping[str, Any]) -> Holder:
    contact, key = text_of(row["contact"]), text_of(row["key"])
    person = row["kind"].data == PERSON
    return Holder(
        key=key if _KEY.fullmatch(key) else "",
        kind=HolderKind.PERSON if person else HolderKind.ORGANISATION,
        name=spoken(row["name"].data or ""),
        contact_id=int(contact)
        if person and contact.isascii() and contact.isdigit() and len(contact) < 18
        else None,
        number="" if person else _plain(text_of(row["number"])),
        country="" if person else row["country"].code,
        controls=spoken(row["controls"].data or ""),
        manages=person and bool(row["manages"].data),
    )


def _plain(text: str) -> str:
    return "".join(one for one in text.upper() if one.isalnum())
