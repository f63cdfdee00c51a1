"""A page of a case: what it asks, what stands in it already, what is made of what was typed.

Nothing has to be filled in to be kept; what can't be read stays in the form, with its sentence.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Length, ValidationError

from models.syndics import Case
from models.values import EnterpriseNumber, NationalNumber
from models.values.mandates import CaseDetails, CasePage, Home, PersonTold
from models.values.working_days import FIRST_YEAR, LAST_YEAR
from views.base import DayField, NumberField
from views.framework.screens import HouseForm, VersionField
from views.labels import day

SHORT = Length(max=200, message=_l("At most 200 characters."))
CODE = Length(max=10, message=_l("At most 10 characters."))
YES, NO = "yes", "no"
YES_NO = ((YES, _l("Yes")), (NO, _l("No")))
BARE = {"autocomplete": "off"}


class MandateDay(DayField):
    """A day of a mandate: one of which working days are known. `old`: a decision may be older than that."""

    def __init__(self, *args: Any, old: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.old = old

    def pre_validate(self, form: Any) -> None:
        told: Any = self.data
        if told is None:
            return
        if told.year >= LAST_YEAR or (told.year <= FIRST_YEAR and not self.old):
            self.data = None
            raise ValidationError(
                gettext("The year of “%(text)s” can't be right. Check the date.", text=day(told))
            )


def line(text: str | None) -> str:
    """What was typed, in one line without what can't be seen."""
    return " ".join("".join(one for one in text or "" if one.isprintable() or one.isspace()).split())


def lines(text: str | None) -> str:
    """What was typed, its lines kept."""
    return "\n".join(line(one) for one in (text or "").splitlines()).strip()


def yes_no(answer: bool | None) -> str:
    """An answer as it stands in a choice."""
    return "" if answer is None else YES if answer else NO


def answer_of(text: str | None) -> bool | None:
    """The choice as an answer."""
    return {YES: True, NO: False}.get(text or "")


def national(digits: str) -> str:
    """A national number as people write it; '' for none."""
    return str(NationalNumber(digits)) if digits else ""


def enterprise(digits: str) -> str:
    """An enterprise number as people write it; '' for none."""
    return str(EnterpriseNumber(digits)) if digits else ""


class PageForm(HouseForm):
    """What every page's form has: the version of the case that was looked at."""

    version = VersionField()
    # A fact that a rule names, and the field of this page in which it stands.
    lands: ClassVar[dict[str, str]] = {}

    def _put(self, field: str | None, words: str) -> None:
        super()._put(self.lands.get(field or "", field), words)

    @property
    def asked(self) -> list[str]:
        """The fields people fill in, in their order."""
        return [one.name for one in self if one.type not in ("VersionField", "CSRFTokenField", "HiddenField")]


class HomeFields(PageForm):
    """An address."""

    street = StringField(_l("Street and number"), [SHORT], render_kw=BARE)
    postal_code = StringField(_l("Postal code"), [CODE], render_kw={**BARE, "size": 10})
    place = StringField(_l("Place"), [SHORT], render_kw=BARE)

    def put_home(self, home: Home) -> None:
        """Shows that address."""
        self.street.data, self.postal_code.data, self.place.data = home.street, home.postal_code, home.place

    @property
    def home(self) -> Home:
        return Home(line(self.street.data), line(self.postal_code.data), line(self.place.data))


class NationalField(NumberField):
    """A national or BIS number; who says that there is none leaves it empty."""

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if self.number is not None and form.none.data:
            raise ValidationError(
                gettext("There is a number here, and below you say that there is none. Take one of the two away.")
            )


def told_person(form: Any) -> PersonTold:
    """The natural person of a form with names, `number` and `none`."""
    return PersonTold(
        given_names=line(form.given_names.data),
        family_name=line(form.family_name.data),
        number=form.number.number.digits if form.number.number else "",
        none=bool(form.none.data),
    )


def filled_person(person: PersonTold) -> dict[str, Any]:
    """What stands in such a form."""
    return {
        "given_names": person.given_names,
        "family_name": person.family_name,
        "number": national(person.number),
        "none": person.none,
    }


def filled_home(home: Home) -> dict[str, Any]:
    """What stands in a form with an address."""
    return {"street": home.street, "postal_code": home.postal_code, "place": home.place}


Help = Callable[[Any, Case, CaseDetails], None]


class Page:
    """One page. `helps`: its buttons that fill in something and keep nothing, by name."""

    name: CasePage
    template = "syndics/pages/form.html"
    form: type[PageForm] = PageForm

    @property
    def helps(self) -> dict[str, Help]:
        return {}

    def make(self, case: Case, details: CaseDetails, **more: Any) -> PageForm:
        """Its form, for that case; `formdata` and `data` as a form takes them."""
        return self.form(**more)

    def filled(self, case: Case, details: CaseDetails) -> dict[str, Any]:
        """What stands in the form, by the names of its fields."""
        raise NotImplementedError

    def changed(self, form: Any, case: Case, details: CaseDetails) -> CaseDetails:
        """The details with what was typed."""
        raise NotImplementedError

    def told(self, case: Case, details: CaseDetails) -> bool:
        """Whether nothing of this page lacks, as far as it can be told from what it says."""
        return False

    def stays(self, form: Any, details: CaseDetails) -> bool:
        """Whether one comes back to this page once it was kept, since it asks more now."""
        return False

    def shown(self, case: Case, details: CaseDetails, form: Any) -> dict[str, Any]:
        """What else the template shows."""
        return {}

    def stands(self, case: Case, details: CaseDetails, form: PageForm) -> list[tuple[str, str]]:
        """What somebody else made of this page meanwhile: label and text of each field where that isn't what was
        typed here."""
        kept = self.make(case, details, formdata=None, data=self.filled(case, details))
        pairs = ((kept[name], told_in(form[name]) if name in form else "") for name in kept.asked)
        return [(str(field.label.text), told_in(field)) for field, mine in pairs if told_in(field) != mine]


def told_in(field: Any) -> str:
    """What stands in a field, as people read it: of a choice its words."""
    if isinstance(field.data, date):
        return day(field.data)
    if field.type == "BooleanField":
        return str(gettext("Yes") if field.data else gettext("No"))
    if hasattr(field, "iter_choices") and field.choices:
        return ", ".join(str(choice[1]) for choice in field.iter_choices() if choice[2])
    return str(field._value()) if hasattr(field, "_value") else str(field.data or "")
