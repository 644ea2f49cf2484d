"""Keeps problems, jobs, rosters, events and the audit in one database: SQLite, or PostgreSQL."""
