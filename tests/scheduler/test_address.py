"""The driver finds the database that SQLAlchemy finds, whatever stands in the address."""

from __future__ import annotations

from psycopg.conninfo import conninfo_to_dict
from sqlalchemy.engine import URL

from scheduler.address import driver_address


def test_blanks_and_signs_come_through() -> None:
    url = URL.create(
        "postgresql+psycopg", "house_app", "p w@/+%'", database="a b", query={"host": "/srv/a folder+%41/socket"}
    ).render_as_string(hide_password=False)
    assert conninfo_to_dict(driver_address(url, connect_timeout=5)) == {
        "user": "house_app",
        "password": "p w@/+%'",
        "dbname": "a b",
        "host": "/srv/a folder+%41/socket",
        "connect_timeout": "5",
    }


def test_several_hosts_are_told_as_the_driver_wants_them() -> None:
    told = conninfo_to_dict(driver_address("postgresql+psycopg://a@/b?host=one:5432&host=two:5433"))
    assert told["host"] == "one:5432,two:5433"
