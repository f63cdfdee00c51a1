"""Engines and session factories: how this application connects, whatever process it runs in."""

from __future__ import annotations

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import watch


def engine_for(url: str, *, seconds: int = 15, size: int = 10) -> Engine:
    """An engine whose statements and idle transactions end by themselves after `seconds`."""
    limits = (
        f"-c statement_timeout={seconds * 1000} -c lock_timeout={seconds * 500}"
        f" -c idle_in_transaction_session_timeout={seconds * 4000}"
    )
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_size=size,
        max_overflow=size,
        pool_timeout=seconds,
        hide_parameters=True,
        connect_args={"options": limits, "connect_timeout": 5},
    )


def session_factory(engine: Engine) -> sessionmaker[Session]:
    """Sessions that tell the database their scope, and keep what they read after a commit."""
    factory = sessionmaker(engine, expire_on_commit=False)
    watch(factory)
    return factory
