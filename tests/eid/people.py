"""An invented person for tests of cards, and where her card says that its standing is told."""

from __future__ import annotations

from datetime import UTC, date, datetime

from eid.virtual_people import Human

NOW = datetime(2027, 3, 15, 9, 5, tzinfo=UTC)
NORA = Human("85073003328", "Specimen", "Nora Élise", date(1985, 7, 30), "F", "Brussel")
SERVICES = "http://ocsp.invented.example/", "http://crl.invented.example/list"
