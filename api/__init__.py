"""Entry points: the command, and later the web service. They hold no rules about rosters."""
