"""A report to the financial intelligence unit (FIU), as the XML its goAML portal takes.

`gathering` reads what the office knows, `composing` makes the elements of it, `readiness` says what lacks, and
`writing` makes the bytes. Everything but `gathering` is pure; code values and required fields always come from a
`Profile`, since the FIU changes them.
"""
