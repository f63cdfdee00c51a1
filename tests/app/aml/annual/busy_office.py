"""An office that had several busy years, drawn at random: rows as they come out of the services, with every edge
of a year among their instants and days; and the same year of the office counted by hand, row by row."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from statistics import median
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import BRUSSELS, day_of
from app.policy import Identity
from models.aml import (
    Attendance,
    Atypical,
    CashBreach,
    Contact,
    ContactDecision,
    Deal,
    Discrepancy,
    FiuReport,
    MatterDecision,
    Notification,
    NotificationAct,
    OfficerAct,
    RiskProfile,
    RuleSet,
    Training,
)
from models.organisations import Member

YEAR = 2025
_PRINT = hashlib.sha256(b"print").digest()
_LEVELS = ("simplified", "standard", "raised", "stop")
_KINDS = ("sale", "purchase", "exchange", "letting", "business_transfer", "management")
_PRICES = ("249999.99", "250000", "499999.99", "500000", "1000000", "1000000.01", "850", None)
_CENT = Decimal("0.01")


def _brussels(*told: int) -> datetime:
    return datetime(*told, tzinfo=BRUSSELS).astimezone(UTC)  # type: ignore[misc,arg-type]


EDGES = (
    _brussels(YEAR - 2, 12, 31, 23, 59, 59),
    _brussels(YEAR - 1, 1, 1),
    _brussels(YEAR - 1, 12, 31, 23, 59, 59),
    _brussels(YEAR, 1, 1),
    # In UTC still the day before, in Brussels not.
    datetime(YEAR - 1, 12, 31, 23, 0, tzinfo=UTC),
    datetime(YEAR, 12, 31, 22, 59, 59, tzinfo=UTC),
    datetime(YEAR, 12, 31, 23, 0, tzinfo=UTC),
    # The hour that comes twice, and the one that doesn't come.
    datetime(YEAR, 10, 26, 0, 30, tzinfo=UTC),
    datetime(YEAR, 10, 26, 1, 30, tzinfo=UTC),
    datetime(YEAR, 3, 30, 1, 0, tzinfo=UTC),
)


@dataclass
class Busy:
    """An office and what is drawn for it."""

    session: Session
    who: Identity
    drawn: Random
    rule_set: int
    roots: list[int] = field(default_factory=list)
    deals: list[int] = field(default_factory=list)

    @property
    def id(self) -> int:
        return self.who.organisation_id or 0

    def fill(self, size: int = 60) -> None:
        for number in range(size):
            self._contact(number)
        for number in range(size):
            self._deal(number)
        for act in (self._profile, self._notification, self._report, self._register):
            for number in range(size // 2):
                act(number)
        self.session.flush()

    def at(self) -> datetime:
        if self.drawn.random() < 0.4:
            return self.drawn.choice(EDGES)
        return _brussels(YEAR - 2, 7, 1) + timedelta(seconds=self.drawn.randrange(900 * 86_400))

    def day(self) -> date:
        return day_of(self.at())

    def _add(self, row: Any) -> Any:
        self.session.add(row)
        self.session.flush()
        return row

    def _contact(self, number: int) -> None:
        """One to three versions of one, each decided; some on the very same instant."""
        root: int | None = None
        contact: Contact | None = None
        kind = self.drawn.choice(("person", "organisation"))
        moments = sorted(self.at() for _ in range(self.drawn.randint(1, 3)))
        for version, at in enumerate(moments, start=1):
            if contact is not None:
                contact.state, contact.head = "replaced", False
                self.session.flush()
            verdict = self.drawn.choice(("accepted", "accepted", "refused"))
            level = self.drawn.choice((*_LEVELS, None)) if verdict == "refused" else self.drawn.choice(_LEVELS)
            contact = self._add(
                Contact(
                    organisation_id=self.id, kind=kind, name=f"Contact {number}", facts={}, print=_PRINT,
                    made_by=self.who.account_id, made_at=at, changed_at=at, copy_of=root, number=version,
                    state=verdict, level=level, decided_at=at,
                )
            )  # fmt: skip
            assert contact is not None
            root = root or contact.id
            in_spite = verdict == "accepted" and level in ("raised", "stop")
            self._add(
                ContactDecision(
                    organisation_id=self.id, contact_id=contact.id, root_id=root, verdict=verdict, level=level,
                    in_spite=in_spite, as_officer=level == "stop", reason="Known.", rule_set_id=self.rule_set,
                    edition=1, file=self._file(kind), result=self._result(), print=_PRINT,
                    decided_by=self.who.account_id, decided_at=at,
                )
            )  # fmt: skip
        assert root is not None
        self.roots.append(root)

    def _file(self, kind: str) -> dict[str, Any]:
        country = self.drawn.choice(("BE", "BE", "BE", "FR", "NL", "", "be"))
        side = self.drawn.choice(("client", "counterparty", None))
        told = {"address" if kind == "person" else "seat": {"country": country} if country else {}}
        return {"kind": kind, "today": "2025-01-01", kind: told | ({"dealing": {"side": side}} if side else {})}

    def _result(self) -> dict[str, Any]:
        rules = self.drawn.sample(("PEP1", "PEP2", "GEO1", "ID3"), self.drawn.randint(0, 3))
        return {"level": None, "reasons": [{"rule": one, "option": "yes", "effects": ["raised"]} for one in rules]}

    def _deal(self, number: int) -> None:
        at, price = self.at(), self.drawn.choice(_PRICES)
        state = self.drawn.choice(("accepted", "accepted", "refused", "draft"))
        level = self.drawn.choice(_LEVELS) if state != "draft" else None
        deal = self._add(
            Deal(
                organisation_id=self.id, reference=f"R-{number}", kind=self.drawn.choice(_KINDS), state=state,
                price=Decimal(price) if price else None, level=level, paid_at=at if level else None,
                made_by=self.who.account_id, made_at=at, changed_at=at,
                decided_at=None if state == "draft" else at,
            )
        )  # fmt: skip
        self.deals.append(deal.id)
        if state != "draft":
            self._decided(at, state, level, deal_id=deal.id)

    def _decided(self, at: datetime, verdict: str, level: str | None, **of: int) -> None:
        self._add(
            MatterDecision(
                organisation_id=self.id, verdict=verdict, level=level, as_officer=True, reason="Known.",
                rule_set_id=self.rule_set, edition=1, file={}, result={}, print=_PRINT,
                decided_by=self.who.account_id, decided_at=at, **of,
            )
        )  # fmt: skip

    def _profile(self, number: int) -> None:
        at, root, verdict = self.at(), self.roots[number], self.drawn.choice(("accepted", "refused"))
        level = self.drawn.choice(_LEVELS)
        made = self._add(
            RiskProfile(
                organisation_id=self.id, root_id=root, contact_id=root, number=1, state=verdict, level=level,
                made_by=self.who.account_id, made_at=at, changed_at=at, decided_at=at,
            )
        )  # fmt: skip
        self._decided(at, verdict, level, profile_id=made.id)

    def _notification(self, number: int) -> None:
        at, is_deal = self.at(), self.drawn.random() < 0.4
        ends = self.drawn.choice(("closed", "accepted", "refused", "", "asked_back"))
        moved = at + timedelta(seconds=self.drawn.randrange(40 * 86_400)) if ends else at
        state = {"": "waiting", "asked_back": "asked_back"}.get(ends, "closed")
        of = {"deal_id": self.drawn.choice(self.deals)} if is_deal else {
            "root_id": self.roots[number], "contact_id": self.roots[number]
        }  # fmt: skip
        about = "deal" if is_deal else self.drawn.choice(("client", "counterparty"))
        made = self._add(
            Notification(
                organisation_id=self.id, about=about, state=state, sent_by=self.who.account_id, sent_at=at,
                moved_at=moved, **of,
            )
        )  # fmt: skip
        for kind in filter(None, ("sent", "asked_back" if self.drawn.random() < 0.3 else "", ends)):
            self._add(
                NotificationAct(
                    organisation_id=self.id, notification_id=made.id, kind=kind, text="So.", by_officer=True,
                    acted_by=self.who.account_id, acted_at=moved,
                )
            )  # fmt: skip

    def _report(self, number: int) -> None:
        at, deal = self.at(), self.deals[number] if self.drawn.random() < 0.5 else None
        of = {"deal_id": deal} if deal else {"root_id": self.roots[number]}
        answers = self.drawn.choices(("no_objection", "question", "rejected"), k=self.drawn.randint(0, 2))
        made = self._add(
            FiuReport(
                organisation_id=self.id, number=number + 1, kind="STR" if deal else "SAR", begun_at=at,
                state="ended", moved_at=at, ended_at=at,
                begun_by=self.who.account_id, made_at=at if (written := self.drawn.random() < 0.8) else None, **of,
            )
        )  # fmt: skip
        for kind in ("reported", *answers, "question_answered") if written else ():
            self._add(
                OfficerAct(
                    organisation_id=self.id, report_id=made.id, kind=kind, acted_by=self.who.account_id,
                    acted_at=at, **of,
                )
            )  # fmt: skip

    def _register(self, number: int) -> None:
        who, day, at = self.who.account_id, self.day(), self.at()
        gone = {"withdrawn_at": at, "withdrawn_by": who} if self.drawn.random() < 0.2 else {}
        of = self.drawn.choice(({}, {"root_id": self.roots[number]}, {"deal_id": self.deals[number]}))
        both = {"root_id": self.roots[number], "deal_id": self.deals[number]}
        self._add(
            CashBreach(
                organisation_id=self.id, happened_on=day, told="Paid.", measure="Told.", made_by=who, made_at=at,
                amount=Decimal(self.drawn.randrange(300_001, 2_000_000)) * _CENT,
                **(both if number == 3 else of), **gone,
            )
        )  # fmt: skip
        noted, state = self.day(), self.drawn.randrange(3)
        self._add(
            Discrepancy(
                organisation_id=self.id, root_id=self.roots[number], noted_on=noted, register_says="A",
                found="B", reported_on=noted if state else None, settled_on=noted if state == 2 else None,
                outcome="Set right." if state == 2 else "", made_by=who, made_at=at, **gone,
            )
        )  # fmt: skip
        conclusion = self.drawn.choice((None, "unsuspicious", "suspicious"))
        self._add(
            Atypical(
                organisation_id=self.id, noted_on=self.day(), title=f"Operation {number}", told="Odd.",
                analysis="Looked at.", conclusion=conclusion, made_by=who, made_at=at, changed_at=at,
                concluded_by=who if conclusion else None, concluded_at=at if conclusion else None,
            )
        )  # fmt: skip
        if number % 3:
            return
        held = self._add(
            Training(
                organisation_id=self.id,
                title=f"Training {number}",
                held_on=self.day(),
                made_by=who,
                made_at=at,
                minutes=self.drawn.randrange(30, 480),
                **gone,
            )
        )
        members = self.session.scalars(select(Member.id).where(Member.organisation_id == self.id)).all()
        for member in self.drawn.sample(sorted(members), self.drawn.randint(0, len(members))):
            self._add(Attendance(organisation_id=self.id, training_id=held.id, membership_id=member))


def busy(session: Session, who: Identity, rule_set: RuleSet, seed: int) -> Busy:
    """In the scope of the office's officers."""
    return Busy(session, who, Random(seed), rule_set.id)  # noqa: S311


