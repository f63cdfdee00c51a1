"""Invented entries of sanctions lists, what becomes of their names in an office, and people who aren't listed.

Everything follows from numbers: the same number gives the same entry, query or stranger, alone or among half a
million. What stands here shares nothing with what is measured: no table, no rule, no import of `app`.
"""
