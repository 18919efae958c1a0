"""The readers, one thing that is read a file."""
