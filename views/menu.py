"""The site map: each screen, its place in the menu, the roles that may open it and those that may change there.

This page is the first of two locks on a door: may this role open this screen? The second, may this person
touch this row, is `app/policy.py`. A screen that isn't listed opens for nobody.
"""

from __future__ import annotations

from collections.abc import Set

from flask_babel import lazy_gettext as _l

from app.policy import STAFF, Role
from views.menu_aml import AML_GROUPS, AML_UNLISTED
from views.menu_parts import (
    ADMINISTRATION,
    AML,
    BOOKS,
    BROWSING,
    CENTRAL,
    DESK,
    EVERYBODY,
    FINANCE,
    KEEPING,
    LOOKING,
    MANAGEMENT,
    MEMBERS,
    NOBODY,
    OFFICERS,
    READS,
    UNMASKING,
    Group,
    Place,
)
from views.menu_parts import ours as _ours
from views.menu_syndics import SYNDIC_GROUPS, SYNDIC_UNLISTED

SITE: tuple[Group, ...] = (
    Group(
        "",
        (
            Place("HomeScreen", EVERYBODY, EVERYBODY, "HomeScreen.index", _l("Home"), "house"),
            Place("MailboxScreen", EVERYBODY, NOBODY, "MailboxScreen.index", _l("Mailbox"), "mail"),
            Place("OurToolScreen", EVERYBODY, EVERYBODY, "OurToolScreen.index", _l("My tools"), "tool"),
            Place("MyRightScreen", EVERYBODY, EVERYBODY, "MyRightScreen.index", _l("My rights"), "key"),
        ),
    ),
    Group(
        _l("Wallet"),
        (
            _ours("WalletScreen", MEMBERS, MEMBERS, "WalletScreen.index", _l("Balance and use"), "wallet"),
            _ours("TopUpScreen", MEMBERS, MEMBERS, "TopUpScreen.index", _l("Top up"), "plus"),
            _ours("TransactionScreen", LOOKING, FINANCE, "TransactionScreen.list", _l("Transactions"), "list"),
            _ours("InvoiceScreen", LOOKING, NOBODY, "InvoiceScreen.list", _l("Invoices"), "register"),
            _ours("AccountOverScreen", LOOKING, NOBODY, "AccountOverScreen.index", _l("Over a period"), "history"),
            _ours(
                "WalletSettingsScreen",
                MANAGEMENT,
                MANAGEMENT,
                "WalletSettingsScreen.index",
                _l("Limits and threshold"),
                "key",
            ),
            _ours(
                "InvoicingScreen", MANAGEMENT, MANAGEMENT, "InvoicingScreen.index", _l("Invoicing details"), "edit"
            ),
            Place(
                "InvoiceMonthScreen",
                FINANCE,
                FINANCE,
                "InvoiceMonthScreen.index",
                _l("Invoices per month"),
                "clock",
            ),
            Place("WalletRegister", FINANCE | DESK, NOBODY, "WalletRegister.list", _l("Wallets"), "wallet"),
            Place("TopUpRegister", FINANCE | DESK, FINANCE, "TopUpRegister.list", _l("Payments"), "stack"),
            Place(
                "DeliveryRegister", FINANCE, FINANCE, "DeliveryRegister.list", _l("Documents on their way"), "mail"
            ),
            Place(
                "BankEntryRegister",
                FINANCE,
                NOBODY,
                "BankEntryRegister.list",
                _l("Payments without a wallet"),
                "question",
            ),
            Place(
                "BankStatementRegister",
                FINANCE,
                NOBODY,
                "BankStatementRegister.list",
                _l("Bank statements"),
                "list",
            ),
            Place("BankFileRegister", FINANCE, FINANCE, "BankFileRegister.list", _l("Files of the bank"), "stack"),
        ),
    ),
    *AML_GROUPS,
    *SYNDIC_GROUPS,
    Group(
        _l("Books"),
        (
            Place("BooksScreen", BOOKS, NOBODY, "BooksScreen.index", _l("Figures of the house"), "house"),
            Place("RevenueScreen", BOOKS, NOBODY, "RevenueScreen.index", _l("Revenue per month"), "up"),
            Place("TrialBalanceScreen", BOOKS, NOBODY, "TrialBalanceScreen.index", _l("Trial balance"), "list"),
            Place("VatScreen", BOOKS, FINANCE, "VatScreen.index", _l("VAT to declare"), "register"),
            Place(
                "LedgerScreen", FINANCE, FINANCE, "LedgerScreen.index", _l("Ledger for the accountant"), "stack"
            ),
        ),
    ),
    Group(
        _l("Organisation"),
        (
            Place("MemberScreen", MANAGEMENT | DESK, MANAGEMENT, "MemberScreen.list", _l("Members"), "people"),
            Place("BranchScreen", MANAGEMENT | DESK, MANAGEMENT, "BranchScreen.list", _l("Branches"), "building"),
            Place(
                "InvitationScreen",
                MANAGEMENT | DESK,
                MANAGEMENT,
                "InvitationScreen.list",
                _l("Invitations"),
                "mail",
            ),
        ),
    ),
    Group(
        _l("Rights"),
        (
            Place("GrantScreen", ADMINISTRATION, ADMINISTRATION, "GrantScreen.person", _l("Grant a right"), "key"),
            Place(
                "GrantSeveralScreen",
                ADMINISTRATION,
                ADMINISTRATION,
                "GrantSeveralScreen.index",
                _l("Grant to several"),
                "people",
            ),
            Place("RightScreen", BROWSING, ADMINISTRATION, "RightScreen.list", _l("All rights"), "list"),
            Place(
                "PackageScreen",
                BROWSING,
                ADMINISTRATION,
                "PackageScreen.list",
                _l("Packages of rights"),
                "stack",
            ),
            Place(
                "CampaignScreen",
                BROWSING,
                ADMINISTRATION,
                "CampaignScreen.list",
                _l("Confirming rights"),
                "shield",
            ),
            Place(
                "RequestScreen",
                BROWSING,
                ADMINISTRATION,
                "RequestScreen.list",
                _l("Requests for rights"),
                "mail",
            ),
            Place(
                "OverviewScreen",
                ADMINISTRATION,
                ADMINISTRATION,
                "OverviewScreen.index",
                _l("On a day"),
                "clock",
            ),
            Place(
                "DifferenceScreen",
                BROWSING,
                NOBODY,
                "DifferenceScreen.index",
                _l("Between two days"),
                "history",
            ),
        ),
    ),
    Group(
        _l("People"),
        (
            Place("RelationScreen", BROWSING, ADMINISTRATION, "RelationScreen.list", _l("Relations"), "people"),
            Place(
                "FindPersonScreen", BROWSING, BROWSING, "FindPersonScreen.index", _l("Find by number"), "search"
            ),
            Place("PersonScreen", BROWSING, UNMASKING, "PersonScreen.list", _l("Persons"), "person"),
            _ours(
                "ImportWizard",
                ADMINISTRATION | CENTRAL | AML | MEMBERS,
                ADMINISTRATION | CENTRAL | AML | MEMBERS,
                "ImportWizard.upload",
                _l("Import a list"),
                "plus",
            ),
            _ours(
                "ImportScreen",
                BROWSING | AML | MEMBERS,
                UNMASKING | AML | MEMBERS,
                "ImportScreen.list",
                _l("Imports"),
                "stack",
            ),
        ),
    ),
    Group(
        _l("Governments"),
        (
            Place(
                "AdministratorScreen",
                EVERYBODY,
                EVERYBODY,
                "AdministratorScreen.index",
                _l("Who administers?"),
                "people",
            ),
            Place(
                "RegistrationScreen",
                EVERYBODY,
                EVERYBODY,
                "RegistrationScreen.list",
                _l("Registrations of governments"),
                "building",
            ),
            Place("MergerScreen", DESK, CENTRAL, "MergerScreen.list", _l("Mergers of governments"), "stack"),
        ),
    ),
    Group(
        _l("Registers"),
        (
            Place(
                "OrganisationScreen",
                ADMINISTRATION | STAFF,
                NOBODY,
                "OrganisationScreen.list",
                _l("Organisations"),
                "building",
            ),
            Place(
                "TakeoverScreen", DESK, CENTRAL, "TakeoverScreen.list", _l("Organisations taken over"), "shield"
            ),
            Place(
                "BusinessDeliveryScreen",
                DESK,
                CENTRAL,
                "BusinessDeliveryScreen.list",
                _l("Business register"),
                "register",
            ),
            Place("ToolScreen", EVERYBODY, CENTRAL, "ToolScreen.list", _l("Tools"), "tool"),
            Place("RightKindScreen", EVERYBODY, KEEPING, "RightKindScreen.list", _l("Kinds of right"), "key"),
            Place("ToolRoleScreen", EVERYBODY, CENTRAL, "ToolRoleScreen.list", _l("Roles of tools"), "register"),
            Place(
                "ContextValueScreen", EVERYBODY, KEEPING, "ContextValueScreen.list", _l("Context values"), "stack"
            ),
            Place(
                "RequirementScreen", DESK, CENTRAL, "RequirementScreen.list", _l("Asked accreditations"), "shield"
            ),
            Place("AdmissionScreen", DESK, CENTRAL, "AdmissionScreen.list", _l("Admission lists"), "register"),
            Place("ToolClientScreen", DESK, CENTRAL, "ToolClientScreen.list", _l("Sign-in of tools"), "key"),
            Place("IntegrationScreen", DESK, CENTRAL, "IntegrationScreen.list", _l("Integrations"), "tool"),
            Place("PriceScreen", EVERYBODY, CENTRAL, "PriceScreen.list", _l("Prices"), "list"),
            Place(
                "DocumentScreen",
                ADMINISTRATION | MANAGEMENT | STAFF,
                ADMINISTRATION | CENTRAL,
                "DocumentScreen.list",
                _l("Documents"),
                "stack",
            ),
            Place("IssuedScreen", UNMASKING, NOBODY, "IssuedScreen.list", _l("Issued documents"), "register"),
            Place("CopyScreen", EVERYBODY, EVERYBODY, "CopyScreen.index", _l("Check a copy"), "shield"),
            Place(
                "EventScreen", ADMINISTRATION | CENTRAL, NOBODY, "EventScreen.list", _l("Audit trail"), "history"
            ),
        ),
    ),
    Group(
        _l("Helpdesk"),
        (
            Place("CaseScreen", EVERYBODY, DESK, "CaseScreen.list", _l("Cases"), "mail"),
            Place("IncidentScreen", DESK, NOBODY, "IncidentScreen.list", _l("References"), "search"),
            Place("AccountScreen", DESK, NOBODY, "AccountScreen.list", _l("Accounts"), "person"),
            Place(
                "WaitingAccountScreen",
                DESK,
                DESK,
                "WaitingAccountScreen.list",
                _l("Accounts to activate"),
                "clock",
            ),
            Place("AccreditationScreen", DESK, NOBODY, "AccreditationScreen.list", _l("Accreditations"), "shield"),
            Place("AttemptScreen", DESK, NOBODY, "AttemptScreen.list", _l("Sign-in attempts"), "shield"),
            Place("MailScreen", DESK, DESK, "MailScreen.list", _l("Mails"), "mail"),
            Place("JobRunScreen", CENTRAL, NOBODY, "JobRunScreen.list", _l("Jobs"), "clock"),
            Place("TroubledJobScreen", CENTRAL, CENTRAL, "TroubledJobScreen.list", _l("Failed jobs"), "warning"),
            Place("AuthorityScreen", CENTRAL, CENTRAL, "AuthorityScreen.list", _l("Card authorities"), "shield"),
            Place("StaffRoleScreen", CENTRAL, NOBODY, "StaffRoleScreen.list", _l("Staff roles"), "people"),
        ),
    ),
    Group(
        "",
        (
            Place("SearchScreen", EVERYBODY, EVERYBODY),
            Place("ContextScreen", EVERYBODY, EVERYBODY),
            Place("MyOrganisationScreen", EVERYBODY, EVERYBODY),
            Place("AddOrganisationScreen", EVERYBODY, EVERYBODY),
            Place("InvitedScreen", NOBODY),
            Place("LetInScreen", MANAGEMENT, MANAGEMENT),
            Place("EnterScreen", EVERYBODY, EVERYBODY),
            Place("OfferScreen", NOBODY),
            Place("ProviderScreen", NOBODY),
            Place("TokenEndpointScreen", NOBODY),
            Place("DiscoveryScreen", NOBODY),
            Place("ApiScreen", NOBODY),
            Place("WalletApiScreen", NOBODY),
            Place("OpenApiScreen", NOBODY),
            Place("ApiPageScreen", NOBODY),
            Place("BranchToolScreen", MANAGEMENT, MANAGEMENT),
            Place("WhyAccountScreen", DESK),
            Place("KeptScreen", EVERYBODY, EVERYBODY),
            Place("SavedViewScreen", EVERYBODY, EVERYBODY),
            Place("RelationFileScreen", ADMINISTRATION, ADMINISTRATION),
            *AML_UNLISTED,
            *SYNDIC_UNLISTED,
            Place("WorkScreen", ADMINISTRATION | MEMBERS | STAFF, ADMINISTRATION | MEMBERS | STAFF, shared=True),
            Place("OwnerScreen", CENTRAL, CENTRAL),
            Place("MissingScreen", BROWSING),
            Place("QuickGrantScreen", ADMINISTRATION, ADMINISTRATION),
            Place("RightSetScreen", ADMINISTRATION, ADMINISTRATION),
            Place("ChangeScreen", ADMINISTRATION, ADMINISTRATION),
            Place("RelationChangeScreen", ADMINISTRATION, ADMINISTRATION),
            Place("SignInScreen", NOBODY),
            Place("SignUpScreen", NOBODY),
            Place("EidScreen", NOBODY, EVERYBODY),
            Place("DeskEidScreen", NOBODY),
            Place("OpenIdScreen", NOBODY),
            Place("WebEidScreen", NOBODY),
            Place("CertificateScreen", NOBODY),
            Place("SelfTestScreen", NOBODY),
            Place("TroubleScreen", NOBODY),
            Place("SoftwareCardScreen", NOBODY),
            Place("PhoneScreen", NOBODY),
            Place("PracticeBankScreen", NOBODY),
            Place("PracticeNetworkScreen", NOBODY),
            Place("TransferScreen", MEMBERS, MEMBERS, shared=True),
            Place("BankDecisionScreen", FINANCE, FINANCE),
            Place("CreditScreen", FINANCE, FINANCE),
            Place("ViewAsScreen", DESK, DESK),
            Place("UnlinkScreen", DESK, DESK),
            Place("DemoMailScreen", NOBODY),
            Place("KeyScreen", EVERYBODY, EVERYBODY),
            Place("StrongerScreen", EVERYBODY),
            Place("MyAccreditationScreen", EVERYBODY),
            Place("TokenScreen", EVERYBODY, EVERYBODY),
            Place("IssueTokenScreen", CENTRAL, CENTRAL),
            Place("MyAccountScreen", EVERYBODY, EVERYBODY),
            Place("PrivacyScreen", EVERYBODY, EVERYBODY),
            Place("PasswordScreen", NOBODY, EVERYBODY),
            Place("ReportScreen", NOBODY),
        ),
    ),
)

_BY_SCREEN = {place.screen: place for group in SITE for place in group.places}


def place_of(screen: str) -> Place | None:
    return _BY_SCREEN.get(screen)


def opens(roles: Set[Role], screen: str, permission: str) -> bool:
    """Whether any of these roles may use that method of that screen."""
    place = _BY_SCREEN.get(screen)
    if place is None:
        return False
    return bool(roles & (place.opens if permission in READS else place.changes))


def officers_only(screen: str) -> bool:
    """Whether AML officers alone may open that screen: then nothing of it is told where others read, not its
    files in the trail, nor its page with the helpdesk, and nobody keeps a view of it."""
    place = _BY_SCREEN.get(screen)
    return place is not None and place.opens == OFFICERS
