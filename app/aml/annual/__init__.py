"""The AML officer's report of a calendar year: its figures, the records under each, its texts and its paper."""
