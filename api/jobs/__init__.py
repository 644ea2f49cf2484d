"""Does the accepted jobs: each in a process of its own, watched, and started again when it dies."""
