"""Practice lists: invented people, companies and ships, written as the five kinds of lists are written.

Nobody is meant: given names of one country stand beside double family names of two others. Each list has an
edition a day, in which somebody comes, somebody changes, and somebody is away for three days and then back.
"""

from app.outside.practice_lists.editions import EPOCH
from app.outside.practice_lists.lists import CODES, PracticeLists

__all__ = ["CODES", "EPOCH", "PracticeLists"]
