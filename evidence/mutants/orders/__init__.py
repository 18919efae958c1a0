"""Mutants of the example backend of orders (docs/examples/orders_server.py): each makes one mistake that a
scenario of features/resources must find."""
