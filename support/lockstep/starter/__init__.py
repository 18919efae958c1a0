"""What a repository of its own begins with: its files, and how they are written without touching any that exist."""
