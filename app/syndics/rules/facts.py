"""What the house knows besides what was told: facts for the rules, gathered by `app.syndics.known`.

None means that nobody can say: the register was never delivered, or no number was given to ask it by.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

ASSOCIATION_FORM = "070"
"""The business register's code of legal form for associations of co-owners."""


@dataclass(frozen=True)
class BusinessSeen:
    """An enterprise as the business register delivered it; `gone_on`: since when it no longer does."""

    number: str
    form: str
    is_person: bool
    gone_on: date | None = None

    @property
    def is_association(self) -> bool:
        return self.form == ASSOCIATION_FORM


@dataclass(frozen=True)
class MandateSeen:
    """A mandate of the association in the register of mandates. `same_syndic`: of whom the case tells; `is_told`:
    the one that the case ends or changes. `represented`: somebody represents its company today or later.
    `by_list`: its company said so itself, and no act touched it since."""

    id: int
    syndic_name: str
    syndic_number: str
    accreditation: str
    provisional: bool
    first_day: date
    last_day: date | None
    represented: bool
    same_syndic: bool
    is_told: bool = False
    by_list: bool = False

    def runs_on(self, day: date) -> bool:
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True)
class Known:
    """Of the association, of the company that is syndic, of the people told, as it stands now.

    `register_here`: the business register was delivered. `mandates`: the first one first. `other_case_id`: another
    case of the association that lies at the counter. Accredited: at the BIV (IPI), today.
    """

    register_here: bool = False
    association: BusinessSeen | None = None
    company: BusinessSeen | None = None
    company_accredited: bool | None = None
    syndic_accredited: bool | None = None
    representative_accredited: bool | None = None
    mandates: tuple[MandateSeen, ...] = ()
    other_case_id: int | None = None

    @property
    def told_mandate(self) -> MandateSeen | None:
        """The mandate that the case ends or changes, where the register has it."""
        return next((one for one in self.mandates if one.is_told), None)
