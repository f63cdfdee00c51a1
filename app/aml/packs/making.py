"""What every part of a pack is made with: one snapshot to read from, the zip to write into, and what it lacks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.aml.packs.asked import Asked
from app.aml.packs.contents import Folder
from app.aml.packs.manifest import Packing, document_chunks
from app.aml.packs.rows import People, row_told
from app.aml.vigilance.rule_set import RuleSet
from app.errors import Missing
from app.outside.files import Files
from app.words import Words
from models import aml
from models.documents import Document
from models.organisations import Organisation

BATCH = 20
"""So many contacts are read at once: what is in memory at any moment."""


@dataclass
class Making:
    """`lacking`: what should be in it and can't be, since its file is gone or isn't what it was: told in the list,
    never left out in silence."""

    session: Session
    files: Files
    packing: Packing
    office: Organisation
    asked: Asked
    words: Words
    people: People
    lacking: list[dict[str, Any]] = field(default_factory=list)
    _rules: dict[int, tuple[int | None, RuleSet]] = field(default_factory=dict)

    @property
    def office_id(self) -> int:
        return self.office.id

    def told(self, row: Any, *leave: str, **more: Any) -> dict[str, Any]:
        """A row as JSON."""
        return row_told(row, self.people, *leave, **more)

    def rules(self, rule_set_id: int) -> tuple[int | None, RuleSet]:
        """The number of a set of rules, and the rules; read once, as few are used by many decisions."""
        if rule_set_id not in self._rules:
            row = self.session.execute(
                select(aml.RuleSet.number, aml.RuleSet.data).where(aml.RuleSet.id == rule_set_id)
            ).one()
            self._rules[rule_set_id] = (row.number, RuleSet.read(row.data))
        return self._rules[rule_set_id]

    def document(self, folder: Folder, document: Document, name: str = "") -> str | None:
        """Puts a kept file in, with its own bytes; None where that can't be, which is noted."""
        if document.file is None:
            self._lacks(document, "removed")
            return None
        try:
            file = self.files.open(document.file)
        except Missing:
            self._lacks(document, "lost")
            return None
        path = folder.place(name or document.name)
        put = self.packing.put(path, document_chunks(file), document.size)
        if put.sha256 != bytes(document.sha256).hex():
            self._lacks(document, "changed", path)
        return path

    def _lacks(self, document: Document, why: str, path: str = "") -> None:
        self.lacking.append(
            {
                "document": document.id,
                "name": document.name,
                "why": why,
                "sha256": bytes(document.sha256).hex(),
                **({"path": path} if path else {}),
            }
        )
