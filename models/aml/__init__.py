"""Sanctions lists as they stood and stand; the contacts of offices with their files, and where the two look alike;
risk profiles and deals, what is paid for them and what is decided of them; what officers hold and report."""

from models.aml.accounting import AnnualRecord, AnnualReport, Pack
from models.aml.contacts import Contact, Hit
from models.aml.files import ContactDecision, CountryList, Evidence, RuleSet
from models.aml.fiu import FiuFile, FiuReport, Hold, OfficerAct, ReportProfile
from models.aml.following import CalendarFeed, Deletion, RelationEnd, Review, ReviewTerm
from models.aml.lists import Listed, SanctionsList, Snapshot, StagedEntry
from models.aml.matters import Block, Deal, DealParty, MatterDecision, RiskProfile
from models.aml.notifications import Notification, NotificationAct
from models.aml.officers import Deputy, Enrolment
from models.aml.paying import DealPayment, Subscription
from models.aml.registers import Attendance, Atypical, CashBreach, Discrepancy, Policy, Training

__all__ = [
    "AnnualRecord",
    "AnnualReport",
    "Attendance",
    "Atypical",
    "Block",
    "CalendarFeed",
    "CashBreach",
    "Contact",
    "ContactDecision",
    "CountryList",
    "Deal",
    "DealParty",
    "DealPayment",
    "Deletion",
    "Deputy",
    "Discrepancy",
    "Enrolment",
    "Evidence",
    "FiuFile",
    "FiuReport",
    "Hit",
    "Hold",
    "Listed",
    "MatterDecision",
    "Notification",
    "NotificationAct",
    "OfficerAct",
    "Pack",
    "Policy",
    "RelationEnd",
    "ReportProfile",
    "Review",
    "ReviewTerm",
    "RiskProfile",
    "RuleSet",
    "SanctionsList",
    "Snapshot",
    "StagedEntry",
    "Subscription",
    "Training",
]
