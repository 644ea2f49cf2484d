"""A published roster and what has come since: events, the problem that follows from them, and what changed."""
