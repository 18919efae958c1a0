"""The catalogue: every scenario of `features/`, which nobody can change here, and those that companies added."""
