"""What is asked before a pack is made, and to verify one."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, SelectField, StringField

from app.aml.packs.asked import MOST_CHOSEN, Asked, WhoseFiles
from models.values.following import PackKind
from views.base import text_of
from views.framework.screens import HouseForm
from views.labels.aml_packs import LEVELS, WHICH
from views.labels.aml_registers import PACK_KINDS

_LONGEST = 18


class MakeForm(HouseForm):
    """Read from an address: nothing is made by it, so it bears no secret of the page."""

    kind = RadioField(
        _l("What for?"),
        choices=[(str(one), word) for one, word in PACK_KINDS.items()],
        default=PackKind.INSPECTION,
        description=_l("With “everything” the choices below don’t count: all that the office has is in it."),
    )
    which = RadioField(
        _l("Whose files?"), choices=[(str(one), word) for one, word in WHICH.items()], default=WhoseFiles.CHOSEN
    )
    sought = StringField(
        _l("Name or reference"),
        description=_l("Part of a name, or of the reference or address of a transaction."),
        render_kw={"maxlength": 100, "autocomplete": "off"},
    )
    year = StringField(_l("Year"), render_kw={"inputmode": "numeric", "maxlength": 4})
    level = SelectField(_l("Level"), choices=[("", "–"), *LEVELS])
    annual = BooleanField(
        _l("With the signed annual reports"),
        description=_l("They count what was reported to the FIU, and tell of atypical operations."),
    )
    reports = BooleanField(
        _l("With what only AML officers read: what is held, reports to the FIU, atypical operations"),
        description=_l(
            "Only where the supervisor or the FIU asks for it. The law forbids to tell the client or a third"
            " person that anything was reported: such a pack never goes to anybody else."
        ),
    )

    def __init__(self, args: Any = None) -> None:
        super().__init__(args, meta={"csrf": False})
        self._contacts, self._deals = _numbers(args, "contact"), _numbers(args, "deal")

    @property
    def asked(self) -> Asked:
        """What is chosen so far; whatever was typed that is no choice counts as none."""
        kind = PackKind(self.kind.data) if self.kind.data in tuple(PackKind) else PackKind.INSPECTION
        which = WhoseFiles(self.which.data) if self.which.data in tuple(WhoseFiles) else WhoseFiles.CHOSEN
        year = text_of(self.year)
        return Asked(
            kind=kind,
            which=which,
            contacts=self._contacts,
            deals=self._deals,
            year=int(year) if year.isascii() and year.isdigit() and len(year) == len("2026") else 0,
            level=str(self.level.data or "")[:_LONGEST],
            reports=bool(self.reports.data),
            annual=bool(self.annual.data),
        )


class VerifyForm(HouseForm):
    file = FileField(
        _l("The zip you have"),
        description=_l("It is compared and not kept."),
        render_kw={"accept": ".zip"},
    )
    print = StringField(
        _l("Or its fingerprint (SHA-256)"),
        description=_l("Of the zip, or of the file manifest.json in it."),
        render_kw={"autocomplete": "off", "spellcheck": "false", "maxlength": 100},
    )


def _numbers(args: Any, name: str) -> tuple[int, ...]:
    """The numbers that an address chooses, each once; what is no number is none."""
    told = args.getlist(name)[: MOST_CHOSEN * 2] if args is not None else []
    numbers = (int(one) for one in told if one.isascii() and one.isdigit() and len(one) <= _LONGEST)
    return tuple(dict.fromkeys(numbers))


def args_of(asked: Asked) -> dict[str, Any]:
    """The same as an address tells it."""
    told: dict[str, Any] = {"kind": str(asked.kind), "which": str(asked.which)}
    if asked.contacts:
        told["contact"] = list(asked.contacts)
    if asked.deals:
        told["deal"] = list(asked.deals)
    if asked.year:
        told["year"] = asked.year
    if asked.level:
        told["level"] = asked.level
    if asked.reports:
        told["reports"] = "y"
    if asked.annual:
        told["annual"] = "y"
    return told
