"""People and content of scenarios, made from the seed, and the ledger of what must be cleaned up. No I/O."""
