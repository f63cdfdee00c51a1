"""The part of the site map that is against laundering: what is done with files, and what follows from it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from views.menu_parts import AML, CENTRAL, FINANCE, HANDS, LISTS, NOBODY, OFFICE, OFFICERS, Group, Place
from views.menu_parts import ours as _ours

AML_GROUPS = (
    Group(
        _l("Against laundering"),
        (
            _ours("AmlOverviewScreen", AML, NOBODY, "AmlOverviewScreen.index", _l("Overview"), "up"),
            _ours("HitScreen", AML, AML, "HitScreen.list", _l("Possible matches"), "warning"),
            _ours("ContactScreen", AML, AML, "ContactScreen.list", _l("Contacts"), "people"),
            _ours("DealScreen", AML, AML, "DealScreen.list", _l("Client transactions"), "house"),
            _ours("ContactDecisionScreen", AML, AML, "ContactDecisionScreen.list", _l("Decisions"), "check"),
            _ours("ProfileScreen", AML, AML, "ProfileScreen.list", _l("Risk profiles"), "question"),
            _ours("NotificationScreen", AML, AML, "NotificationScreen.list", _l("Notifications"), "mail"),
            _ours("FiuReportScreen", OFFICERS, OFFICERS, "FiuReportScreen.list", _l("Reports to the FIU"), "up"),
            _ours("AmlOfficerScreen", OFFICE, OFFICE, "AmlOfficerScreen.index", _l("AML officers"), "shield"),
            _ours("SubscriptionScreen", AML, AML, "SubscriptionScreen.list", _l("Subscriptions"), "register"),
            _ours(
                "DealPaymentRegister",
                AML | FINANCE,
                FINANCE,
                "DealPaymentRegister.list",
                _l("Payments for transactions"),
                "wallet",
            ),
            _ours("TryNameScreen", AML, AML, "TryNameScreen.index", _l("Try a name"), "search"),
            _ours(
                "SanctionsListScreen", LISTS, CENTRAL, "SanctionsListScreen.list", _l("Sanctions lists"), "shield"
            ),
            _ours("ListedScreen", LISTS, NOBODY, "ListedScreen.list", _l("Entries of the lists"), "list"),
            _ours("RuleSetScreen", LISTS, NOBODY, "RuleSetScreen.list", _l("Vigilance rules"), "question"),
            _ours("CountryListScreen", LISTS, CENTRAL, "CountryListScreen.list", _l("Country lists"), "stack"),
            Place(
                "ReportCodesScreen", CENTRAL, CENTRAL, "ReportCodesScreen.list", _l("Codes of the FIU"), "stack"
            ),
            Place("SnapshotScreen", CENTRAL, CENTRAL, "SnapshotScreen.list", _l("Loads of lists"), "history"),
        ),
    ),
    Group(
        _l("Reviews, registers and reports"),
        (
            _ours("AmlRegisterScreen", AML, AML, "AmlRegisterScreen.index", _l("Registers"), "register"),
            _ours("ReviewScreen", AML, AML, "ReviewScreen.list", _l("Reviews"), "history"),
            Place(
                "ReviewTermScreen", CENTRAL, CENTRAL, "ReviewTermScreen.list", _l("Terms of reviews"), "history"
            ),
            _ours("HandOverScreen", HANDS, HANDS, "HandOverScreen.index", _l("Whose files"), "people"),
            _ours(
                "AnnualReportScreen",
                OFFICERS,
                OFFICERS,
                "AnnualReportScreen.list",
                _l("Annual reports"),
                "stack",
            ),
            _ours(
                "DeletionScreen",
                OFFICERS,
                OFFICERS,
                "DeletionScreen.list",
                _l("Deleted after ten years"),
                "history",
            ),
            _ours("PackScreen", OFFICERS, OFFICERS, "PackScreen.list", _l("Inspection packs"), "download"),
        ),
    ),
)
# Screens without a place in the menu: other pages lead to them.
AML_UNLISTED = (
    _ours("ContactFileScreen", AML, AML),
    _ours("FileOwnerScreen", AML, AML),
    _ours("EnrolmentScreen", OFFICE, OFFICE),
    _ours("DeputyScreen", OFFICE, NOBODY),
    _ours("EvidenceScreen", AML, AML),
    _ours("DealPaymentScreen", AML, AML),
    _ours("DealFileScreen", AML, AML),
    _ours("ContactCardScreen", AML, AML),
    _ours("ContactVersionScreen", AML, AML),
    _ours("KeepingScreen", AML, AML),
    _ours("MatterScreen", OFFICERS, OFFICERS),
    _ours("ProfileFileScreen", AML, AML),
    _ours("ReviewFeedScreen", AML, AML),
    Place("AmlCalendarScreen", NOBODY),
    _ours("ContactRegisterScreen", AML, AML),
    _ours("PolicyScreen", AML, OFFICERS),
    _ours("TrainingScreen", AML, AML),
    _ours("CashBreachScreen", AML, AML),
    _ours("DiscrepancyScreen", AML, AML),
    _ours("AtypicalScreen", OFFICERS, OFFICERS),
    Place("RuleDraftScreen", CENTRAL, CENTRAL),
    Place("RuleScreen", CENTRAL, CENTRAL),
)
