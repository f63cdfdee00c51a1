"""The counter at work on one association: files acts of it, and asks who is syndic on a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.policy import Identity
from app.syndics.register import Filed, record_filing, syndic_on
from models.syndics import Case
from models.values.mandates import (
    AppointedBy,
    Association,
    CaseDetails,
    CaseForm,
    CaseState,
    Ending,
    Mandate,
    Syndic,
)
from tests.app.syndics import stage
from tests.app.syndics.stage import CO_OWNER, STARTS
from tests.app.wallet.offices import NOW

DAY = timedelta(days=1)


@dataclass
class Register:
    """The counter at work on one association."""

    session: Session
    ines: Identity
    payer_id: int
    association: Association = field(default_factory=stage.fresh_association)

    def case(
        self, form: CaseForm, details: CaseDetails, actor: Identity | None = None, mandate_id: int | None = None
    ) -> Case:
        told = replace(details, association=self.association)
        actor = actor or stage.applicant(self.session, None)
        return stage.add_case(
            self.session, actor, CaseState.IN_TREATMENT, form, told, payer_id=self.payer_id, mandate_id=mandate_id,
            files=(),
        )  # fmt: skip

    def file(
        self, form: CaseForm, details: CaseDetails, actor: Identity | None = None, mandate_id: int | None = None
    ) -> Filed:
        case = self.case(form, details, actor, mandate_id)
        reference = f"KBO-{case.id}"
        done = record_filing(self.session, case, self.ines, reference, NOW)
        # One case of an association lies at the counter at a time.
        case.state, case.ended_at, case.reference = "filed", NOW, reference
        self.session.flush()
        return done

    def start(
        self, syndic: Syndic = CO_OWNER, first: date = STARTS, last: date | None = None, **more: bool
    ) -> Filed:
        mandate = Mandate(AppointedBy.ASSEMBLY, more.get("provisional", False), first - 30 * DAY, first, last)
        return self.file(CaseForm.START, stage.told(mandate=mandate, syndic=syndic))

    def end(self, ends_on: date, number: str = "", name: str = "", mandate_id: int | None = None) -> Filed:
        ending = Ending(name, number, AppointedBy.ASSEMBLY, ends_on - 30 * DAY, ends_on)
        return self.file(CaseForm.END, stage.told(CaseForm.END, ending=ending), mandate_id=mandate_id)

    def on(self, day: date) -> list[tuple[str, str]]:
        """Who is syndic that day, and who represents him."""
        found = syndic_on(self.session, self.association.number, day)
        return [(one.mandate.syndic_name, one.representative.name if one.representative else "") for one in found]


def refused(act: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value
