"""Two runs at once on one backend, whose accounts are given."""
