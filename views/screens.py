"""Every screen but the home page, as it is registered; places and roles stand in `views/menu.py`."""

from __future__ import annotations

from views.accounts.accreditations import AccreditationScreen, MyAccreditationScreen
from views.accounts.cards.authorities import AuthorityScreen
from views.accounts.cards.certificate import CertificateScreen
from views.accounts.cards.choosing import EidScreen
from views.accounts.cards.desk import DeskEidScreen
from views.accounts.cards.drawer import SoftwareCardScreen
from views.accounts.cards.self_test import SelfTestScreen
from views.accounts.cards.trouble import TroubleScreen
from views.accounts.cards.unlinking import UnlinkScreen
from views.accounts.cards.web import WebEidScreen
from views.accounts.context import ContextScreen, KeptScreen
from views.accounts.desk import AccountScreen, WaitingAccountScreen
from views.accounts.door import LanguageScreen, SignInScreen
from views.accounts.federal_token import IssueTokenScreen, TokenScreen
from views.accounts.keys import KeyScreen
from views.accounts.openid import OpenIdScreen
from views.accounts.own import MyAccountScreen
from views.accounts.password import PasswordScreen
from views.accounts.phone import PhoneScreen
from views.accounts.sign_up import SignUpScreen
from views.accounts.staff import AttemptScreen, StaffRoleScreen
from views.accounts.stronger import StrongerScreen
from views.accounts.viewing import ViewAsScreen
from views.aml.annual_reports import AnnualReportScreen
from views.aml.atypical import AtypicalScreen
from views.aml.card import ContactCardScreen
from views.aml.cash_breaches import CashBreachScreen
from views.aml.contacts import ContactScreen
from views.aml.country_lists import CountryListScreen
from views.aml.deal_file.screen import DealFileScreen
from views.aml.deals import DealScreen
from views.aml.decisions import ContactDecisionScreen
from views.aml.deletions import DeletionScreen
from views.aml.discrepancies import DiscrepancyScreen
from views.aml.enrolments import EnrolmentScreen
from views.aml.evidence import EvidenceScreen
from views.aml.fiu_reports import FiuReportScreen
from views.aml.from_register import ContactRegisterScreen
from views.aml.hand_over import FileOwnerScreen, HandOverScreen
from views.aml.hits import HitScreen
from views.aml.keeping import KeepingScreen
from views.aml.listed import ListedScreen
from views.aml.lists import SanctionsListScreen
from views.aml.notifications import NotificationScreen
from views.aml.officer_acts import MatterScreen
from views.aml.officers import AmlOfficerScreen, DeputyScreen
from views.aml.overview import AmlOverviewScreen
from views.aml.packs import PackScreen
from views.aml.paying import DealPaymentScreen
from views.aml.payments import DealPaymentRegister
from views.aml.policies import PolicyScreen
from views.aml.profile_file import ProfileFileScreen
from views.aml.profiles import ProfileScreen
from views.aml.registers import AmlRegisterScreen
from views.aml.report_codes import ReportCodesScreen
from views.aml.review_feed import AmlCalendarScreen, ReviewFeedScreen
from views.aml.review_terms import ReviewTermScreen
from views.aml.reviews import ReviewScreen
from views.aml.rule_drafts import RuleDraftScreen
from views.aml.rule_sets import RuleSetScreen
from views.aml.rules import RuleScreen
from views.aml.snapshots import SnapshotScreen
from views.aml.subscriptions import SubscriptionScreen
from views.aml.trainings import TrainingScreen
from views.aml.trying import TryNameScreen
from views.aml.versions import ContactVersionScreen
from views.aml.wizard.screen import ContactFileScreen
from views.attachments import RelationFileScreen
from views.desk.api import ApiPageScreen, OpenApiScreen
from views.desk.audit import EventScreen
from views.desk.cases import CaseScreen, IncidentScreen
from views.desk.copies import CopyScreen
from views.desk.demo_mails import DemoMailScreen
from views.desk.documents import DocumentScreen
from views.desk.imports.register import ImportScreen
from views.desk.imports.wizard import ImportWizard
from views.desk.issued import IssuedScreen
from views.desk.jobs import JobRunScreen, TroubledJobScreen
from views.desk.mailbox import MailboxScreen
from views.desk.mails import MailScreen
from views.desk.person import PersonScreen
from views.desk.privacy import PrivacyScreen
from views.desk.report import ReportScreen
from views.desk.saved_views import SavedViewScreen
from views.desk.search import SearchScreen
from views.desk.work import WorkScreen
from views.organisations.adding import AddOrganisationScreen
from views.organisations.branches import BranchScreen
from views.organisations.businesses import BusinessDeliveryScreen
from views.organisations.members import InvitationScreen, MemberScreen
from views.organisations.mine import MyOrganisationScreen
from views.organisations.registers import OrganisationScreen, RelationScreen
from views.organisations.takeover import TakeoverScreen
from views.rights.administrators import AdministratorScreen
from views.rights.api import ApiScreen
from views.rights.branch_tools import BranchToolScreen
from views.rights.catalogue import ContextValueScreen, RightKindScreen, ToolRoleScreen, ToolScreen
from views.rights.change import ChangeScreen
from views.rights.clients import ToolClientScreen
from views.rights.conditions import AdmissionScreen, PriceScreen, RequirementScreen
from views.rights.differences import DifferenceScreen
from views.rights.entering import EnterScreen
from views.rights.find import FindPersonScreen
from views.rights.grant import GrantScreen
from views.rights.granted import RightScreen
from views.rights.integrations import IntegrationScreen
from views.rights.invited import InvitedScreen
from views.rights.letting_in import LetInScreen
from views.rights.merging import MergerScreen
from views.rights.mine import MyRightScreen
from views.rights.missing import MissingScreen
from views.rights.offers import OfferScreen
from views.rights.our_tools import OurToolScreen
from views.rights.overview import OverviewScreen
from views.rights.owners import OwnerScreen
from views.rights.packages import PackageScreen
from views.rights.provider import ProviderScreen
from views.rights.quick import QuickGrantScreen
from views.rights.recertification import CampaignScreen
from views.rights.registration import RegistrationScreen
from views.rights.relations import RelationChangeScreen
from views.rights.requests import RequestScreen
from views.rights.sets import RightSetScreen
from views.rights.several import GrantSeveralScreen
from views.rights.tokens import DiscoveryScreen, TokenEndpointScreen
from views.rights.why_account import WhyAccountScreen
from views.syndics.batches import BatchScreen
from views.syndics.cases import MandateCaseScreen
from views.syndics.desk import MandateDeskScreen
from views.syndics.fees import RegistrationFeeScreen
from views.syndics.mandates import MandateScreen
from views.syndics.need_to_file import NeedToFileScreen
from views.syndics.portfolio import PortfolioScreen
from views.syndics.submit import MandateSubmitScreen
from views.syndics.top_up import MandateTopUpScreen
from views.syndics.wizard.screen import MandateCasePageScreen
from views.wallet.account import AccountOverScreen
from views.wallet.api import WalletApiScreen
from views.wallet.bank_decisions import BankDecisionScreen
from views.wallet.bank_files import BankFileRegister, BankStatementRegister
from views.wallet.bank_payments import BankEntryRegister
from views.wallet.books import BooksScreen
from views.wallet.books_balance import TrialBalanceScreen
from views.wallet.books_ledger import LedgerScreen
from views.wallet.books_revenue import RevenueScreen
from views.wallet.books_vat import VatScreen
from views.wallet.credits import CreditScreen
from views.wallet.deliveries import DeliveryRegister
from views.wallet.invoice_months import InvoiceMonthScreen
from views.wallet.invoices import InvoiceScreen
from views.wallet.invoicing import InvoicingScreen
from views.wallet.notice import PaymentNoticeScreen
from views.wallet.practice_bank import PracticeBankScreen
from views.wallet.practice_network import PracticeNetworkScreen
from views.wallet.registers import TopUpRegister, WalletRegister
from views.wallet.settings import WalletSettingsScreen
from views.wallet.top_up import TopUpScreen
from views.wallet.transactions import TransactionScreen
from views.wallet.transfer import TransferScreen
from views.wallet.wallet import WalletScreen

