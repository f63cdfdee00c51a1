"""Syndics of associations of co-owners: their mandates as the register has them, the cases by which they come
there, what each act costs, and acts on many mandates at once."""

from models.syndics.batch import Batch, BatchItem
from models.syndics.case import Case, CaseFile, CaseStep
from models.syndics.mandate import Fee, MandateRow, RepresentativeRow

__all__ = ["Batch", "BatchItem", "Case", "CaseFile", "CaseStep", "Fee", "MandateRow", "RepresentativeRow"]
