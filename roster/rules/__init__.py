"""One file a rule; each names its class `RULE`. Rules never import each other."""
