"""The command `lockstep`, one file per subcommand."""
