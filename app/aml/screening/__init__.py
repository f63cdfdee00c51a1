"""Whether somebody is on a list: an index finds what is near, a comparison says how near and why.

`SubjectIndex.matches` is for a whole list, `compare` for two subjects; both give the same score. Nothing here
knows tables, lists or hits.
"""

from app.aml.screening.comparing import THRESHOLD, compare
from app.aml.screening.features import Comparison, Effect, Feature, FeatureCode
from app.aml.screening.index import Match, SubjectIndex

__all__ = [
    "THRESHOLD",
    "Comparison",
    "Effect",
    "Feature",
    "FeatureCode",
    "Match",
    "SubjectIndex",
    "compare",
]
