"""Screens about mandates of syndics: cases, the counter's desk, the register, a company's portfolio."""
