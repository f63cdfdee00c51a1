"""The closed lists of the domain, stored as the small word.

Convention: the word is what the database, the API and the event hold; what people read is a label in
their language, made with the screens. Order of the members is the order in which they are offered.
"""

from __future__ import annotations

from enum import StrEnum


class Sex(StrEnum):
    """Sex as the register knows it; unknown for some holders of a BIS number."""

    FEMALE = "female"
    MALE = "male"
    UNKNOWN = "unknown"


class Language(StrEnum):
    """The languages of screens, letters and labels; the first one is the default."""

    NL = "nl"
    FR = "fr"
    EN = "en"


class OrganisationKind(StrEnum):
    """What an organisation is."""

    ENTERPRISE = "enterprise"
    LOCAL_GOVERNMENT = "local_government"
    OWNERS_ASSOCIATION = "owners_association"


class ExtractKind(StrEnum):
    """Whether a delivery of the business register holds everything, or what changed since the one before."""

    FULL = "full"
    UPDATE = "update"


class GovernmentKind(StrEnum):
    """Which local government; `SOCIAL_WELFARE` is OCMW in Dutch, CPAS in French."""

    MUNICIPALITY = "municipality"
    CITY = "city"
    PROVINCE = "province"
    SOCIAL_WELFARE = "social_welfare"
    OTHER = "other"


class MembershipState(StrEnum):
    """Where a membership stands; refused and ended are final, asking again makes a new one.

    Withdrawn is what was made by mistake and taken back: it never counted, and shows nowhere.
    """

    AWAITING_CONFIRMATION = "awaiting_confirmation"
    CONFIRMED = "confirmed"
    ENDED = "ended"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class RelationCategory(StrEnum):
    """Whether somebody works for the local government or from outside."""

    EMPLOYEE = "employee"
    EXTERNAL = "external"


class RelationType(StrEnum):
    """Whether somebody is the secretary (general director), who answers for the government's use."""

    STANDARD = "standard"
    SECRETARY = "secretary"


class TakeoverState(StrEnum):
    """Where taking over an organisation stands; the last two are final."""

    ASKED = "asked"
    DONE = "done"
    NOT_GRANTED = "not_granted"


class RightState(StrEnum):
    """Where a right stands on a day; computed from its dates at each look, never stored."""

    PENDING = "pending"
    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


class PersonSource(StrEnum):
    """Where the name, birth date and sex of a person come from."""

    REGISTER = "register"
    HAND = "hand"
    CARD = "card"
    NUMBER = "number"


class CampaignPolicy(StrEnum):
    """What becomes of a right that nobody confirmed by the deadline."""

    REVOKE = "revoke"
    FLAG = "flag"


class CampaignOutcome(StrEnum):
    """What was said of a right in a campaign, or became of it; `GONE`: it ended before anybody said anything."""

    KEPT = "needed"
    TAKEN = "taken"
    LAPSED = "lapsed"
    FLAGGED = "flagged"
    GONE = "gone"


class MergerOutcome(StrEnum):
    """What became of a relation or a right when its government merged into another one."""

    TAKEN_OVER = "taken_over"
    THERE_ALREADY = "there_already"
    LEFT_BEHIND = "left_behind"


class RequestState(StrEnum):
    """How far what somebody asked for is; a request that is decided or dropped stays so."""

    ASKED = "asked"
    GRANTED = "granted"
    DECLINED = "not_granted"
    DROPPED = "let_go"


class WorkKind(StrEnum):
    """What somebody may ask for that takes long."""

    EXPORT = "export"
    IMPORT = "import"
    OVERVIEW = "overview"
    LEDGER = "ledger"
    INVOICES = "invoices"
    WHAT_IF = "what_if"
    PACK = "pack"
    MANDATES = "mandates"


