"""Settings: read once, refused in production when unsafe, and told in the README as they are."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

import config
import run
from app.accounts.card_ways import CardSettings
from app.outside.billit import SANDBOX
from app.outside.list_settings import ListSettings
from app.outside.mollie import PAGES
from app.outside.networks import NetworkSettings
from app.outside.paying import PaymentSettings
from app.outside.payments import PaymentMethod
from app.wallet.transfers import HouseAccount
from config import Settings, UnsafeSettings

README = (Path(run.__file__).parent / "README.md").read_text()
SAFE = {
    "PRODUCTION": "1",
    "DATABASE_URL": "postgresql+psycopg://house_app@db/sleutelbos",
    "DATABASE_OWNER_URL": "postgresql+psycopg://house_owner@db/sleutelbos",
    "TRUSTED_HOSTS": "rechten.example.be",
    "SMTP_URL": "smtps://mail.example.be",
    "MAIL_FROM": "noreply@example.be",
}


class Watched(Mapping[str, str]):
    """An empty environment that remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _names_asked() -> set[str]:
    environment = Watched()
    config.read(environment)
    return environment.asked


def test_without_any_setting_it_starts_as_a_demonstration_on_this_machine() -> None:
    settings = config.read({})
    assert (settings.host, settings.port, settings.embedded, settings.demo_data) == ("127.0.0.1", 8080, True, True)
    assert not settings.production


def test_safe_settings_start_in_production_without_demo() -> None:
    settings = config.read(SAFE)
    assert settings.production
    assert settings.secure_cookies
    assert not settings.demo_data
    assert not settings.demo_password_is_high


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DEMO_DATA", "1", "invented people"),
        ("DEMO_PASSWORD_IS_HIGH", "yes", "DEMO_PASSWORD_IS_HIGH is on"),
        ("EID_SOFTWARE_CARDS", "1", "invented cards would open accounts"),
        ("PRACTICE_BANK", "1", "PRACTICE_BANK is on: invented money would be credited"),
        ("PRACTICE_NETWORK", "1", "PRACTICE_NETWORK is on"),
        ("MOLLIE_KEY", "test_dHar4XY7", "MOLLIE_KEY begins with test_: invented money would be credited"),
        ("TRUSTED_HOSTS", " , ", "TRUSTED_HOSTS is empty"),
        ("SECURE_COOKIES", "0", "SECURE_COOKIES is off"),
        ("DATABASE_URL", "", "DATABASE_URL is empty"),
        ("DATABASE_OWNER_URL", "", "DATABASE_OWNER_URL is empty"),
        ("IDLE_MINUTES", "61", "IDLE_MINUTES is over 60"),
        ("SESSION_HOURS", "25", "SESSION_HOURS is over 24"),
    ],
)
def test_production_refuses_what_is_unsafe_and_says_what_to_do(name: str, value: str, said: str) -> None:
    with pytest.raises(UnsafeSettings, match=said):
        config.read(SAFE | {name: value})


@pytest.mark.parametrize(("name", "value"), [("IDLE_MINUTES", "60"), ("SESSION_HOURS", "24"), ("PORT", "65535")])
def test_the_limit_itself_is_allowed(name: str, value: str) -> None:
    config.read(SAFE | {name: value})


def test_every_unsafe_setting_is_told_at_once() -> None:
    with pytest.raises(UnsafeSettings) as refused:
        config.read({"PRODUCTION": "1", "DEMO_DATA": "1"})
    assert len(refused.value.reasons) == 4


@pytest.mark.parametrize("text", ["abc", "8080.5", "-1", "0", "65536", "٣"])
def test_a_number_that_is_none_is_named(text: str) -> None:
    with pytest.raises(
        UnsafeSettings, match=re.escape(f"PORT must be a whole number from 1 to 65535; it is “{text}”")
    ):
        config.read({"PORT": text})


def test_a_level_of_logging_that_does_not_exist_is_named() -> None:
    with pytest.raises(UnsafeSettings, match="LOG_LEVEL must be one of"):
        config.read({"LOG_LEVEL": "loud"})


@pytest.mark.parametrize("address", ["", "tcp://scanner:3310", "tcp://scanner", "unix:///run/clamav/clamd.ctl"])
def test_a_virus_scanner_is_named_by_its_address_or_not_at_all(address: str) -> None:
    assert config.read({"CLAMAV_URL": address}).clamav_url == address


