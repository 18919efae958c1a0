"""What the relay's users are told when it cannot do its work."""


class RelayError(Exception):
    """The relay cannot do its work; one sentence for people that names the thing and the way out."""
