"""Baselines: what a run of the suite did, kept before files, names or words change, and replayed after."""