@pytest.mark.parametrize("address", ["scanner:3310", "http://scanner", "unix://", "tcp://"])
def test_an_address_of_a_virus_scanner_that_can_not_be_one_is_named(address: str) -> None:
    with pytest.raises(UnsafeSettings, match="CLAMAV_URL must be like"):
        config.read({"CLAMAV_URL": address})


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("EID_PROXY_SECRET", "too short", "must have 32 characters or more"),
        ("EID_PROXY_SECRET", "", "must have 32 characters or more"),
        ("EID_POLICIES", "2.16.56, citizen", "object identifiers"),
    ],
)
def test_a_way_in_for_certificates_is_set_up_whole_or_refused(name: str, value: str, said: str) -> None:
    with pytest.raises(UnsafeSettings, match=said) as refused:
        config.read({"EID_HOST": "eid.example.be", "EID_PROXY_SECRET": "s" * 32} | {name: value})
    assert "too short" not in str(refused.value)


@pytest.mark.parametrize("missing", ["ITSME_CLIENT_ID", "ITSME_SECRET"])
def test_a_gate_is_set_up_whole_or_refused(missing: str) -> None:
    told = {"ITSME_ISSUER": "https://idp.example", "ITSME_CLIENT_ID": "house", "ITSME_SECRET": "a-secret"}
    with pytest.raises(UnsafeSettings, match="go with ITSME_ISSUER") as refused:
        config.read(told | {missing: ""})
    assert "a-secret" not in str(refused.value)


def test_production_refuses_a_gate_that_anybody_could_answer_for() -> None:
    told = {"GOVERNMENT_ISSUER": "http://idp.example", "GOVERNMENT_CLIENT_ID": "house", "GOVERNMENT_KEYS": "{}"}
    assert config.read(told).forms_lead_to == ("http://idp.example",)
    with pytest.raises(UnsafeSettings, match="doesn't begin with https://"):
        config.read(SAFE | told)


def test_production_takes_money_with_a_key_that_is_meant_or_not_at_all() -> None:
    assert config.read(SAFE).payments == PaymentSettings()
    settings = config.read(SAFE | {"MOLLIE_KEY": "live_dHar4XY7"})
    assert settings.payments == PaymentSettings("live_dHar4XY7")
    assert settings.forms_lead_to == PAGES


@pytest.mark.parametrize(
    ("told", "practice"),
    [
        ({}, True),
        ({"PRACTICE_BANK": "0"}, False),
        ({"MOLLIE_KEY": "test_dHar4XY7"}, False),
        ({"MOLLIE_KEY": "live_dHar4XY7", "PRACTICE_BANK": "0"}, False),
    ],
)
def test_a_practice_bank_stands_in_where_nobody_else_takes_money(told: dict[str, str], practice: bool) -> None:
    assert config.read(told).payments.practice_bank is practice


def test_production_sends_to_the_network_with_a_key_that_is_meant_or_not_at_all() -> None:
    told = {"PEPPOL_KEY": "0f9ad6c1", "PEPPOL_PARTY": "1234567"}
    assert config.read(SAFE).network == NetworkSettings()
    assert config.read(SAFE | told).network == NetworkSettings("0f9ad6c1", "1234567")
    assert config.read({}).network == NetworkSettings(practice=True)
    with pytest.raises(UnsafeSettings, match="invoices would get to nobody"):
        config.read(SAFE | told | {"PEPPOL_ADDRESS": SANDBOX})
    with pytest.raises(UnsafeSettings, match="PEPPOL_KEY and PEPPOL_PARTY go together"):
        config.read({"PEPPOL_KEY": "0f9ad6c1"})


def test_lists_are_fetched_from_addresses_or_invented_or_loaded_by_hand() -> None:
    told = {"SANCTIONS_LISTS": " eu=https://lists.example/eu?key=a-secret\n un=https://lists.example/un "}
    addresses = {"eu": "https://lists.example/eu?key=a-secret", "un": "https://lists.example/un"}
    assert config.read(SAFE | told).lists == ListSettings(addresses)
    found = config.read(told).lists.published(date.today)
    assert found is not None
    assert (found.codes, found.practice) == (("eu", "un"), False)
    assert config.read(SAFE).lists.published(date.today) is None
    practice = config.read({}).lists.published(lambda: date(2026, 11, 30))
    assert practice is not None
    assert practice.practice
    into = io.BytesIO()
    practice.fetch("eu", into)
    assert b"2026-11-30" in into.getvalue()


@pytest.mark.parametrize(
    ("lists", "says"),
    [
        ("eu=http://lists.example/a-secret", "must be pairs like eu=https"),
        ("https://lists.example/a-secret", "must be pairs like eu=https"),
        ("EU=https://lists.example/a-secret", "must be pairs like eu=https"),
        ("eu=https:///a-secret", "must be pairs like eu=https"),
        ("eu=https://a.example/a-secret eu=https://b.example", "names a list twice"),
    ],
)
def test_an_address_of_a_list_that_cant_be_is_said_without_repeating_it(lists: str, says: str) -> None:
    with pytest.raises(UnsafeSettings, match=says) as refused:
        config.read({"SANCTIONS_LISTS": lists})
    assert "a-secret" not in str(refused.value)


