"""Forms of the registers of cash, of differences with the UBO register and of atypical operations; and the choice
of the contact or transaction an entry is about, searched by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, StringField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from app.aml import choosing
from app.aml.registered_matters import chosen_deal, deals_named
from app.errors import Missing
from models.aml import Contact, Deal
from models.values import SubjectKind
from models.values.dealt import DealKind
from models.values.matters import Matter, MatterKind
from models.values.registers import Conclusion
from views.aml.deal_cells import address
from views.aml.wizard.choosing import notes_of
from views.base import DayField, MoneyField, text_of
from views.framework.database import db
from views.framework.filters import like_pattern
from views.framework.identity import identity
from views.framework.screens import HouseForm, VersionField
from views.labels.aml_breaches import PARTS_WRITTEN
from views.labels.aml_matters import DEAL_KINDS
from views.labels.aml_registers import CONCLUSIONS

BOTH = (SubjectKind.PERSON, SubjectKind.ORGANISATION)
_ROWS = {"rows": 4}


class AboutField(Field):
    """What was chosen: `contact-` and a root id, or `deal-` and a number; '' for nothing of the office's own."""

    contact: Contact | None = None
    deal: Deal | None = None

    def _value(self) -> str:
        return str(self.data or "")

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0].strip() if valuelist else ""

    def pre_validate(self, form: Any) -> None:
        kind, _, number = self._value().partition("-")
        if not kind:
            return
        if kind not in ("contact", "deal") or not (number.isascii() and number.isdigit() and len(number) < 18):
            raise ValidationError(gettext("Choose one of those that were found."))
        try:
            if kind == "deal":
                self.deal = chosen_deal(db(), identity(), int(number))
            else:
                self.contact = choosing.by_root(db(), identity(), [int(number)])[int(number)]
        except (KeyError, Missing):
            raise ValidationError(gettext("This isn't there any more. Search for another one.")) from None

    @property
    def root_id(self) -> int | None:
        return self.contact.root_id if self.contact else None

    @property
    def deal_id(self) -> int | None:
        return self.deal.id if self.deal else None

    @property
    def matter(self) -> Matter | None:
        """What was chosen, as one thing."""
        if self.deal is not None:
            return Matter(self.deal.organisation_id, MatterKind.DEAL, self.deal.id)
        if self.contact is not None:
            return Matter(self.contact.organisation_id, MatterKind.CONTACT, self.contact.root_id)
        return None


