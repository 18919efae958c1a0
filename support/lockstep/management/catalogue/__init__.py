"""The catalogue: every scenario of `features/`, which is read-only here, and those that companies added."""
