"""`python -m lockstep`: the command `lockstep` where its script is not on the path."""

from lockstep.cli.main import main

if __name__ == "__main__":
    main()
