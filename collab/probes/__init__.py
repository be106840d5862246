"""What operators and their machines ask of a process: is it ready, what has it counted (docs/observability.md)."""