class WorkState(StrEnum):
    """How far long work is; the last three are the end."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


class LetterState(StrEnum):
    """How far a letter got. `UNSURE`: it may have arrived, nobody can know; it is never sent again by itself."""

    QUEUED = "queued"
    HANDING_OVER = "handing_over"
    SENT = "sent"
    DELIVERED = "delivered"
    UNSURE = "unsure"
    UNDELIVERED = "undelivered"
    BOUNCED = "bounced"
    UNREACHABLE = "unreachable"


class MailProblem(StrEnum):
    """What kept a letter from its reader: found by us, or read from a mail server's answer."""

    NO_ADDRESS = "no_address"
    ERASED = "erased"
    UNWRITABLE = "unwritable"
    WORKER_GONE = "worker_gone"
    NOT_THERE = "not_there"
    SILENT = "silent"
    CUT_OFF = "cut_off"
    NO_TLS = "no_tls"
    CERTIFICATE = "certificate"
    SIGN_IN = "sign_in"
    NONSENSE = "nonsense"
    NO_SUCH_MAILBOX = "no_such_mailbox"
    NO_SUCH_DOMAIN = "no_such_domain"
    MAILBOX_FULL = "mailbox_full"
    MAILBOX_CLOSED = "mailbox_closed"
    TOO_LARGE = "too_large"
    NOT_WELCOME = "not_welcome"
    NOT_NOW = "not_now"
    NOT_TAKEN = "not_taken"


class StaffRole(StrEnum):
    """Roles of the people who run the platform; one person may hold several."""

    HELPDESK = "helpdesk"
    FINANCE = "finance"
    COUNTER = "counter"
    CENTRAL = "central"


class ImportState(StrEnum):
    """Where an import stands. Only the last three changed something, or are over."""

    MAPPING = "mapping"
    CHECKING = "checking"
    CHECKED = "checked"
    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"
    DROPPED = "dropped"


class ImportVerdict(StrEnum):
    """What an import does with a row: makes all of it, adds to what is known, changes it, nothing, or refuses."""

    CREATED = "created"
    ATTACHED = "attached"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


class ImportMode(StrEnum):
    """Whether one bad row stops an import, or is left out of it."""

    ALL_ROWS = "all_rows"
    GOOD_ROWS = "good_rows"


class UndoOutcome(StrEnum):
    """What undoing does with a row: takes back what was made of it, or leaves it, with the reason."""

    TAKEN_BACK = "taken_back"
    KEPT = "kept"


class KeyLevel(StrEnum):
    """Strength of a digital key: basic < code (password and security code) < high.

    Compares by strength, also with the stored word; an unknown word raises ValueError.
    """

    BASIC = "basic"
    CODE = "code"
    HIGH = "high"

    # str compares by alphabet: right for these three by luck, and any unknown word would pass
    def __lt__(self, other: str) -> bool:
        return _strength(self) < _strength(other)

    def __le__(self, other: str) -> bool:
        return _strength(self) <= _strength(other)

    def __gt__(self, other: str) -> bool:
        return _strength(self) > _strength(other)

    def __ge__(self, other: str) -> bool:
        return _strength(self) >= _strength(other)


def _strength(level: str) -> int:
    return list(KeyLevel).index(KeyLevel(level))


class SignerCapacity(StrEnum):
    """As what somebody signs for a local government; an acting secretary shows the minutes that say so."""

    SECRETARY = "secretary"
    REGISTRAR = "registrar"
    ACTING_SECRETARY = "acting_secretary"


class RegistrationState(StrEnum):
    """Where a registration stands; approved, not approved and withdrawn are final."""

    DRAFT = "draft"
    HANDED_IN = "handed_in"
    APPROVED = "approved"
    NOT_APPROVED = "not_approved"
    WITHDRAWN = "withdrawn"


class Capacity(StrEnum):
    """What makes somebody administer an organisation."""

    LOCAL_ADMINISTRATOR = "local_administrator"
    MAIN_ACCESS_MANAGER = "main_access_manager"
    LEGAL_REPRESENTATIVE = "legal_representative"


