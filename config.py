"""Settings of one installation, read once from the environment, and what production refuses to start with.

Only the roof (`run.py`) reads this; rooms are handed what they need.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from app.accounts.card_ways import LEAST_SECRET, CardSettings
from app.accounts.gates import GOVERNMENT, ITSME, GateSettings
from app.cases.hours import USUAL, Opening, read_hours
from app.outside.goaml_schema import read_schema
from app.outside.list_settings import ListSettings
from app.outside.mail import Smtp
from app.outside.networks import NetworkSettings
from app.outside.paying import PaymentSettings
from app.outside.payments import PaymentMethod
from app.wallet.epc import LONGEST_NAME
from app.wallet.invoicing import seller
from app.wallet.invoicing.paper import Party
from app.wallet.transfers import HouseAccount
from models.values import Iban, ValueProblem

T = TypeVar("T")
HERE = Path(__file__).resolve().parent
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
DEMO_ACCOUNT = "BE68 5390 0754 7034"
"""Nobody's: the example in every text about account numbers."""


class UnsafeSettings(Exception):
    """Settings that can't be read, or that production refuses; each line says what to set instead."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class Settings:
    """`database_url` empty means the embedded server in `state`. Times are per session."""

    production: bool
    port: int
    host: str
    state: Path
    database_url: str = field(repr=False)
    database_owner_url: str = field(repr=False)
    database_reader_url: str = field(repr=False)
    keys: str = field(repr=False)
    trusted_hosts: tuple[str, ...]
    behind_proxies: int
    secure_cookies: bool
    demo_data: bool
    demo_password: str = field(repr=False)
    demo_password_is_high: bool
    # Where the demo tool listens, on this machine only; 0: not at all.
    demo_tool_port: int
    idle: timedelta
    longest: timedelta
    web_workers: int
    web_threads: int
    request_seconds: int
    log_level: str
    metrics_token: str = field(repr=False)
    mail_server: Smtp | None
    mail_ca_file: str
    mail_from: str
    mail_bounces: str
    clamav_url: str
    helpdesk_hours: tuple[Opening, ...]
    cards: CardSettings
    eid_socket: str
    gates: tuple[GateSettings, ...]
    federal_token: bool
    payments: PaymentSettings
    # The account that people transfer to; None: nobody can.
    bank: HouseAccount | None
    # Who invoices; None: nothing is invoiced.
    seller: Party | None
    # Who carries invoices to the Peppol network.
    network: NetworkSettings
    lists: ListSettings
    goaml_schema: Path | None

    @property
    def embedded(self) -> bool:
        return not self.database_url

    @property
    def address(self) -> str:
        """What people type, without a slash at the end."""
        host = self.trusted_hosts[0] if self.trusted_hosts else f"{self.host}:{self.port}"
        return f"{'https' if self.secure_cookies else 'http'}://{host}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """Every host that a request may name."""
        return tuple(filter(None, (*self.trusted_hosts, self.cards.certificate_host)))

    @property
    def forms_lead_to(self) -> tuple[str, ...]:
        """Where else a form of ours may send a browser on to, by scheme and host."""
        host = self.cards.certificate_host
        gates = (gate.origin for gate in self.gates)
        return (*gates, *([f"https://{host}"] if host else []), *self.payments.pages)

    @property
    def for_pages(self) -> dict[str, Any]:
        """What the web application has to know, by the names that it asks by."""
        return {
            "SESSION_COOKIE_NAME": "__Host-session" if self.secure_cookies else "session",
            "SESSION_COOKIE_SECURE": self.secure_cookies,
            "TRUSTED_HOSTS": [*self.hosts, "127.0.0.1", "localhost"] if self.trusted_hosts else None,
            "MAIL_OUTSIDE": self.mail_server is not None,
            "DEMO_MAILS": self.demo_data and self.mail_server is None and not self.production,
            "DEMO_PASSWORD_IS_HIGH": self.demo_password_is_high,
            "PASSWORD_LEVEL": "high" if self.demo_password_is_high else "basic",
            "ADDRESS": self.address,
            "CERTIFICATE_HOST": self.cards.certificate_host,
            "FORMS_LEAD_TO": self.forms_lead_to,
            "FEDERAL_TOKEN": self.federal_token,
            "HELPDESK_HOURS": self.helpdesk_hours,
            "GOAML_SCHEMA": self.goaml_schema,
            "IDLE_SECONDS": int(self.idle.total_seconds()),
        }

    @property
    def bank_accounts(self) -> frozenset[str]:
        """The accounts of the house, of which the bank's files are taken in."""
        return frozenset({self.bank.iban.digits} if self.bank else ())

    @property
    def bank_folder(self) -> Path:
        """Where the bank's files lie: `in`, and what became of them."""
        return self.state / "bank"

    @property
    def listens(self) -> list[str]:
        """Where the web server listens: for people, and apart for the proxy that asks for certificates."""
        return [f"{self.host}:{self.port}", *([f"unix:{self.eid_socket}"] if self.eid_socket else [])]

    @property
    def keys_file(self) -> Path:
        return self.state / "keys.json"

    @property
    def anchors_file(self) -> Path:
        return self.state / "anchors.log"

    @property
    def registers(self) -> Path:
        """Where the operator puts what other registers deliver as files."""
        return self.state / "registers"

    @property
    def files(self) -> Path:
        """The folder of the documents' files."""
        return self.state / "files"

    @property
    def practice_bank(self) -> Path:
        """Where a bank that is a page of our own keeps its payments."""
        return self.state / "practice-bank"

    @property
    def practice_network(self) -> Path:
        """Where a network of our own making keeps what was handed over."""
        return self.state / "practice-network"


