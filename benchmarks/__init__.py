"""Measure the solver on committed folders; wall time is reported, only counts that repeat are compared."""
