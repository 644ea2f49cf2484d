"""What people and programs are given: one module a format, and the folder they are written to."""
