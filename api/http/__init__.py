"""What every call has in common: how bodies are read, how faults are told, headers, logs."""
