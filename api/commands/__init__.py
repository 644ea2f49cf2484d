"""What each subcommand does, step by step; every step is the domain's."""