@dataclass
class ByHand:
    """A year as somebody counts it who goes through all rows of all offices with a pencil."""

    session: Session
    office: int
    year: int
    found: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def counted(self) -> dict[str, dict[int, int]]:
        """The records under each figure, each with what it measures (0 where it doesn't)."""
        for put in (self._contacts, self._matters, self._notifications, self._reports, self._registers):
            for section, row_id, measure, parts in put():
                self.found[section][row_id] = measure
                for breakdown, part in parts.items():
                    self.found[f"{section}.{breakdown}.{part}"][row_id] = measure
        return dict(self.found)

    def _all(self, table: Any) -> Iterable[Any]:
        rows = self.session.scalars(select(table).order_by(table.id)).all()
        return [one for one in rows if one.organisation_id == self.office]

    def _in(self, moment: datetime | date | None) -> bool:
        if moment is None:
            return False
        day = moment.astimezone(BRUSSELS).date() if isinstance(moment, datetime) else moment
        return day.year == self.year

    def _contacts(self) -> Iterator[tuple[str, int, int, dict[str, str]]]:
        kinds = {one.id: one.kind for one in self._all(Contact)}
        last: dict[int, ContactDecision] = {}
        for one in self._all(ContactDecision):
            if self._in(one.decided_at):
                before = last.get(one.root_id)
                if before is None or (one.decided_at, one.id) > (before.decided_at, before.id):
                    last[one.root_id] = one
        for one in last.values():
            told = one.file.get("person") or one.file.get("organisation")
            place = (told.get("address") or told.get("seat") or {}).get("country", "")
            rules = {reason["rule"] for reason in one.result["reasons"]}
            yield "contacts", one.contact_id, 0, {
                "verdict": "in_spite" if one.in_spite else one.verdict,
                "kind": kinds[one.contact_id],
                "side": told.get("dealing", {}).get("side", "none"),
                "level": _read(one.level),
                "pep": "pep" if "PEP1" in rules else "close" if "PEP2" in rules else "no",
                "country": place if len(place) == 2 and place.isupper() else "none",
            }  # fmt: skip

    def _matters(self) -> Iterator[tuple[str, int, int, dict[str, str]]]:
        deals = {one.id: one for one in self._all(Deal)}
        for one in self._all(MatterDecision):
            if not self._in(one.decided_at):
                continue
            parts = {"verdict": one.verdict, "level": _read(one.level)}
            if one.profile_id is not None:
                yield "profiles", one.profile_id, 0, parts
            else:
                deal = deals[one.deal_id]
                yield "deals", deal.id, 0, parts | {"kind": deal.kind, "band": _band(deal)}

    def _notifications(self) -> Iterator[tuple[str, int, int, dict[str, str]]]:
        acts = self._all(NotificationAct)
        for one in self._all(Notification):
            if self._in(one.sent_at):
                closed = one.state == "closed"
                ends = [act.kind for act in acts if act.notification_id == one.id]
                seconds = int((one.moved_at - one.sent_at).total_seconds()) if closed else 0
                outcome = ends[-1] if closed else "open"
                state = "decided" if closed else "open"
                yield "notifications", one.id, seconds, {"state": state, "outcome": outcome, "about": one.about}

    def _reports(self) -> Iterator[tuple[str, int, int, dict[str, str]]]:
        for one in self._all(FiuReport):
            if self._in(one.made_at):
                said = [
                    act.kind
                    for act in self._all(OfficerAct)
                    if act.report_id == one.id and act.kind in ("no_objection", "opposed", "question", "rejected")
                ]
                yield "reports", one.id, 0, {"kind": one.kind, "answer": said[-1] if said else "none"}

    def _registers(self) -> Iterator[tuple[str, int, int, dict[str, str]]]:
        for breach in self._all(CashBreach):
            if self._in(breach.happened_on) and breach.withdrawn_at is None:
                about = "deal" if breach.deal_id else "contact" if breach.root_id else "none"
                yield "breaches", breach.id, int(breach.amount * 100), {"about": about}
        for other in self._all(Discrepancy):
            if self._in(other.noted_on) and other.withdrawn_at is None:
                state = "settled" if other.settled_on else "reported" if other.reported_on else "open"
                yield "discrepancies", other.id, 0, {"state": state}
        for odd in self._all(Atypical):
            if self._in(odd.noted_on):
                yield "atypical", odd.id, 0, {"conclusion": odd.conclusion or "none"}
        followed = self._all(Attendance)
        for held in self._all(Training):
            if self._in(held.held_on) and held.withdrawn_at is None:
                yield "trainings", held.id, held.minutes, {}
                for one in followed:
                    if one.training_id == held.id:
                        yield "attendances", one.id, held.minutes, {}
                        yield "members", one.membership_id, 0, {}

    def median_of(self, code: str) -> int | None:
        measures = list(self.found.get(code, {}).values())
        return round(median(measures)) if measures else None


def _read(level: str | None) -> str:
    return {None: "none", "stop": "raised"}.get(level, level or "none")


def _band(deal: Deal) -> str:
    if deal.kind in ("letting", "management"):
        return deal.kind
    if deal.price is None:
        return "none"
    if deal.price < 250_000:
        return "below_250"
    if deal.price < 500_000:
        return "below_500"
    return "up_to_1000" if deal.price <= 1_000_000 else "above"


def tally(found: dict[str, dict[int, int]]) -> Counter[str]:
    return Counter({code: len(records) for code, records in found.items()})
