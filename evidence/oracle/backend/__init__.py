"""A correct backend and its clients, simulated: what happens to a plan becomes the rows of a history."""