def test_who_vouches_for_lists_has_to_be_there() -> None:
    with pytest.raises(UnsafeSettings, match="SANCTIONS_CA_FILE names no file"):
        config.read({"SANCTIONS_CA_FILE": "/nowhere/at/all.pem"})


def test_the_schema_of_the_fiu_has_to_be_there(tmp_path: Path) -> None:
    assert config.read({}).goaml_schema is None
    file = tmp_path / "goaml.xsd"
    with pytest.raises(UnsafeSettings, match="GOAML_XSD names no file"):
        config.read({"GOAML_XSD": str(file)})
    file.write_text("<schema/>")
    settings = config.read({"GOAML_XSD": str(file)})
    assert settings.goaml_schema == settings.for_pages["GOAML_SCHEMA"] == file


def test_a_practice_bank_beside_a_real_one_is_refused() -> None:
    with pytest.raises(UnsafeSettings, match="only one can take money"):
        config.read({"MOLLIE_KEY": "live_dHar4XY7", "PRACTICE_BANK": "1"})


@pytest.mark.parametrize("key", ["dHar4XY7", "live_", "live_a b", "access_dHar4XY7", "live_é", "xlive_dHar4XY7"])
def test_a_key_that_mollie_never_gave_is_said_without_repeating_it(key: str) -> None:
    with pytest.raises(UnsafeSettings, match="MOLLIE_KEY must be an API key") as refused:
        config.read({"MOLLIE_KEY": key})
    assert key == "live_" or key not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "methods"),
    [
        ("", ("bancontact", "debit_card")),
        ("debit_card", ("debit_card",)),
        (" debit_card, bancontact,debit_card", ("bancontact", "debit_card")),
    ],
)
def test_ways_to_pay_are_named_with_commas(text: str, methods: tuple[str, ...]) -> None:
    assert config.read({"PAYMENT_METHODS": text}).payments.methods == tuple(map(PaymentMethod, methods))


@pytest.mark.parametrize("text", ["cash", "bancontact,cash", ",", "bancontact debit_card", "Bancontact"])
def test_a_way_to_pay_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(UnsafeSettings, match="PAYMENT_METHODS must be of bancontact, debit_card"):
        config.read({"PAYMENT_METHODS": text})


def test_the_host_for_certificates_is_one_that_requests_may_name() -> None:
    told = {"EID_HOST": "eid.example.be", "EID_PROXY_SECRET": "s" * 32, "EID_SOCKET": "/run/eid.sock"}
    settings = config.read(SAFE | told)
    assert settings.hosts == (*settings.trusted_hosts, "eid.example.be")
    assert settings.listens == [f"{settings.host}:{settings.port}", "unix:/run/eid.sock"]


def test_settings_never_show_their_secrets() -> None:
    secrets = {
        "EID_PROXY_SECRET": "a-secret",
        "ITSME_ISSUER": "https://idp.example",
        "ITSME_CLIENT_ID": "house",
        "ITSME_SECRET": "a-secret",
        "ITSME_KEYS": "a-secret",
        "MOLLIE_KEY": "live_asecret",
        "PEPPOL_KEY": "a-secret",
        "PEPPOL_PARTY": "1234567",
        "SANCTIONS_LISTS": "eu=https://lists.example/a-secret",
        "KEYS": "a-secret",
        "DEMO_PASSWORD": "a-secret",
        "METRICS_TOKEN": "a-secret",
        "DATABASE_URL": "postgresql+psycopg://house_app:a-secret@db/x",
        "DATABASE_OWNER_URL": "postgresql+psycopg://house_owner:a-secret@db/x",
        "DATABASE_READER_URL": "postgresql+psycopg://house_reader:a-secret@db/x",
        "SMTP_URL": "smtp+starttls://house:a-secret@mail.example.be",
    }
    shown = repr(config.read(secrets))
    assert "a-secret" not in shown
    assert "asecret" not in shown


def test_the_readme_tells_every_setting_and_no_other() -> None:
    table = README.partition("| setting |")[2].partition("\n\n")[0]
    names = "\n".join(row.split("|")[1] for row in table.splitlines()[2:] if "|" in row)
    told = set(re.findall(r"`([A-Z_]{4,})`", names))
    assert told == _names_asked()
    # Those about cards stand together in one field, those about paying and the three
    # of the account too, and five for each gate in another.
    gates = 2 * 5
    together = len(fields(CardSettings)) + len(fields(PaymentSettings)) + len(fields(HouseAccount)) + gates
    network = len(fields(NetworkSettings))
    # Who invoices: its name, number, the three parts of its address, and its address for mails.
    seller = 6
    # Lists: their addresses, and who vouches for those.
    lists = 2
    assert len(told) == len(fields(Settings)) - 7 + together + network + seller + lists


