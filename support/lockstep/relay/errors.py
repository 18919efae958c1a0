"""The error that the relay raises when it cannot do its work."""


class RelayError(Exception):
    """The relay cannot do its work; the text is one sentence that names the cause and the remedy."""