def _yes(text: str) -> bool:
    return text.strip().lower() in ("1", "true", "yes", "on")


def _number(environment: Mapping[str, str], name: str, usual: int, least: int = 1, most: int = 9999) -> int:
    text = environment.get(name, "").strip()
    if text and not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise UnsafeSettings([f"{name} must be a whole number from {least} to {most}; it is “{text}”."])
    return int(text) if text else usual


def _level(environment: Mapping[str, str], usual: str) -> str:
    level = environment.get("LOG_LEVEL", "").strip().upper() or usual
    if level not in LEVELS:
        raise UnsafeSettings([f"LOG_LEVEL must be one of {', '.join(LEVELS)}; it is “{level}”."])
    return level


def _mail_server(environment: Mapping[str, str]) -> Smtp | None:
    """The server that SMTP_URL names; None when it is empty. A complaint repeats nothing: it holds a password."""
    text = environment.get("SMTP_URL", "").strip()
    try:
        return Smtp.at(text) if text else None
    except ValueError:
        raise UnsafeSettings(
            ["SMTP_URL must read smtp+starttls://user:password@host:587; smtps:// and smtp:// are possible too."]
        ) from None


def _address(environment: Mapping[str, str], name: str) -> str:
    text = environment.get(name, "").strip()
    local, _, domain = text.rpartition("@")
    if text and not (
        local and domain and text.isascii() and text.isprintable() and not set(text) & set(" <>\"',")
    ):
        raise UnsafeSettings([f"{name} must be an e-mail address, nothing around it; it is “{text}”."])
    return text


def _scanner(environment: Mapping[str, str]) -> str:
    address = environment.get("CLAMAV_URL", "").strip()
    parts = urlsplit(address)
    if address and not (parts.scheme == "tcp" and parts.hostname) and not (parts.scheme == "unix" and parts.path):
        raise UnsafeSettings(
            [f"CLAMAV_URL must be like tcp://host:3310 or unix:///run/clamav/clamd.ctl; it is “{address}”."]
        )
    return address


def _hours(environment: Mapping[str, str]) -> tuple[Opening, ...]:
    try:
        return read_hours(environment.get("HELPDESK_HOURS", USUAL))
    except ValueError as problem:
        raise UnsafeSettings(
            [f"HELPDESK_HOURS must read like {USUAL}; sat 09:00-12:00, in order; it says “{problem}”."]
        ) from None


def _cards(environment: Mapping[str, str]) -> CardSettings:
    """What is said about cards. A complaint never repeats the secret."""

    def words(name: str) -> frozenset[str]:
        return frozenset(filter(None, (one.strip() for one in environment.get(name, "").split(","))))

    host, secret = environment.get("EID_HOST", "").strip(), environment.get("EID_PROXY_SECRET", "")
    if host and len(secret) < LEAST_SECRET:
        raise UnsafeSettings(
            [f"EID_PROXY_SECRET must have {LEAST_SECRET} characters or more, since EID_HOST is set."]
        )
    policies = words("EID_POLICIES")
    if any(not set(one) <= set("0123456789.") for one in policies):
        raise UnsafeSettings(
            ["EID_POLICIES must be object identifiers, with commas between them: 2.16.56.13.1.1.2.2"]
        )
    return CardSettings(
        desk_reader=_yes(environment.get("EID_DESK_READER", "")),
        module=environment.get("EID_MODULE", "").strip(),
        software=_yes(environment.get("EID_SOFTWARE_CARDS", "")),
        takes_unknown=_yes(environment.get("EID_TAKES_UNKNOWN", "")),
        policies=policies,
        certificate_host=host,
        peers=words("EID_PROXY_PEERS") or frozenset({""}),
        secret=secret,
    )


