"""Where the page of a contact, a risk profile or a transaction is, and where an officer does something with it."""

from __future__ import annotations

from flask import url_for

from models.values.matters import Matter, MatterKind

_PAGES = {
    MatterKind.CONTACT: "ContactScreen.show",
    MatterKind.PROFILE: "ProfileScreen.show",
    MatterKind.DEAL: "DealScreen.show",
}


def matter_url(matter: Matter) -> str:
    """Of a contact by its first version, which leads to the one that counts."""
    return url_for(_PAGES[matter.kind], pk=matter.id)


def officer_url(matter: Matter, act: str) -> str:
    """The question before it is done."""
    return url_for(f"MatterScreen.{matter.kind}", pk=matter.id, act=act)


def report_url(matter: Matter) -> str:
    """Where a report to the FIU about it begins, or goes on."""
    return url_for("FiuReportScreen.begin", kind=str(matter.kind), pk=matter.id)


def report_page(report_id: int) -> str:
    return url_for("FiuReportScreen.show", pk=report_id)
