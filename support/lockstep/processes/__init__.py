"""Child processes: in sessions of their own, found by their mark, and ended with the process that started them."""