def _gates(environment: Mapping[str, str]) -> tuple[GateSettings, ...]:
    """Providers elsewhere whose sign-in counts. A complaint repeats no secret and no key."""
    found = []
    for name, prefix, own in ((ITSME, "ITSME", "service"), (GOVERNMENT, "GOVERNMENT", "capacity")):
        told = {
            one: environment.get(f"{prefix}_{one.upper()}", "").strip()
            for one in ("issuer", "client_id", "secret", "keys", own)
        }
        if not told["issuer"]:
            continue
        if not told["client_id"] or not (told["secret"] or told["keys"]):
            raise UnsafeSettings(
                [f"{prefix}_CLIENT_ID, and {prefix}_SECRET or {prefix}_KEYS, go with {prefix}_ISSUER."]
            )
        found.append(GateSettings(name, **told))
    return tuple(found)


def _payments(environment: Mapping[str, str], *, production: bool) -> PaymentSettings:
    """Who takes money online, and how. A complaint never repeats the key."""
    key = environment.get("MOLLIE_KEY", "").strip()
    if key and not re.fullmatch(r"(live|test)_[A-Za-z0-9]+", key):
        raise UnsafeSettings(["MOLLIE_KEY must be an API key of Mollie, which begins with live_ or test_."])
    words = [one.strip() for one in environment.get("PAYMENT_METHODS", "").split(",")]
    chosen = list(PaymentMethod) if words == [""] else [one for one in PaymentMethod if one in words]
    if not set(words) <= {*chosen, ""} or not chosen:
        raise UnsafeSettings([f"PAYMENT_METHODS must be of {', '.join(PaymentMethod)}, with commas between them."])
    practice = _yes(environment.get("PRACTICE_BANK", "" if production or key else "1"))
    if practice and key:
        raise UnsafeSettings(
            ["PRACTICE_BANK is on beside MOLLIE_KEY: only one can take money. Unset one of them."]
        )
    return PaymentSettings(key, tuple(chosen), practice)


