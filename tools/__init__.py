"""What `make` runs besides the ready-made tools."""
