"""Starting a user's own repository: its first files, and how they are written without touching existing ones."""
