"""Lists of sanctions and of politically exposed persons: bytes in, entries out. No table, no screen, no clock.

`read_list` (reading.py) is the way in. A list is read whole or not at all: what can't be trusted as a whole is
`Unreadable`; a single fact that can't be read is left out and told among the problems.
"""

from app.aml.lists.reading.problem import ListProblem, Unreadable, WhyNotRead, WhyUnreadable
from app.aml.lists.reading.reading import LARGEST, Reading, read_list

__all__ = ["LARGEST", "ListProblem", "Reading", "Unreadable", "WhyNotRead", "WhyUnreadable", "read_list"]
