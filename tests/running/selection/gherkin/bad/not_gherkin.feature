nothing of it
