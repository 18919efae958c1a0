"""How each mistake of a mutant shows, played in a scene of its own; `tests/evidence/mutants` asks for all of them."""
