"""Who screens beside whom. A contact is compared with the lists as they stand, a load with the contacts as they
stand: of two that happen at once, one has to see the other.

Who screens a contact holds this, with others, until he commits. A load waits once for all who do: whoever comes
after that sees the load's edition, and whoever came before is seen by it.
"""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

_ALONG = text("select pg_advisory_xact_lock_shared(hashtext('sleutelbos.screening'))")
_AFTER = text("select pg_advisory_xact_lock(hashtext('sleutelbos.screening'))")
_ONE = text("select pg_advisory_xact_lock(hashtext('sleutelbos.rescreening'))")


def along(session: Session) -> None:
    """Before the lists' edition is read to screen a contact with; held until the end of the transaction."""
    session.execute(_ALONG)


def after_everybody(session: Session) -> None:
    """Waits for all who screen a contact now. In a transaction that does nothing else, and is over at once."""
    session.execute(_AFTER)


def alone(session: Session) -> None:
    """A step of re-screening: one at a time on all machines; held until the end of the transaction."""
    session.execute(_ONE)
