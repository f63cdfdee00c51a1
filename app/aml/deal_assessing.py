"""A deal's file gathered as rules look at it, and what the rules in force say of it. As many questions for two
parties as for twenty."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from app import clock
from app.aml.assessing import files_of, lists_in_force, rules_in_force
from app.aml.deal_rules import cents_of
from app.aml.matter_decisions import Assessed
from app.aml.vigilance.deals import DealFile, PartyFile, vigilance_of_deal
from app.aml.vigilance.file import File, Given, RelatedAs
from models.aml import Contact, ContactDecision, Deal, DealParty, RiskProfile
from models.values.dealt import DealDetails, DealKind
from models.values.identified import FilePart, OrganisationDetails
from models.values.plain import read_plain
from models.values.vigilance import Level


def assessed_deal(
    session: Session, deal: Deal, now: datetime, standing: Sequence[PartyStanding] | None = None
) -> Assessed:
    """What the rules in force say of this deal as it stands now; its parties may be read already. Raises Refusal
    aml.rules.none."""
    rules, file = rules_in_force(session), deal_file(session, deal, now, standing)
    return Assessed(rules, file.told(), vigilance_of_deal(rules.rules, file), file.lists.edition)


def deal_file(
    session: Session, deal: Deal, now: datetime, standing: Sequence[PartyStanding] | None = None
) -> DealFile:
    """Everything the rules look at, with each party as it stands now."""
    today = clock.day_of(now)
    parties = parties_standing(session, deal) if standing is None else standing
    files = files_of(session, {one.contact.id: one.contact for one in parties}.values(), now)
    return DealFile(
        kind=DealKind(deal.kind),
        today=today,
        price_cents=cents_of(deal.price),
        details=DealDetails.read(deal.details),
        answers=deal_answers(deal),
        parties=tuple(_party(one, files[one.contact.id]) for one in parties),
        # Each file was read with the lists beside it.
        lists=next((one.lists for one in files.values()), None) or lists_in_force(session, today),
    )


def deal_answers(deal: Deal) -> dict[str, Given]:
    """What was answered, by the rule's code."""
    return {code: read_plain(Given, told) for code, told in deal.answers.items()}


@dataclass(frozen=True)
class PartyStanding:
    """A party of a deal: the version of the contact that counts now, the levels of it and of its risk profile, and
    whether it may be dealt with."""

    party: DealParty
    contact: Contact
    levels: tuple[Level, ...]
    usable: bool

    @property
    def level(self) -> Level | None:
        """The highest."""
        return max(self.levels, key=list(Level).index, default=None)


def parties_standing(session: Session, deal: Deal) -> Sequence[PartyStanding]:
    """Those who are in it, in the order in which they came. A contact without accepted version counts by the one
    that was accepted when it came."""
    version, accepted, profile = aliased(Contact), aliased(Contact), aliased(RiskProfile)
    newest = (
        select(profile.level)
        .where(
            profile.organisation_id == DealParty.organisation_id,
            profile.root_id == DealParty.root_id,
            profile.state == "accepted",
        )
        .order_by(profile.number.desc())
        .limit(1)
        .correlate(DealParty)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            DealParty,
            version,
            ContactDecision.level.label("decided"),
            newest.label("profile"),
            func.house_contact_usable(DealParty.organisation_id, DealParty.root_id).label("usable"),
        )
        .outerjoin(
            accepted,
            and_(
                accepted.organisation_id == DealParty.organisation_id,
                accepted.root_id == DealParty.root_id,
                accepted.state == "accepted",
            ),
        )
        .join(
            version,
            and_(
                version.organisation_id == DealParty.organisation_id,
                version.id == func.coalesce(accepted.id, DealParty.contact_id),
            ),
        )
        .outerjoin(
            ContactDecision,
            and_(
                ContactDecision.organisation_id == version.organisation_id,
                ContactDecision.contact_id == version.id,
            ),
        )
        .where(
            DealParty.organisation_id == deal.organisation_id,
            DealParty.deal_id == deal.id,
            DealParty.removed_at.is_(None),
        )
        .order_by(DealParty.id)
        .execution_options(populate_existing=True)
    ).all()
    return [
        PartyStanding(
            row[0],
            row[1],
            tuple(Level(one) for one in (row[1].level, row.decided, row.profile) if one),
            bool(row.usable),
        )
        for row in rows
    ]


def _party(one: PartyStanding, file: File) -> PartyFile:
    behind = (hit for other in file.related for hit in other.hits)
    return PartyFile(
        root_id=one.party.root_id,
        name=one.contact.name,
        role=FilePart(one.party.role),
        contact_id=one.contact.id,
        profile_id=one.party.profile_id,
        level=one.level,
        hits=tuple(dict.fromkeys((*file.hits, *behind))),
        countries=tuple(dict.fromkeys(_countries(file))),
    )


def _countries(file: File) -> Iterable[str]:
    """Of a person where he lives; of an organisation its seat, its register, its owners' and its money's."""
    if file.person is not None:
        yield file.person.address.country
    if isinstance(told := file.organisation, OrganisationDetails):
        yield told.seat.country
        yield from filter(None, (told.number_country, *told.funds_countries))
        yield from (one.country for one in told.ownership.holders if one.country)
        yield from (one.residence for one in file.related if one.role is RelatedAs.OWNER and one.residence)