def _bank(env: Mapping[str, str], *, production: bool) -> HouseAccount | None:
    """Where people transfer money to; an invented account in a demonstration that doesn't name BANK_ACCOUNT."""
    told = env.get("BANK_ACCOUNT", "" if production else DEMO_ACCOUNT).strip()
    if not told:
        return None
    invented = "" if production or "BANK_ACCOUNT" in env else "Sleutelbos (demonstratie)"
    name = " ".join(env.get("BANK_ACCOUNT_NAME", invented).split())
    bic = "".join(env.get("BANK_BIC", "").split()).upper()
    try:
        iban = Iban.parse(told)
    except ValueProblem:
        raise UnsafeSettings([f"BANK_ACCOUNT must be an IBAN with right check digits; it is “{told}”."]) from None
    if not name or not name.isprintable() or len(name) > LONGEST_NAME:
        raise UnsafeSettings(
            [f"BANK_ACCOUNT_NAME must say in whose name BANK_ACCOUNT stands, in {LONGEST_NAME} letters at most."]
        )
    if bic and not re.fullmatch(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?", bic):
        raise UnsafeSettings([f"BANK_BIC must be the code of a bank, of 8 or 11 characters; it is “{bic}”."])
    return HouseAccount(iban, name, bic)


def _told(read: Callable[[], T]) -> T:
    """What that reads; what it complains of is how settings were set."""
    try:
        return read()
    except ValueError as problem:
        raise UnsafeSettings([str(problem)]) from None


def _beside(env: Mapping[str, str]) -> int:
    """The port after ours; 0 where there is none."""
    port = _number(env, "PORT", 8080, most=65535)
    return port + 1 if port < 65535 else 0


def read(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. Raises UnsafeSettings when one can't be read or, in production, is unsafe."""
    env = os.environ if environment is None else environment
    production = _yes(env.get("PRODUCTION", ""))
    settings = Settings(
        production=production,
        port=_number(env, "PORT", 8080, most=65535),
        host=env.get("HOST", "127.0.0.1"),
        state=Path(env.get("STATE_DIR", "") or HERE / "var"),
        database_url=env.get("DATABASE_URL", ""),
        database_owner_url=env.get("DATABASE_OWNER_URL", ""),
        database_reader_url=env.get("DATABASE_READER_URL", ""),
        keys=env.get("KEYS", ""),
        trusted_hosts=tuple(filter(None, (h.strip() for h in env.get("TRUSTED_HOSTS", "").split(",")))),
        behind_proxies=_number(env, "BEHIND_PROXIES", 0, least=0),
        secure_cookies=_yes(env.get("SECURE_COOKIES", "1" if production else "")),
        demo_data=_yes(env.get("DEMO_DATA", "" if production else "1")),
        demo_password=env.get("DEMO_PASSWORD", ""),
        demo_password_is_high=_yes(env.get("DEMO_PASSWORD_IS_HIGH", "" if production else "1")),
        demo_tool_port=_number(env, "DEMO_TOOL_PORT", 0 if production else _beside(env), least=0, most=65535),
        idle=timedelta(minutes=_number(env, "IDLE_MINUTES", 20)),
        longest=timedelta(hours=_number(env, "SESSION_HOURS", 12)),
        web_workers=_number(env, "WEB_WORKERS", 2),
        web_threads=_number(env, "WEB_THREADS", 4),
        request_seconds=_number(env, "REQUEST_SECONDS", 15),
        log_level=_level(env, "INFO" if production else "WARNING"),
        metrics_token=env.get("METRICS_TOKEN", ""),
        mail_server=_mail_server(env),
        mail_ca_file=env.get("SMTP_CA_FILE", ""),
        mail_from=_address(env, "MAIL_FROM"),
        mail_bounces=_address(env, "MAIL_BOUNCES"),
        clamav_url=_scanner(env),
        helpdesk_hours=_hours(env),
        cards=_cards(env),
        eid_socket=env.get("EID_SOCKET", "").strip(),
        gates=_gates(env),
        federal_token=_yes(env.get("FEDERAL_TOKEN", "")),
        payments=_payments(env, production=production),
        bank=_bank(env, production=production),
        seller=_told(lambda: seller.read_seller(env) or (None if production else seller.DEMO)),
        network=_told(lambda: NetworkSettings.read(env, production=production)),
        lists=_told(lambda: ListSettings.read(env, production=production)),
        goaml_schema=_told(lambda: read_schema(env)),
    )
    if production and (reasons := list(unsafe(settings))):
        raise UnsafeSettings(reasons)
    return settings


def unsafe(settings: Settings) -> list[str]:
    """What production would refuse about these settings, as sentences for the operator."""
    checks = (
        (settings.demo_data, "DEMO_DATA is on: invented people don't belong in production. Unset it."),
        (
            settings.demo_password_is_high,
            "DEMO_PASSWORD_IS_HIGH is on: a password would open everything. Unset it.",
        ),
        (settings.cards.software, "EID_SOFTWARE_CARDS is on: invented cards would open accounts. Unset it."),
        (settings.payments.practice_bank, "PRACTICE_BANK is on: invented money would be credited. Unset it."),
        (
            settings.network.is_invented,
            "PRACTICE_NETWORK is on, or PEPPOL_ADDRESS is the one to try with: invoices would get to nobody.",
        ),
        (
            settings.bank is not None and settings.bank.iban == Iban.parse(DEMO_ACCOUNT),
            "BANK_ACCOUNT is the one of the demonstration: money would go to nobody. Name your own.",
        ),
        (
            settings.payments.mollie_key.startswith("test_"),
            "MOLLIE_KEY begins with test_: invented money would be credited. Take the one with live_.",
        ),
        (
            any(not gate.issuer.startswith("https://") for gate in settings.gates),
            "ITSME_ISSUER or GOVERNMENT_ISSUER doesn't begin with https://: anybody could answer in its name.",
        ),
        (
            not settings.trusted_hosts,
            "TRUSTED_HOSTS is empty: name the host people type, e.g. rechten.example.be.",
        ),
        (not settings.secure_cookies, "SECURE_COOKIES is off: a session could travel unencrypted. Unset it."),
        (settings.embedded, "DATABASE_URL is empty: the embedded database isn't for production. Name a server."),
        (
            not settings.embedded and not settings.database_owner_url,
            "DATABASE_OWNER_URL is empty: migrations run as the owner, the application doesn't.",
        ),
        (
            settings.idle > timedelta(hours=1),
            "IDLE_MINUTES is over 60: an unattended counter stays open too long.",
        ),
        (
            settings.longest > timedelta(hours=24),
            "SESSION_HOURS is over 24: people sign in again each day.",
        ),
    )
    return [sentence for wrong, sentence in (*checks, *_unsafe_mail(settings)) if wrong]


def _unsafe_mail(settings: Settings) -> tuple[tuple[bool, str], ...]:
    server = settings.mail_server
    return (
        (
            server is None,
            "SMTP_URL is empty: codes and links to passwords go by mail. Name a mail server.",
        ),
        (
            server is not None and server.security == "none" and not server.is_local,
            "SMTP_URL begins with smtp://: letters and password would travel unencrypted. Use smtp+starttls://.",
        ),
        (
            server is not None and not settings.mail_from,
            "MAIL_FROM is empty: name the address that letters come from, e.g. noreply@example.be.",
        ),
    )