def test_the_readme_tells_every_command_of_the_operator() -> None:
    told = set(re.findall(r"run\.py ([a-z-]+)", README))
    assert told >= set(run.COMMANDS) - {"all"}
    assert told <= set(run.COMMANDS)


@pytest.mark.parametrize(
    ("url", "means"),
    [
        ("smtp+starttls://house:a%40b@mail.example.be", ("mail.example.be", 587, "starttls", "house", "a@b")),
        ("smtps://mail.example.be:4465", ("mail.example.be", 4465, "tls", "", "")),
        ("smtp://localhost", ("localhost", 25, "none", "", "")),
    ],
)
def test_a_mail_server_is_named_by_its_address(url: str, means: tuple[object, ...]) -> None:
    server = config.read({"SMTP_URL": url}).mail_server
    assert server is not None
    assert (server.host, server.port, server.security, server.user, server.password) == means


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.be",
        "http://mail",
        "smtp://",
        "smtp://house@mail",
        "smtps://mail:99999",
        "smtps://mail/?verify=no",
    ],
)
def test_an_address_that_names_no_mail_server_is_said_without_repeating_it(url: str) -> None:
    with pytest.raises(UnsafeSettings, match="SMTP_URL must read") as found:
        config.read({"SMTP_URL": url})
    assert url == "smtp://" or url not in str(found.value)


@pytest.mark.parametrize("name", ["MAIL_FROM", "MAIL_BOUNCES"])
@pytest.mark.parametrize(
    "text", ["noreply", "a@b.be, c@d.be", "<a@b.be>", "a@b.be\r\nBcc: c@d.be", "é@b.be", "@b.be"]
)
def test_an_address_we_write_from_is_an_address(name: str, text: str) -> None:
    with pytest.raises(UnsafeSettings, match=f"{name} must be an e-mail address"):
        config.read({name: text})


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ({"SMTP_URL": "smtp://mail.example.be", "MAIL_FROM": "a@b.be"}, "unencrypted"),
        ({"MAIL_FROM": ""}, "MAIL_FROM is empty"),
        ({"SMTP_URL": ""}, "SMTP_URL is empty"),
    ],
)
def test_production_refuses_mail_in_the_open_and_without_a_sender(more: dict[str, str], complaint: str) -> None:
    with pytest.raises(UnsafeSettings, match=complaint):
        config.read(SAFE | more)
    assert config.read(SAFE | {"SMTP_URL": "smtp://localhost", "MAIL_FROM": "a@b.be"}).mail_server is not None


def test_a_demonstration_has_an_invented_account_and_production_none() -> None:
    invented = config.read({}).bank
    assert invented is not None
    assert (str(invented.iban), invented.name) == ("BE68 5390 0754 7034", "Sleutelbos (demonstratie)")
    assert config.read({"BANK_ACCOUNT": ""}).bank is None
    assert config.read(SAFE).bank is None
    assert config.read(SAFE).bank_accounts == frozenset()


def test_production_refuses_the_account_of_the_demonstration() -> None:
    with pytest.raises(UnsafeSettings, match="BANK_ACCOUNT is the one of the demonstration"):
        config.read({**SAFE, "BANK_ACCOUNT": config.DEMO_ACCOUNT, "BANK_ACCOUNT_NAME": "x"})


def test_the_account_is_read_with_its_name_and_code() -> None:
    told = {"BANK_ACCOUNT": "be71 0961 2345 6769", "BANK_ACCOUNT_NAME": " Het  Huis ", "BANK_BIC": "gkccbebb"}
    read = config.read({**SAFE, **told})
    assert read.bank is not None
    assert (read.bank.name, read.bank.bic, read.bank_accounts) == ("Het Huis", "GKCCBEBB", {"BE71096123456769"})


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"BANK_ACCOUNT": "BE71 0961 2345 6768"}, "BANK_ACCOUNT must be an IBAN"),
        ({"BANK_ACCOUNT": "BE71 0961 2345 6769"}, "BANK_ACCOUNT_NAME must say"),
        ({"BANK_ACCOUNT": "BE71 0961 2345 6769", "BANK_ACCOUNT_NAME": "x" * 71}, "in 70 letters at most"),
        (
            {"BANK_ACCOUNT": "BE71 0961 2345 6769", "BANK_ACCOUNT_NAME": "x", "BANK_BIC": "ABC"},
            "BANK_BIC must be the code of a bank",
        ),
    ],
)
def test_an_account_that_is_none_is_named(told: dict[str, str], said: str) -> None:
    with pytest.raises(UnsafeSettings, match=said):
        config.read(told)
