"""One filing as it is written into the register of mandates: the mandate that starts, ends or changes, and who
represents its company. In office scope, for the counter, which holds the case.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from app import events
from app.errors import Refusal
from app.events import Subject, Tag
from app.policy import Identity
from app.syndics.associations import organisation_of
from app.syndics.managers import company_here, person_here
from app.syndics.rules.giving_way import Way, way_of
from app.transaction import refuse_as
from models import keyring
from models.columns import DASH
from models.events import PLATFORM
from models.syndics import Case, MandateRow, RepresentativeRow
from models.values.mandates import ENDED, CaseDetails, RepresentativeTold, Syndic, SyndicKind

refuse_as("ex_syndic_mandate_overlap", "syndics.mandate.overlaps")
refuse_as("ck_syndic_mandate_period", "syndics.mandate.end_before_start")
refuse_as("ex_syndic_representative_overlap", "syndics.representative.overlaps")
_DAY = timedelta(days=1)
_LONGEST_NAME = 300  # first names and name may be 200 each
_ENTERPRISE = 10  # digits; a national number has eleven


@dataclass(frozen=True)
class Recording:
    """One filing: its parts write, and tell what they wrote."""

    session: Session
    case: Case
    actor: Identity
    reference: str
    now: datetime

    @property
    def _number(self) -> str:
        number = self.case.association_number
        assert number is not None  # noqa: S101 - ck_syndic_case_paid
        return number

    def start(self, details: CaseDetails) -> MandateRow:
        told, syndic = details.mandate, details.syndic
        if told.starts_on is None or told.appointed_by is None or syndic.kind is None:
            raise Refusal("syndics.mandate.undated")
        if told.ends_on is not None and told.ends_on < told.starts_on:
            raise Refusal("syndics.mandate.end_before_start")
        provisional = bool(told.provisional)
        replaced = self._free(syndic, provisional, told.starts_on, told.ends_on)
        association = organisation_of(self.session, self.case, self.now, self.actor)
        new = {
            "association_number": self._number,
            "association_name": self.case.association_name or association.name,
            "association_id": association.id,
            "appointed_by": told.appointed_by,
            "provisional": provisional,
            "decided_on": told.decided_on,
            "first_day": told.starts_on,
            "last_day": told.ends_on,
            **self._syndic(syndic),
            **self._made,
        }
        if replaced is not None:
            made = self._write_over(replaced, new)
        else:
            made = MandateRow(**new)
            self.session.add(made)
        self.session.flush()
        self._tell(Tag.MANDATE_RECORDED, made, _days(made), {"syndic": made.syndic_name})
        if syndic.kind is SyndicKind.COMPANY:
            self._name(made, details.representative, made.first_day)
        return made

    def end(self, details: CaseDetails) -> MandateRow | None:
        ends_on = details.ending.ends_on
        if ends_on is None:
            raise Refusal("syndics.mandate.undated")
        found = self._ending(details, ends_on)
        if found is None:
            return None
        if ends_on <= found.first_day:
            raise Refusal(
                "syndics.mandate.end_before_start",
                syndic=found.syndic_name, first_day=found.first_day, ends_on=ends_on,
            )  # fmt: skip
        self._end(found, ends_on - _DAY)
        return found

    def change(self, details: CaseDetails) -> MandateRow:
        found, day, syndic = self._mandate(), self._holds_from(details), details.syndic
        if syndic.kind is not None and syndic.kind != found.syndic_kind:
            raise Refusal("syndics.mandate.another_kind")
        syndic = replace(syndic, kind=SyndicKind(found.syndic_kind))
        new = self._syndic(syndic)
        if not syndic.called:
            new["syndic_name"] = found.syndic_name
        if found.syndic_kind == SyndicKind.COMPANY and not new["syndic_number"]:
            new["syndic_number"], new["syndic_id"] = found.syndic_number, found.syndic_id
        if new["person_id"] is None:
            new["person_id"] = found.person_id
        if new["syndic_number"] != found.syndic_number and day > found.first_day:
            return self._go_on_as(found, new, day)
        before = {name: getattr(found, name) for name in new if getattr(found, name) != new[name]}
        for name in before:
            setattr(found, name, new[name])
        self.session.flush()
        facts = {"from": day.isoformat(), "changed": sorted(before)}
        told = {"before": before, "after": {name: new[name] for name in before}}
        self._tell(Tag.MANDATE_CHANGED, found, facts, told)
        return found

    def represent(self, details: CaseDetails) -> MandateRow:
        found, day = self._mandate(), self._holds_from(details)
        if found.syndic_kind != SyndicKind.COMPANY:
            raise Refusal("syndics.mandate.not_a_company")
        self._unname(found, day)
        self._name(found, details.representative, day)
        return found

    # What they are made of.

    @property
    def _made(self) -> dict[str, Any]:
        return {
            "source": "case", "reference": self.reference, "made_by": self.actor.account_id, "made_at": self.now,
        }  # fmt: skip

    def _syndic(self, told: Syndic) -> dict[str, Any]:
        company = told.kind is SyndicKind.COMPANY
        here = company_here(self.session, told.enterprise_number) if company else None
        return {
            "syndic_kind": told.kind,
            "syndic_name": told.called[:_LONGEST_NAME],
            "syndic_number": told.enterprise_number or None if company else None,
            "syndic_id": here,
            "person_id": None if company else person_here(self.session, told.person.number),
            "capacity": "co_owner" if told.co_owner and not company else told.capacity,
            "accreditation": told.accreditation,
        }

    def _free(self, syndic: Syndic, provisional: bool, first: date, last: date | None) -> MandateRow | None:
        """Says what stands in the way, by the name and days of the one who runs. What its own company brought in
        by a list, and nobody ended, was filed by nobody: it gives way, and ends before this mandate starts, or
        begins after it, or is the row over which this one is written."""
        replaced: MandateRow | None = None
        for other in self._in_the_way(provisional, first, last):
            same = _is_of(self.session, other, syndic)
            way = way_of(other.first_day, other.last_day, first, last, same) if _untouched(other) else Way.STAYS
            if way is Way.STAYS and _untouched(other) and other.first_day < first:
                way = Way.ENDS_BEFORE  # the counter files it nevertheless
            if way is Way.ENDS_BEFORE:
                was = _days(other)
                self._end(other, first - _DAY)
                self._tell_who_told(other, was)
            elif way is Way.BEGINS_AFTER and last is not None:
                self._begin_later(other, last + _DAY)
            elif way is Way.REPLACED and replaced is None:
                replaced = other
            else:
                raise self._stands_in_the_way(other, first, same)
        return replaced

    def _stands_in_the_way(self, other: MandateRow, first: date, same: bool) -> Refusal:
        syndic_name, first_day = other.syndic_name, other.first_day
        if other.first_day == first and same:
            return Refusal("syndics.mandate.registered", syndic=syndic_name, first_day=first_day)
        if other.last_day is None and other.first_day <= first:
            return Refusal("syndics.mandate.runs", syndic=syndic_name, first_day=first_day)
        last_day = other.last_day
        return Refusal("syndics.mandate.overlaps_with", syndic=syndic_name, first_day=first_day, last_day=last_day)

    def _begin_later(self, mandate: MandateRow, first_day: date) -> None:
        was = _days(mandate)
        mandate.first_day = first_day
        for one in self._representatives(mandate):
            one.first_day = max(first_day, one.first_day)
            if one.last_day is not None and one.last_day < first_day:
                one.last_day = one.first_day - _DAY
        self.session.flush()
        self._tell_who_told(mandate, was)

    def _write_over(self, mandate: MandateRow, new: dict[str, Any]) -> MandateRow:
        """Of the same row from here on; a case that isn't at its end yet and was about who stood there is about
        nobody of the register any more, and who represented him counts no more."""
        was = {"first_day": mandate.first_day, "last_day": mandate.last_day}
        other = mandate.syndic_number != new["syndic_number"]
        if other:
            self.session.execute(
                update(Case)
                .where(Case.mandate_id == mandate.id, Case.state.not_in(ENDED))
                .values(mandate_id=None, version=Case.version + 1),
            )
        self._unname(mandate, min(new["first_day"], mandate.first_day))
        told = self._said_by_list(mandate, {name: str(day) if day else None for name, day in was.items()})
        for name, value in new.items():
            setattr(mandate, name, value)
        self.session.flush()
        facts = {"first_day": None, "last_day": None} if other else _days(mandate)
        self._tell(Tag.MANDATE_GAVE_WAY, mandate, told | facts)
        return mandate

    def _tell_who_told(self, mandate: MandateRow, was: dict[str, str | None]) -> None:
        self._tell(Tag.MANDATE_GAVE_WAY, mandate, self._said_by_list(mandate, was) | _days(mandate))

    def _said_by_list(self, mandate: MandateRow, was: dict[str, str | None]) -> dict[str, Any]:
        """Whom it is told, and what he said; not to the company that hands in this very act."""
        return {
            "company": mandate.syndic_id if mandate.syndic_id != self.case.acting_for_id else None,
            "brought_in_by": mandate.made_by,
            "association_name": mandate.association_name,
            "was": was,
        }

    def _in_the_way(self, provisional: bool, first: date, last: date | None) -> list[MandateRow]:
        """The mandates of the association that run within those days, the first one first."""
        return list(
            self.session.scalars(
                select(MandateRow)
                .where(
                    MandateRow.association_number == self._number,
                    MandateRow.provisional.is_(provisional),
                    or_(MandateRow.last_day.is_(None), MandateRow.last_day >= first),
                    MandateRow.first_day <= last if last is not None else MandateRow.id.is_not(None),
                )
                .order_by(MandateRow.first_day)
            )
        )

    def _mandate(self) -> MandateRow:
        """The mandate a change is about: the one the case was begun with, else the one that runs last."""
        asked = select(MandateRow).where(MandateRow.association_number == self._number)
        if self.case.mandate_id is not None:
            asked = asked.where(MandateRow.id == self.case.mandate_id)
        found = self.session.scalars(
            asked.order_by(MandateRow.provisional, MandateRow.first_day.desc())
            .limit(1)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).one_or_none()
        if found is None:
            raise Refusal("syndics.mandate.not_found")
        return found

    def _ending(self, details: CaseDetails, ends_on: date) -> MandateRow | None:
        """The mandate that ends: the one the case was begun with; else, of those begun by then, the last one of
        the syndic it names; else the only ordinary one that runs then, where it names nobody by a number."""
        told = details.ending
        rows = list(
            self.session.scalars(
                select(MandateRow)
                .where(MandateRow.association_number == self._number)
                .order_by(MandateRow.provisional, MandateRow.first_day.desc())
                .with_for_update()
                .execution_options(populate_existing=True)
            )
        )
        if self.case.mandate_id is not None:
            return next((one for one in rows if one.id == self.case.mandate_id), None)
        begun = [one for one in rows if one.first_day < ends_on]
        if len(told.syndic_number) == _ENTERPRISE:
            return next((one for one in begun if one.syndic_number == told.syndic_number), None)
        person = person_here(self.session, told.syndic_number)
        if known := next((one for one in begun if person is not None and one.person_id == person), None):
            return known
        # A person who wasn't known here when his mandate began goes by his name.
        nameless = (one for one in begun if person is None or one.person_id is None)
        named = next((one for one in nameless if _same(one.syndic_name, told.syndic_name)), None)
        running = (one for one in begun if not one.provisional and (not one.last_day or one.last_day >= ends_on))
        runs = next(running, None)
        if named is not None or (told.syndic_number and not _erased(runs)):
            return named
        return runs

    def _end(self, mandate: MandateRow, last_day: date) -> None:
        before, mandate.last_day = mandate.last_day, last_day
        for one in self._representatives(mandate):
            if one.last_day is None or one.last_day > last_day or one.last_day == before:
                one.last_day = max(last_day, one.first_day - _DAY)
        self.session.flush()
        facts = _days(mandate) | {"before": before.isoformat() if before else None}
        self._tell(Tag.MANDATE_ENDED, mandate, facts)

    def _go_on_as(self, old: MandateRow, new: dict[str, Any], day: date) -> MandateRow:
        """The same mandate under another number, from that day."""
        last, represented = old.last_day, [one for one in self._representatives(old) if _counts(one, day)]
        keep = (
            "association_number", "association_name", "association_id", "manager_id", "appointed_by",
            "provisional",
        )  # fmt: skip
        self._end(old, day - _DAY)
        made = MandateRow(
            **{name: getattr(old, name) for name in keep},
            decided_on=old.decided_on, first_day=day, last_day=last, **new, **self._made,
        )  # fmt: skip
        self.session.add(made)
        self.session.flush()
        names = ("given_names", "family_name", "number_hash", "person_id", "capacity", "accreditation")
        self.session.add_all(
            RepresentativeRow(
                mandate_id=made.id,
                first_day=max(day, one.first_day), last_day=last, made_at=self.now,
                **{name: getattr(one, name) for name in names},
            )
            for one in represented[-1:]
        )  # fmt: skip
        self.session.flush()
        self._tell(Tag.MANDATE_CHANGED, made, {"from": day.isoformat(), "was": old.id}, {"was": old.syndic_name})
        return made

    def _holds_from(self, details: CaseDetails) -> date:
        if details.changes_on is None:
            raise Refusal("syndics.mandate.undated")
        return details.changes_on

    def _representatives(self, mandate: MandateRow) -> list[RepresentativeRow]:
        return list(
            self.session.scalars(
                select(RepresentativeRow)
                .where(RepresentativeRow.mandate_id == mandate.id)
                .order_by(RepresentativeRow.first_day, RepresentativeRow.id)
                .with_for_update()
                .execution_options(populate_existing=True)
            )
        )

    def _unname(self, mandate: MandateRow, day: date) -> None:
        """From that day on nobody represents it; who would have begun later never counts."""
        for one in self._representatives(mandate):
            if _counts(one, day):
                one.last_day = max(day, one.first_day) - _DAY
                self.session.flush()
                facts = {"representative_id": one.id, "last_day": one.last_day.isoformat()}
                self._tell(Tag.REPRESENTATIVE_ENDED, mandate, facts, {"name": one.name}, one.person_id)

    def _name(self, mandate: MandateRow, told: RepresentativeTold, day: date) -> None:
        if not told.person.name:
            return
        if mandate.last_day is not None and day > mandate.last_day:
            raise Refusal("syndics.mandate.over", syndic=mandate.syndic_name, last_day=mandate.last_day)
        number = told.person.number
        made = RepresentativeRow(
            mandate_id=mandate.id,
            given_names=told.person.given_names,
            family_name=told.person.family_name,
            number_hash=keyring.installed().lookup_hash(number) if number else None,
            person_id=person_here(self.session, number),
            capacity=told.capacity,
            accreditation=told.accreditation,
            first_day=max(day, mandate.first_day),
            last_day=mandate.last_day,
            made_at=self.now,
        )
        self.session.add(made)
        self.session.flush()
        facts = {"representative_id": made.id, "first_day": made.first_day.isoformat()}
        self._tell(Tag.REPRESENTATIVE_NAMED, mandate, facts, {"name": made.name}, made.person_id)

    def _tell(
        self,
        tag: Tag,
        mandate: MandateRow,
        facts: dict[str, Any],
        personal: dict[str, Any] | None = None,
        person_id: int | None = None,
    ) -> None:
        about = {"case": self.case.id, "association": mandate.association_number, **facts}
        subject = Subject("mandate", mandate.id, PLATFORM, person_id or mandate.person_id)
        events.record(self.session, tag, subject, self.actor, self.now, facts=about, personal=personal)


def _untouched(one: MandateRow) -> bool:
    """Whether its own company brought it in, and no act changed or ended it since."""
    return one.source == "import" and (one.last_day is None or one.version == 1)


def _erased(one: MandateRow | None) -> bool:
    """Whether its syndic was anonymised: nobody tells any more who he was, and his mandate ends all the same."""
    return one is not None and one.syndic_name == DASH["personal"]


def _counts(one: RepresentativeRow, day: date) -> bool:
    """Whether it counts on that day or on a later one."""
    return one.last_day is None or (one.last_day >= day and one.last_day >= one.first_day)


def _is_of(session: Session, mandate: MandateRow, told: Syndic) -> bool:
    if told.kind is SyndicKind.COMPANY:
        return mandate.syndic_number == told.enterprise_number
    person = person_here(session, told.person.number)
    return mandate.person_id == person if person else _same(mandate.syndic_name, told.called)


def _same(one: str, other: str) -> bool:
    return bool(one) and one.casefold().split() == other.casefold().split()


def _days(mandate: MandateRow) -> dict[str, str | None]:
    return {
        "first_day": mandate.first_day.isoformat(),
        "last_day": mandate.last_day.isoformat() if mandate.last_day else None,
    }
