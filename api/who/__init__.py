"""Says who calls, what they may do, and which prisons they may see."""
