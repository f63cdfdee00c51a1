"""What every job is handed: sessions, the folder of this installation, and what of the outside it may need."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from sqlalchemy.orm import Session, sessionmaker

from app.mail.post import Post
from app.outside.access_point import AccessPoint
from app.outside.files import Files, Folder
from app.outside.list_settings import Published
from app.outside.payments import Payments
from app.transaction import Scope, enter, transaction
from app.wallet.invoicing.paper import Party
from app.work import Kind

T = TypeVar("T")


@dataclass(frozen=True)
class Workplace:
    """What every job is handed: sessions, the folder of this installation, whether it is time to stop, the kinds
    of long work that the roof knows, the post office, who takes money online, the IBANs of the house, who sells in
    its name, who carries invoices to the network, and where sanctions lists are published."""

    sessions: sessionmaker[Session]
    state: Path
    stop: threading.Event = field(default_factory=threading.Event)
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    post: Post = field(default_factory=Post)
    payments: Payments | None = None
    bank_accounts: frozenset[str] = frozenset()
    seller: Party | None = None
    network: AccessPoint | None = None
    lists: Published | None = None

    @property
    def anchors(self) -> Path:
        return self.state / "anchors.log"

    @property
    def files(self) -> Files:
        return Folder(self.state / "files")

    def office(self, act: Callable[[Session], T]) -> T:
        """One transaction in office scope."""
        with self.sessions() as session, transaction(session):
            enter(session, Scope.office())
            return act(session)

    def in_batches(self, act: Callable[[Session], int]) -> int:
        """Transaction after transaction until one has nothing to do, or it is time to stop; returns the sum."""
        total = 0
        while not self.stop.is_set() and (count := self.office(act)):
            total += count
        return total
