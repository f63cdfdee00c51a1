"""Kinds of long work by name: what a worker does for somebody who asked for it on a screen."""

from __future__ import annotations

from flask import Flask

from app.aml import what_if
from app.aml.packs import building
from app.imports import work as imports
from app.rights import overview
from app.syndics import batch_running
from app.wallet.invoicing import bundles
from app.work import Kind
from models.values import WorkKind
from views.framework.exports import exporting
from views.wallet.books_ledger import exporting_ledger


def kinds_of_work(app: Flask) -> dict[str, Kind]:
    """Those of the screens of this `app`."""
    return {
        WorkKind.IMPORT: imports.carry_on,
        WorkKind.EXPORT: exporting(app),
        WorkKind.OVERVIEW: overview.carry_on,
        WorkKind.INVOICES: bundles.carry_on,
        WorkKind.LEDGER: exporting_ledger(app),
        WorkKind.WHAT_IF: what_if.carry_on,
        WorkKind.PACK: building.carry_on,
        WorkKind.MANDATES: batch_running.carry_on,
    }
