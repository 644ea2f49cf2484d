"""How the committed instances are invented: a demo prison's morning, reshaped until it asks what a case should ask."""
