"""What the officer writes in a report, beside what the files of the office tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from app.errors import Refusal
from models.values.identified import Place
from models.values.plain import Plain

LONGEST = 8000
"""Of the reason and the action. Source: goAML's `reason` and `action`."""
LEAST_SIGNIFICANCE, MOST_SIGNIFICANCE = 0, 10


@dataclass(frozen=True)
class PartyTold:
    """What is said of one party: `root_id` is the contact's own, `role` as what, '' for nothing in particular.
    `left_out`: it isn't named in the report."""

    root_id: int
    role: str = ""
    is_suspected: bool = False
    significance: int | None = None
    reason: str = ""
    comments: str = ""
    left_out: bool = False


@dataclass(frozen=True)
class ReportDetails(Plain):
    """`language`: of the words that are added to what was typed. `rentity_id`: the office's number in the portal;
    '' for the one of the profile. `location`: where the office learned of it. `fiu_ref`: an earlier reference of
    the FIU that this is about. `happens_on`: the day of the deal, where the deal itself doesn't tell one."""

    language: str = "nl"
    rentity_id: str = ""
    rentity_branch: str = ""
    fiu_ref: str = ""
    reason: str = ""
    action: str = ""
    location: Place = field(default_factory=Place)
    transmode: str = ""
    transmode_comment: str = ""
    size: str = ""
    happens_on: date | None = None
    additional: str = ""
    indicators: tuple[str, ...] = ()
    parties: tuple[PartyTold, ...] = ()

    def of(self, root_id: int, role: str) -> PartyTold:
        """What is said of that party; as nothing was said, where nothing was. Whose part changed since is the same
        party still."""
        mine = [one for one in self.parties if one.root_id == root_id]
        exact = [one for one in mine if one.role == role]
        if exact or len(mine) == 1:
            return (exact or mine)[0]
        return PartyTold(root_id, role)


def faults_of(told: ReportDetails) -> tuple[Refusal, ...]:
    """What can't be kept. What lacks may lack until the file is made, and what is too long for the FIU is told
    then; here only what is longer than any report, or no figure."""
    found = []
    for name in ("reason", "action", "additional", "transmode_comment"):
        if len(getattr(told, name)) > LONGEST:
            found.append(Refusal("aml.fiu.too_long", field=name, most=LONGEST))
    for one in told.parties:
        wrong = one.significance is not None and not LEAST_SIGNIFICANCE <= one.significance <= MOST_SIGNIFICANCE
        if wrong:
            found.append(
                Refusal(
                    "aml.fiu.significance", field="significance", least=LEAST_SIGNIFICANCE, most=MOST_SIGNIFICANCE
                )
            )
        if len(one.reason) > LONGEST or len(one.comments) > LONGEST:
            found.append(Refusal("aml.fiu.too_long", field="party_reason", most=LONGEST))
    return tuple(found)
