"""Values: immutable, typed, equal by content, true by construction; no database, no web.

Convention for numbers: `.parse()` what people type, `.digits` stored, `str()` shown, `.masked()` logged.
A value that can't be raises `ValueProblem`; sentences about it are made elsewhere.
"""

from models.values.enterprise_number import EnterpriseNumber, EstablishmentNumber
from models.values.enums import (
    AccreditationRegister,
    CampaignOutcome,
    CampaignPolicy,
    Capacity,
    ExtractKind,
    GovernmentKind,
    ImportMode,
    ImportState,
    ImportVerdict,
    KeyLevel,
    Language,
    LetterState,
    MailProblem,
    MembershipState,
    MergerOutcome,
    OrganisationKind,
    PersonSource,
    RegistrationState,
    RelationCategory,
    RelationType,
    RequestState,
    RightState,
    Sex,
    SignerCapacity,
    StaffRole,
    UndoOutcome,
    WorkKind,
    WorkState,
)
from models.values.iban import Iban
from models.values.money import NOTHING, Money, euro, gross_of, net_of, rounded, vat_of
from models.values.national_number import NationalNumber
from models.values.ovo import OvoCode
from models.values.period import Period, last_day_within
from models.values.problem import ValueProblem
from models.values.search_text import SearchText
from models.values.structured_reference import StructuredReference
from models.values.working_days import (
    add_working_days,
    counted_back,
    holidays_of,
    is_working_day,
    last_working_day_before,
    next_working_day,
    working_days_between,
)

__all__ = [
    "NOTHING",
    "AccreditationRegister",
    "CampaignOutcome",
    "CampaignPolicy",
    "Capacity",
    "EnterpriseNumber",
    "EstablishmentNumber",
    "ExtractKind",
    "GovernmentKind",
    "Iban",
    "ImportMode",
    "ImportState",
    "ImportVerdict",
    "KeyLevel",
    "Language",
    "LetterState",
    "MailProblem",
    "MembershipState",
    "MergerOutcome",
    "Money",
    "NationalNumber",
    "OrganisationKind",
    "OvoCode",
    "Period",
    "PersonSource",
    "RegistrationState",
    "RelationCategory",
    "RelationType",
    "RequestState",
    "RightState",
    "SearchText",
    "Sex",
    "SignerCapacity",
    "StaffRole",
    "StructuredReference",
    "UndoOutcome",
    "ValueProblem",
    "WorkKind",
    "WorkState",
    "add_working_days",
    "counted_back",
    "euro",
    "gross_of",
    "holidays_of",
    "is_working_day",
    "last_day_within",
    "last_working_day_before",
    "net_of",
    "next_working_day",
    "rounded",
    "vat_of",
    "working_days_between",
]
