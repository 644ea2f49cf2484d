"""The domain: who is in, what the wings want, what is due, which rules hold. No solver, no web."""
