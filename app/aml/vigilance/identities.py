"""What a file tells of somebody's identity: the document, how it was read, for whom he acts. Pure.

Each word answers with the code of an option, or with None: people are asked.
"""

from __future__ import annotations

from app.aml.vigilance.file import File, RelatedAs
from app.aml.vigilance.rule_set import Thresholds
from models.values.identified import EvidenceKind, FilePart, Meeting, Source

_COPIES = frozenset({EvidenceKind.IDENTITY_CARD, EvidenceKind.PASSPORT})
_FOR_ANOTHER = (FilePart.MANDATARY, FilePart.REPRESENTATIVE)


def identity_document(file: File, thresholds: Thresholds) -> str | None:
    """'expired' from the day after its last one; 'yes' for a valid one that was read or of which a copy is
    there."""
    last_day = file.person.document.expires_on if file.person else None
    if last_day is None:
        return None
    if last_day < file.today:
        return "expired"
    return "yes" if _seen(file) else None


def document_on_file(file: File, thresholds: Thresholds) -> str | None:
    """'yes' where the eID was read or a copy is there, else 'neither'."""
    if file.person is None:
        return None
    return "yes" if _seen(file) else "neither"


def read_from_eid(file: File, thresholds: Thresholds) -> str | None:
    """'secure' for a person who was read from an eID."""
    return "secure" if file.person is not None and file.person.source is Source.EID else None


def principal(file: File, thresholds: Thresholds) -> str | None:
    """'contact' where for whom he acts is a contact of the office."""
    wanted = file.details.dealing.principal_id
    known = any(one.role is RelatedAs.PRINCIPAL and one.contact_id == wanted for one in file.related)
    return "contact" if known else None


def not_met(file: File, thresholds: Thresholds) -> bool:
    """Not face to face, as far as anybody said."""
    return file.details.dealing.meeting is not Meeting.FACE_TO_FACE


def acts_for_other(file: File, thresholds: Thresholds) -> bool:
    """For somebody else, or nobody said yet."""
    return file.details.dealing.acts_for_other is not False


def acts_for_other_or_mandatary(file: File, thresholds: Thresholds) -> bool:
    """The same, or as mandatary or representative."""
    return acts_for_other(file, thresholds) or file.details.dealing.part in _FOR_ANOTHER


def _seen(file: File) -> bool:
    read = file.person is not None and file.person.source is Source.EID
    return read or not _COPIES.isdisjoint(file.evidence)
