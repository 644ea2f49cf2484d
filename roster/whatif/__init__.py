"""What would one more give? Changed mornings, and how a changed roster differs from the one that stands."""
