"""The suite as a service: runs on request, live events, and results."""
