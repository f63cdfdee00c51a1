"""What lies in the files of the demonstration: small papers that say they are invented."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from app import pdf
from models.values.identified import EvidenceKind

TITLES = {
    EvidenceKind.IDENTITY_CARD: "Kopie van de identiteitskaart",
    EvidenceKind.PASSPORT: "Kopie van het paspoort",
    EvidenceKind.ARTICLES: "Gecoördineerde statuten",
    EvidenceKind.DIRECTORS: "Benoeming van de bestuurders",
    EvidenceKind.POWERS: "Vertegenwoordigingsbevoegdheid",
    EvidenceKind.OWNERS_EXTRACT: "Uittreksel uit het UBO-register",
    EvidenceKind.REPRESENTATIVE_IDENTITY: "Identiteit van de vertegenwoordiger",
    EvidenceKind.OWNER_IDENTITY: "Identiteit van de uiteindelijke begunstigden",
    EvidenceKind.MANDATE: "Volmacht",
    EvidenceKind.SOURCE_OF_WEALTH: "Herkomst van het vermogen",
    EvidenceKind.OTHER: "Stuk",
}


def name_of(kind: EvidenceKind, whose: str) -> str:
    """How the file is called."""
    return f"{TITLES[kind]} - {whose}.pdf"


def paper_of(kind: EvidenceKind, whose: str, at: datetime) -> BytesIO:
    """The paper itself, as somebody scanned it at that instant."""
    sheet = pdf.Sheet(
        title=TITLES[kind],
        language="nl-BE",
        issuer="Immo Peeters",
        reference=whose,
        issued_at=at,
        page_words="{page} / {pages}",
        blocks=(
            pdf.Facts([("Van", whose), ("Ingescand op", f"{at:%d-%m-%Y}")]),
            pdf.Note("Verzonnen voor de demonstratie; niemand is bedoeld."),
        ),
    )
    return BytesIO(pdf.made(sheet))