SCREENS = (
    MandateCasePageScreen,
    MandateSubmitScreen,
    MandateTopUpScreen,
    RegistrationFeeScreen,
    BatchScreen,
    MandateCaseScreen,
    NeedToFileScreen,
    ContactScreen,
    ContactRegisterScreen,
    ContactDecisionScreen,
    DealScreen,
    DealFileScreen,
    NotificationScreen,
    FiuReportScreen,
    AmlOverviewScreen,
    CashBreachScreen,
    DiscrepancyScreen,
    AtypicalScreen,
    AnnualReportScreen,
    DeletionScreen,
    KeepingScreen,
    PackScreen,
    AmlOfficerScreen,
    EnrolmentScreen,
    DeputyScreen,
    MatterScreen,
    DealPaymentScreen,
    DealPaymentRegister,
    SubscriptionScreen,
    AmlRegisterScreen,
    PolicyScreen,
    TrainingScreen,
    ContactFileScreen,
    EvidenceScreen,
    ContactCardScreen,
    HandOverScreen,
    FileOwnerScreen,
    ContactVersionScreen,
    ProfileFileScreen,
    ProfileScreen,
    RuleSetScreen,
    ReviewScreen,
    ReviewFeedScreen,
    AmlCalendarScreen,
    ReviewTermScreen,
    RuleDraftScreen,
    RuleScreen,
    CountryListScreen,
    ReportCodesScreen,
    HitScreen,
    TryNameScreen,
    WalletScreen,
    TopUpScreen,
    WalletSettingsScreen,
    PaymentNoticeScreen,
    TransactionScreen,
    AccountOverScreen,
    InvoiceScreen,
    CreditScreen,
    InvoiceMonthScreen,
    InvoicingScreen,
    WalletRegister,
    TopUpRegister,
    TransferScreen,
    DeliveryRegister,
    BankEntryRegister,
    BankDecisionScreen,
    BankStatementRegister,
    BankFileRegister,
    BooksScreen,
    RevenueScreen,
    TrialBalanceScreen,
    LedgerScreen,
    VatScreen,
    SanctionsListScreen,
    SnapshotScreen,
    ListedScreen,
    SignInScreen,
    EidScreen,
    OpenIdScreen,
    DeskEidScreen,
    WebEidScreen,
    CertificateScreen,
    SelfTestScreen,
    TroubleScreen,
    SoftwareCardScreen,
    PhoneScreen,
    PracticeBankScreen,
    PracticeNetworkScreen,
    AuthorityScreen,
    UnlinkScreen,
    SignUpScreen,
    PasswordScreen,
    KeyScreen,
    StrongerScreen,
    MyAccreditationScreen,
    AccreditationScreen,
    TokenScreen,
    IssueTokenScreen,
    MyAccountScreen,
    PrivacyScreen,
    LanguageScreen,
    DemoMailScreen,
    ContextScreen,
    KeptScreen,
    SearchScreen,
    ReportScreen,
    GrantScreen,
    RightScreen,
    RelationScreen,
    PersonScreen,
    OrganisationScreen,
    BusinessDeliveryScreen,
    MyOrganisationScreen,
    AddOrganisationScreen,
    MemberScreen,
    LetInScreen,
    BranchScreen,
    BranchToolScreen,
    InvitationScreen,
    InvitedScreen,
    TakeoverScreen,
    OurToolScreen,
    OfferScreen,
    EnterScreen,
    ProviderScreen,
    TokenEndpointScreen,
    DiscoveryScreen,
    ToolClientScreen,
    IntegrationScreen,
    ApiScreen,
    WalletApiScreen,
    OpenApiScreen,
    ApiPageScreen,
    WhyAccountScreen,
    ToolScreen,
    ToolRoleScreen,
    RightKindScreen,
    ContextValueScreen,
    RequirementScreen,
    AdmissionScreen,
    PriceScreen,
    EventScreen,
    CaseScreen,
    IncidentScreen,
    AccountScreen,
    WaitingAccountScreen,
    ViewAsScreen,
    AttemptScreen,
    StaffRoleScreen,
    JobRunScreen,
    MailScreen,
    MailboxScreen,
    SavedViewScreen,
    ImportWizard,
    ImportScreen,
    WorkScreen,
    DocumentScreen,
    IssuedScreen,
    CopyScreen,
    RelationFileScreen,
    TroubledJobScreen,
    RegistrationScreen,
    MandateDeskScreen,
    AdministratorScreen,
    OwnerScreen,
    ChangeScreen,
    RelationChangeScreen,
    GrantSeveralScreen,
    OverviewScreen,
    DifferenceScreen,
    MyRightScreen,
    RequestScreen,
    PackageScreen,
    CampaignScreen,
    MergerScreen,
    FindPersonScreen,
    RightSetScreen,
    MissingScreen,
    QuickGrantScreen,
    MandateScreen,
    PortfolioScreen,
    NeedToFileScreen,
)
