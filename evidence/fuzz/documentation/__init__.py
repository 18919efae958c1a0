"""Schemathesis on the service's own documentation."""
