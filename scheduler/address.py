"""The database's address in the driver's own form, for connections that live beside the sessions."""

from __future__ import annotations

from psycopg.conninfo import make_conninfo
from sqlalchemy.engine import make_url


def driver_address(url: str, **more: str | int) -> str:
    """What `url` (SQLAlchemy's form) says, as libpq reads it: a blank in a path stays a blank."""
    address = make_url(url)
    told = {
        "host": address.host,
        "port": address.port,
        "dbname": address.database,
        "user": address.username,
        "password": address.password,
    }
    query = {name: value if isinstance(value, str) else ",".join(value) for name, value in address.query.items()}
    return make_conninfo(
        "", **{name: str(value) for name, value in {**told, **query, **more}.items() if value is not None}
    )
