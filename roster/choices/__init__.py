"""Several honest rosters to choose from: what is equal, what differs, and what each one trades."""
