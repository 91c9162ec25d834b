"""The HTTP API, one file for each noun. What they share is in `common`."""
