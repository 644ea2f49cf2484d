"""The engine room: the only place that knows a solver."""
