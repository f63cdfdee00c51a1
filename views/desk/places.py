"""How the desk calls what the domains offer, and which page shows it: one line per kind, worklist and panel.

A domain's panels say `kind` and `name`; a house test asks that each of them stands here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask import current_app, url_for
from flask_babel import lazy_gettext as _l

from app.panels import Item, Panels
from app.policy import Identity
from models.values import Money
from views import menu
from views.labels import day, instant, label_of, money, until


@dataclass(frozen=True)
class Kind:
    """What a row is called when several are listed, and the screen that shows one, by which method."""

    label: Any
    screen: str
    method: str = "show"
    key: str = "pk"


@dataclass(frozen=True)
class Card:
    """A worklist on the home page. `quiet`: when it is empty it isn't shown at all."""

    title: Any
    endpoint: str
    query: dict[str, Any] = field(default_factory=dict)
    nothing: Any = ""
    action: Any = ""
    tone: str = "soon"
    quiet: bool = False


KINDS = {
    "person": Kind(_l("Persons"), "PersonScreen"),
    "relation": Kind(_l("Relations"), "RelationScreen"),
    "right": Kind(_l("Rights"), "RightScreen"),
    "organisation": Kind(_l("Organisations"), "OrganisationScreen"),
    "member": Kind(_l("Members"), "MemberScreen"),
    "tool": Kind(_l("Tools"), "ToolScreen"),
    "our_tool": Kind(_l("Tools"), "OurToolScreen", "access", "tool_id"),
    "kind": Kind(_l("Kinds of right"), "RightKindScreen"),
    "enrolment": Kind(_l("Who becomes AML officer"), "EnrolmentScreen"),
    "case": Kind(_l("Cases"), "CaseScreen"),
    "incident": Kind(_l("References"), "IncidentScreen"),
    "account": Kind(_l("Accounts"), "AccountScreen"),
    "attempt": Kind(_l("Sign-in attempts"), "AttemptScreen"),
    "event": Kind(_l("Audit trail"), "EventScreen"),
    "letter": Kind(_l("Mails"), "MailScreen"),
    "campaign": Kind(_l("Confirming rights"), "CampaignScreen"),
    "package": Kind(_l("Packages of rights"), "PackageScreen"),
    "request": Kind(_l("Requests for rights"), "RequestScreen"),
    "registration": Kind(_l("Registrations of governments"), "RegistrationScreen"),
    "transaction": Kind(_l("Transactions"), "TransactionScreen"),
    "wallet": Kind(_l("Wallets"), "WalletRegister"),
    "payment": Kind(_l("Payments"), "TopUpRegister"),
    "delivery": Kind(_l("Documents on their way"), "DeliveryRegister"),
    "transfer": Kind(_l("Transfers"), "TransferScreen"),
    "invoice": Kind(_l("Invoices"), "InvoiceScreen"),
    "invoicing": Kind(_l("Invoicing details"), "InvoicingScreen", "index", "organisation"),
    "bank_entry": Kind(_l("Payments in bank statements"), "BankEntryRegister"),
    "contact": Kind(_l("Contacts"), "ContactScreen"),
    "hit": Kind(_l("Possible matches"), "HitScreen"),
    "notification": Kind(_l("Notifications"), "NotificationScreen"),
    "left_files": Kind(_l("Whose files"), "HandOverScreen", "give", "account_id"),
    "fiu_report": Kind(_l("Reports to the FIU"), "FiuReportScreen"),
    "mandate_case": Kind(_l("Cases about syndics"), "MandateCaseScreen"),
    "desk_case": Kind(_l("Cases about syndics at the counter"), "MandateDeskScreen"),
    "failed_job": Kind(_l("Failed jobs"), "TroubledJobScreen"),
}
CARDS = {
    "rights.ending": Card(
        _l("Rights that end within two weeks"),
        "RightScreen.list",
        {"ending": "soon", "sort": "until", "dir": "asc"},
        _l("No right ends within two weeks."),
        _l("Extend"),
    ),
    "rights.asked": Card(
        _l("People who ask for a right"),
        "RequestScreen.list",
        {"state": "asked"},
        _l("Nobody waits for an answer."),
        _l("Decide"),
    ),
    "rights.confirming": Card(
        _l("Rights still to confirm"),
        "CampaignScreen.list",
        {},
        quiet=True,
        action=_l("Go through them"),
    ),
    "organisations.ending": Card(
        _l("Relations that end within two weeks"),
        "RelationScreen.list",
        {},
        _l("No relation ends within two weeks."),
    ),
    "organisations.waiting": Card(
        _l("People who ask to join"),
        "MemberScreen.list",
        {"state": "awaiting_confirmation"},
        _l("Nobody waits to be let in."),
        _l("Decide"),
    ),
    "organisations.unmanaged": Card(
        _l("Organisations without a manager"),
        "OrganisationScreen.list",
        {"manager": "none"},
        action=_l("Look at them"),
        tone="bad",
        quiet=True,
    ),
    "rights.accreditations": Card(
        _l("Tools with missing accreditations"),
        "OurToolScreen.index",
        {},
        action=_l("Look at them"),
        quiet=True,
    ),
    "rights.owned": Card(
        _l("Your tools"),
        "ToolScreen.list",
        {},
        _l("You own no tool at the moment."),
        tone="info",
    ),
    "rights.registrations": Card(
        _l("Registrations of governments under way"),
        "RegistrationScreen.list",
        {},
        action=_l("Look at them"),
        quiet=True,
    ),
    "rights.unadministered": Card(
        _l("Governments without local administrator within a month"),
        "OrganisationScreen.list",
        {"administrator": "ending"},
        _l("Every government has an administrator for the coming month."),
        _l("Look at them"),
        tone="bad",
    ),
    "aml.left": Card(
        _l("Files of somebody who left"),
        "HandOverScreen.index",
        {},
        action=_l("Hand them over"),
        quiet=True,
    ),
    "accounts.refused": Card(
        _l("People who could not sign in today"),
        "AttemptScreen.list",
        {},
        _l("Nobody was kept out in the last day."),
    ),
    "cases.open": Card(
        _l("Open cases"),
        "CaseScreen.list",
        {"state": "open"},
        _l("Every problem that was reported has its answer."),
        _l("Answer"),
    ),
    "mail.stuck": Card(
        _l("Mails that didn't arrive"),
        "MailScreen.list",
        {"state": ["undelivered", "bounced", "unsure", "unreachable"], "dir": "asc"},
        _l("Every mail got where it was going."),
        _l("Look and send again"),
    ),
    "jobs.failed": Card(
        _l("Jobs that failed"),
        "TroubledJobScreen.list",
        {"state": "failed"},
        _l("No job failed for good."),
        _l("Try again or give up"),
        tone="bad",
    ),
    "cases.bugs": Card(
        _l("Pages that broke, last week"),
        "IncidentScreen.list",
        {"kind": "bug"},
        _l("No page broke."),
        tone="bad",
    ),
    "wallet.owing": Card(
        _l("Wallets that owe money"),
        "WalletRegister.list",
        {"owed": "yes"},
        _l("No organisation owes anything."),
        tone="bad",
    ),
    "wallet.doubted": Card(
        _l("Payments in doubt"),
        "TopUpRegister.list",
        {"doubt": "yes"},
        _l("No payment is in doubt."),
        _l("Look at them"),
        tone="bad",
    ),
    "wallet.unmatched": Card(
        _l("Payments without a wallet"),
        "BankEntryRegister.list",
        {"state": "parked"},
        _l("Every payment of the bank found its wallet."),
        _l("Look at them"),
    ),
    "wallet.undelivered": Card(
        _l("Documents that weren't delivered"),
        "DeliveryRegister.list",
        {"look": "stuck", "dir": "asc"},
        _l("Every document got where it was going."),
        _l("Look and send again"),
    ),
    "wallet.not_invoiced": Card(
        _l("Organisations that can't be invoiced"),
        "InvoiceMonthScreen.index",
        {},
        _l("Every organisation that spent something can be invoiced."),
        _l("Look at the months"),
    ),
    "wallet.incomplete": Card(
        _l("Complete your invoicing details"),
        "InvoicingScreen.index",
        {},
        action=_l("Complete them"),
        tone="bad",
        quiet=True,
    ),
    "aml.hits": Card(
        _l("Possible matches with a list"),
        "HitScreen.list",
        {"state": "open"},
        _l("No contact looks like somebody on a list that wasn't decided about."),
        _l("Decide"),
    ),
    "aml.notified": Card(
        _l("Notifications that wait for you"),
        "NotificationScreen.list",
        {},
        _l("No notification waits for you."),
        _l("Look at them"),
    ),
    "aml.asked_back": Card(
        _l("Notifications the AML officer asks about"),
        "NotificationScreen.list",
        {},
        action=_l("Reply"),
        quiet=True,
    ),
    "aml.reviews": Card(
        _l("Contacts to look at again"),
        "ReviewScreen.list",
        {"due": "now"},
        action=_l("Look at them"),
        quiet=True,
    ),
    "aml.enrolments": Card(
        _l("Who asks to become AML officer"),
        "EnrolmentScreen.list",
        {"state": "asked", "sort": "asked", "dir": "asc"},
        action=_l("Decide"),
        quiet=True,
    ),
    "syndics.counter": Card(
        _l("Cases about syndics at the counter"),
        "MandateDeskScreen.list",
        {},
        _l("No case waits for the counter."),
        _l("Look at them"),
    ),
    "syndics.mine": Card(
        _l("Cases about syndics that wait for you"),
        "MandateCaseScreen.list",
        {"state": ["draft", "question"], "sort": "due", "dir": "asc"},
        action=_l("Look at them"),
        quiet=True,
    ),
    "cases.own": Card(_l("Your cases"), "CaseScreen.list", {}, tone="info", quiet=True),
}
# Each panel of a person's page has its template: views/templates/panels/<name with - for .>.html
PANEL_TITLES = {
    "organisations.relations": _l("Relations"),
    "rights.rights": _l("Rights"),
}
CONSEQUENCES = {
    "rights.lost": _l("Rights this person still has; they end with the account, and stay in the register")
}


def offered() -> Panels:
    """What all domains offer, as the roof handed it over."""
    panels: Panels = current_app.extensions["panels"]
    return panels


def opens_to(who: Identity, kind: str) -> bool:
    """Whether this reader may open the page that shows rows of this kind."""
    return kind in KINDS and menu.opens(who.roles, KINDS[kind].screen, f"can_{KINDS[kind].method}")


def address_of(item: Item) -> str:
    kind = KINDS[item.kind]
    values: dict[str, Any] = {kind.key: item.id}
    return url_for(f"{kind.screen}.{kind.method}", **values)


def notes_of(item: Item) -> str:
    """The notes of a row in one line, as the reader writes them."""
    return " · ".join(told for told in map(_told, item.notes) if told)


def _told(value: object) -> str:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, tuple):
        return f"{day(value[0])} – {until(value[1])}"
    if isinstance(value, Money):
        return money(value)
    return "" if value is None else label_of(str(value))