class AboutForm(HouseForm):
    """With a choice of what it is about, where that isn't known."""

    chosen = AboutField(_l("What is it about?"))
    sought = StringField(
        _l("Search by name, reference or address"),
        [Length(max=200, message=_l("At most 200 characters."))],
        description=_l("The first letters of each word are enough."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class CashForm(AboutForm):
    happened_on = DayField(_l("On which day?"), [Optional()])
    amount = MoneyField(
        _l("How much cash, in euro?"),
        description=_l("What was paid or offered in cash, not the whole price."),
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )
    party = RadioField(_l("Who paid or offered it?"), choices=[], validators=[Optional()], validate_choice=False)
    told = TextAreaField(
        _l("What happened?"), description=_l("Who gave what to whom, and how it was noticed."), render_kw=_ROWS
    )
    measure = TextAreaField(
        _l("What did the office do about it?"),
        description=_l("For example: refused, given back, the AML officer notified."),
        render_kw=_ROWS,
    )
    anyway = BooleanField(_l("Note it anyway"))

    @property
    def party_id(self) -> int | None:
        """The root id of the party that was chosen; None for nobody, or for what is no choice."""
        told = str(self.party.data or "")
        return int(told) if told and told in {value for value, _ in self.party.choices} else None


class DiscrepancyForm(AboutForm):
    noted_on = DayField(_l("On which day was it noticed?"), [Optional()])
    register_says = TextAreaField(_l("What does the register say?"), render_kw=_ROWS)
    found = TextAreaField(
        _l("What did your office find?"),
        description=_l("Who the beneficial owners are as far as you know, and from which paper."),
        render_kw=_ROWS,
    )
    anyway = BooleanField(_l("It is another difference: note it anyway"))


class ToldForm(HouseForm):
    """The register was told of it."""

    reported_on = DayField(_l("On which day was the register told?"), [Optional()])
    reference = StringField(
        _l("Reference of the register"),
        description=_l("Where it gave one."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    version = VersionField()


class SettledForm(HouseForm):
    settled_on = DayField(_l("On which day was it settled?"), [Optional()])
    outcome = TextAreaField(
        _l("How was it settled?"),
        description=_l("For example: the register was put right, or your office was mistaken."),
        render_kw=_ROWS,
    )
    version = VersionField()


class WithdrawForm(HouseForm):
    why = TextAreaField(
        _l("Why is it withdrawn?"), description=_l("At most 500 characters."), render_kw={"rows": 3}
    )
    version = VersionField()


class AtypicalForm(AboutForm):
    """What an officer notes first."""

    noted_on = DayField(_l("On which day was it noticed?"), [Optional()])
    title = StringField(
        _l("In a few words"),
        description=_l("So that you find it again in the list."),
        render_kw={"maxlength": 200},
    )
    told = TextAreaField(_l("What happened?"), render_kw={"rows": 6})


class ReportForm(AboutForm):
    """The written report, part by part."""

    title = StringField(_l("In a few words"), render_kw={"maxlength": 200})
    told = TextAreaField(PARTS_WRITTEN["told"], render_kw={"rows": 6})
    looked_at = TextAreaField(
        PARTS_WRITTEN["looked_at"],
        description=_l("Papers, accounts, persons you spoke to, and when."),
        render_kw={"rows": 6},
    )
    why_atypical = TextAreaField(
        PARTS_WRITTEN["why_atypical"],
        description=_l("How it differs from what the office knows of the client and of such transactions."),
        render_kw={"rows": 6},
    )
    analysis = TextAreaField(
        PARTS_WRITTEN["analysis"],
        description=_l("What you conclude, and on what grounds."),
        render_kw={"rows": 8},
    )
    version = VersionField()


class ConcludeForm(HouseForm):
    conclusion = RadioField(
        _l("What do you conclude?"),
        choices=[(str(one), word) for one, word in CONCLUSIONS.items()],
        validators=[Optional()],
        validate_choice=False,
    )
    version = VersionField()

    @property
    def chosen(self) -> Conclusion | None:
        """What was chosen; None for nothing, or for what is no choice."""
        told = self.conclusion.data
        return Conclusion(told) if told in {str(one) for one in Conclusion} else None


@dataclass(frozen=True)
class Choice:
    """A contact or a transaction as one of the radio buttons."""

    value: str
    name: str
    notes: str
    checked: bool


def choices_of(form: AboutForm, kinds: tuple[SubjectKind, ...] = BOTH, *, deals: bool = True) -> dict[str, Any]:
    """What the template shows: what is chosen, what was found, and whether more were."""
    text, chosen = text_of(form.sought), text_of(form.chosen)
    contacts = choosing.named(db(), identity(), text, kinds) if text else ()
    mine = deals_named(db(), identity(), text, like_pattern(text)) if text and deals else []
    found = {
        **{f"contact-{one.root_id}": (one.name, notes_of(one)) for one in contacts[: choosing.SHOWN]},
        **{f"deal-{one.id}": deal_words(one) for one in mine[: choosing.SHOWN]},
    }
    if chosen not in found:
        if form.chosen.contact is not None:
            found = {chosen: (form.chosen.contact.name, notes_of(form.chosen.contact)), **found}
        elif form.chosen.deal is not None:
            found = {chosen: deal_words(form.chosen.deal), **found}
    return {
        "choices": [Choice(value, name, notes, value == chosen) for value, (name, notes) in found.items()],
        "searched": bool(text),
        "found": bool(contacts or mine),
        "more_found": max(len(contacts), len(mine)) > choosing.SHOWN,
        "most_found": choosing.SHOWN,
    }


def deal_words(deal: Deal) -> tuple[str, str]:
    """Its reference, and what tells it from another."""
    return deal.reference, " · ".join(filter(None, (str(DEAL_KINDS[DealKind(deal.kind)]), address(deal))))
