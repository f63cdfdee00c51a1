"""What a model knows of a contact, a profile or a deal; and what may never stand in their tables, as questions
that have no answer."""

from __future__ import annotations

from dataclasses import dataclass

from app.policy import Identity
from models.aml import Contact, Deal, RiskProfile
from models.values.fiu import ReportState
from models.values.matters import MatterState as State

NEVER = {
    "accepted at a raised level, and by no officer": """
        select d.id from aml_matter_decision d where d.verdict = 'accepted' and d.level in ('raised', 'stop')
        and not d.as_officer""",
    "decided by who handed it over, and not marked": """
        select d.id from aml_matter_decision d where d.asked_by = d.decided_by and not d.self_decided
        and d.as_officer""",
    "decided, and no decision kept of it": """
        select p.id from (select id, state, 'p' as kind from aml_profile union all
            select id, state, 'd' from aml_deal) p
        where p.state in ('accepted', 'refused') and (select count(*) from aml_matter_decision d
            where d.verdict = p.state
            and case p.kind when 'p' then d.profile_id else d.deal_id end = p.id) <> 1""",
    "closed while a party was blocked": """
        select d.id from aml_deal d join aml_party y on y.deal_id = d.id and y.removed_at is null
        join aml_block b on b.root_id = y.root_id
            or b.profile_id in (select p.id from aml_profile p where p.root_id = y.root_id)
        where d.state = 'accepted' and b.since <= d.decided_at
        and coalesce(b.ended_at, 'infinity') > d.decided_at""",
    "decided while it is blocked": """
        select b.id from aml_block b left join aml_profile p on p.id = b.profile_id
        left join aml_deal d on d.id = b.deal_id where b.ended_at is null
        and coalesce(p.decided_at, d.decided_at) >= b.since and not exists (select from aml_hold h
            where h.ended_at is null and (h.profile_id = b.profile_id or h.deal_id = b.deal_id))
        and not exists (select from aml_fiu_report r
            where r.state <> 'ended' and (r.profile_id = b.profile_id or r.deal_id = b.deal_id))""",
    "paid, and not once": """
        select d.id from aml_deal d where (d.paid_at is not null) <> ((select count(*) from aml_payment y
            where y.deal_id = d.id and y.returned_at is null) = 1)""",
    "with the FIU, and not blocked": """
        select r.id from aml_fiu_report r where r.state not in ('draft', 'ended') and not exists (select from
            aml_block b where b.ended_at is null and (b.root_id, b.profile_id, b.deal_id)
            is not distinct from (r.root_id, r.profile_id, r.deal_id))""",
}


@dataclass
class Known:
    """What the model knows of a contact, a profile or a deal."""

    row: Contact | RiskProfile | Deal
    state: State | None = None
    answer: str = ""
    level: str = ""
    told: bool = False
    paid: bool = False
    blocked: bool = False
    held: bool = False
    report: ReportState | None = None
    decided: str = ""
    handed_by: Identity | None = None
    decided_by: Identity | None = None

    @property
    def waits(self) -> bool:
        return self.state in (State.WITH_OFFICER, State.ASKED_BACK)
