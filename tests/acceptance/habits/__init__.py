"""A backend with the habits that surprise a suite written for another one, its adapter, and runs against it."""
