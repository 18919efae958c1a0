"""Benchmarks of the load engine against floors in C and against its peers: see README.md beside this file."""
