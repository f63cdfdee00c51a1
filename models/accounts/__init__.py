"""People, how they sign in, and the accounts they make themselves."""

from models.accounts.accreditations import Accreditation, RegisterDelivery
from models.accounts.cards import CardAuthority, CardLink, Challenge, ShownCard
from models.accounts.overview import AccountOverview
from models.accounts.own import AUTHENTICATOR, AddressChange, Authenticator, Code, Profile, RecoveryCode, SignUp
from models.accounts.people import NUMBER, Account, Person, StaffRole
from models.accounts.signing import Attempt, FederatedSession, OneTimeLink, WebSession
from models.accounts.tokens import FederalToken, TokenCode

__all__ = (
    "AUTHENTICATOR",
    "NUMBER",
    "Account",
    "AccountOverview",
    "Accreditation",
    "AddressChange",
    "Attempt",
    "Authenticator",
    "CardAuthority",
    "CardLink",
    "Challenge",
    "Code",
    "FederalToken",
    "FederatedSession",
    "OneTimeLink",
    "Person",
    "Profile",
    "RecoveryCode",
    "RegisterDelivery",
    "ShownCard",
    "SignUp",
    "StaffRole",
    "TokenCode",
    "WebSession",
)
