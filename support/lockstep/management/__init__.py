"""The suite as a service: runs on request, watched live, and what came of them."""
