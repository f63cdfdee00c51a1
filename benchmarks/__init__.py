"""What we claim about speed, measured: each script runs our work and a named reference interleaved, in one run.

Absolute figures swing with the machine; ratios in one run don't. `python -m benchmarks` runs all at small size.
"""