class ApiScope(StrEnum):
    """What a token of an integration is good for."""

    MAY_USE = "may-use"
    TOOLS_READ = "tools:read"
    WALLET_READ = "wallet:read"
    WALLET_CHARGE = "wallet:charge"


class OpenedBy(StrEnum):
    """What opens the roles of a tool inside an organisation."""

    RIGHT = "right"
    MANAGER = "manager"


class RequirementPurpose(StrEnum):
    """For what a tool asks an accreditation."""

    REGISTRATION = "registration"
    USE = "use"


class RequirementHolder(StrEnum):
    """Who has to have the accreditation a tool asks."""

    PERSON = "person"
    ORGANISATION = "organisation"


class AdmissionGround(StrEnum):
    """Why an enterprise stands on the admission list of a tool."""

    FEDERATION = "federation"
    AGREEMENT = "agreement"


class AccreditationRegister(StrEnum):
    """Who says that somebody may, by profession, handle sensitive information."""

    BIV = "biv"
    CIB = "cib"
    SF323 = "sf323"
    LAWYERS = "lawyers"
    NOTARIES = "notaries"


class TransactionKind(StrEnum):
    """What happened to a wallet; the last four only to the house's own: with money of the bank, or a cent of VAT
    that an invoice rounded otherwise. Credited: a credit note gave money back."""

    TOP_UP = "top_up"
    CHARGE = "charge"
    REVERSAL = "reversal"
    TAKEN_BACK = "chargeback"
    GIVEN_BACK = "given_back"
    CREDITED = "credited"
    PARKED = "parked"
    RETURNED = "returned"
    PAID_OUT = "paid_out"
    ROUNDING = "rounding"


class TransactionState(StrEnum):
    """How far a transaction is; reversed is one that is completed and undone by another."""

    OPEN = "open"
    COMPLETED = "completed"
    FAILED = "failed"
    EXPIRED = "expired"
    REVERSED = "reversed"


class PaperKind(StrEnum):
    """What an invoicing document is: of services with VAT, of fees outside its scope, or a taking off of one."""

    INVOICE = "invoice"
    FEES = "fees"
    CREDIT_NOTE = "credit_note"


class NotInvoiced(StrEnum):
    """Why nothing can be invoiced to an organisation yet."""

    NO_ADDRESS = "without_address"


class LedgerAccount(StrEnum):
    """What a line is booked on: of the organisation itself, of a provider, or of the house."""

    WALLET = "wallet"
    RECEIVABLE = "receivable"
    TRANSIT = "transit"
    BANK = "bank"
    REVENUE = "revenue"
    VAT = "vat"
    SUSPENSE = "suspense"
    ROUNDING = "rounding"


class PaymentMethod(StrEnum):
    """How somebody pays online."""

    BANCONTACT = "bancontact"
    DEBIT_CARD = "debit_card"


class BankEntryState(StrEnum):
    """What became of a payment in a bank statement."""

    CREDITED = "credited"
    PARKED = "parked"
    ASSIGNED = "assigned"
    RETURNING = "returning"
    RETURNED = "returned"
    PAID_OUT = "paid_out"
    TAKEN_BACK = "taken_back"
    GIVEN_BACK = "given_back"
    UNDONE = "undone"
    FOREIGN = "foreign"
    EMPTY = "empty"


class WhyParked(StrEnum):
    """Why a payment in a bank statement wasn't credited by itself."""

    NO_REFERENCE = "no_reference"
    UNKNOWN = "unknown"
    SEVERAL = "several"
    DETAILS = "details"
    ABOVE_MAXIMUM = "above_maximum"
    CLOSED = "closed"
    DEBIT = "debit"
    REVERSAL = "reversal"
    CURRENCY = "currency"


class ProposalReason(StrEnum):
    """Why a payment may be for this organisation."""

    COMMUNICATION = "communication"
    NEARLY = "nearly"
    SUCCESSOR = "successor"
    KNOWN_ACCOUNT = "known_account"
    SAME_AMOUNT = "same_amount"
