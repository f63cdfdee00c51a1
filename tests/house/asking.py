"""What somebody of each government asked for, a package and a campaign of it, in its mark."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from models.organisations import Membership
from models.rights import Campaign, CampaignLine, Merger, MergerLine, Package, PackageLine, Right, RightRequest
from tests.house.crowd import BEGAN, Ids


def one_asked(session: Session, relation: Membership, account_id: int, right: Right, mark: str) -> Ids:
    """One request that waits for an answer, one package, one campaign that runs."""
    one = RightRequest(
        organisation_id=relation.organisation_id,
        membership_id=relation.id,
        person_id=relation.person_id,
        account_id=account_id,
        kind_id=right.kind_id,
        first_day=relation.first_day,
        last_day=relation.first_day,
        why=f"{mark}why",
        state="asked",
        asked_at=BEGAN,
    )
    package = Package(
        organisation_id=relation.organisation_id,
        name=f"{mark[:3]}opackage",
        changed_at=BEGAN,
        lines=[PackageLine(organisation_id=relation.organisation_id, kind_id=right.kind_id)],
    )
    campaign = Campaign(
        organisation_id=relation.organisation_id,
        started_at=BEGAN,
        started_on=BEGAN.date(),
        deadline=BEGAN.date() + timedelta(days=600),
        policy="flag",
        yearly=False,
    )
    session.add_all([one, package, campaign])
    session.flush()
    session.add(CampaignLine(organisation_id=relation.organisation_id, campaign_id=campaign.id, right_id=right.id))
    session.flush()
    return {"request": one.id, "package": package.id, "campaign": campaign.id}


def one_merger(session: Session, relation: Membership, right: Right, from_id: int, account_id: int) -> Ids:
    """A merger that is told of, with one line at the organisation that received."""
    merger = Merger(
        from_id=from_id,
        into_id=relation.organisation_id,
        from_name="Zq",
        into_name="Zq",
        first_day=BEGAN.date(),
        merged_at=BEGAN,
        merged_by=account_id,
    )
    session.add(merger)
    session.flush()
    line = MergerLine(
        organisation_id=relation.organisation_id,
        merger_id=merger.id,
        person_id=relation.person_id,
        from_membership_id=relation.id,
        from_right_id=right.id,
        kind_id=right.kind_id,
        category=relation.category,
        outcome="there_already",
    )
    session.add(line)
    session.flush()
    return {"merger": merger.id}
