"""Whose certificates this process trusts: those that the machine does, and those that the setting `ca_file` names.

It is kept here for the whole process, because adapters that others write make their clients by themselves. One
context is made for all, because making one costs 30 ms of processor time. A certificate that is refused is told in a
sentence with its way out.
"""

import ssl
from pathlib import Path
from urllib.parse import urlsplit

from lockstep.masking import mask_text

UNTRUSTED = "shows a certificate that"
_UNKNOWN_ISSUER = frozenset({2, 18, 19, 20, 21})
"""OpenSSL's codes for a certificate whose issuer is not among those that are trusted."""
_contexts: list[ssl.SSLContext] = []


def trust(ca_file: str) -> ssl.SSLContext:
    """Trust the certificates in this file (PEM) too, from now on and in every connection of this process; an empty
    name: none. The context of all clients. Raises SettingsError."""
    context = ssl.create_default_context()
    if ca_file:
        try:
            context.load_verify_locations(cafile=Path(ca_file))
        except OSError as error:
            from lockstep.settings import SettingsError  # noqa: PLC0415 - who only makes load does without pydantic

            why = "it holds no certificate" if isinstance(error, ssl.SSLError) else error.strerror
            raise SettingsError(
                [f"ca_file = {ca_file!r} cannot be used ({why}): name a file with the CA's certificate in PEM"]
            ) from error
    _contexts[:] = [context]
    return context


def tls_context() -> ssl.SSLContext:
    """The context of all clients."""
    return _contexts[0] if _contexts else trust("")


def present(certificate: str, key: str = "") -> None:
    """Show this certificate (PEM, with its private key in `key` or in the same file) to servers that ask for one,
    from now on and in every connection of this process. Raises OSError (which ssl.SSLError is)."""
    tls_context().load_cert_chain(certificate, key or None)


def tls_for(address: str) -> ssl.SSLContext | None:
    """The context for a connection to this address; None where it is not encrypted."""
    return tls_context() if urlsplit(address).scheme in {"https", "wss"} else None


def reason(error: BaseException) -> str:
    """What an error of a connection says; of a certificate that is refused, who does not trust it and the way out."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLCertVerificationError):
        cause = cause.__cause__ or cause.__context__
    if cause is None:
        return mask_text(str(error)) or type(error).__name__
    if cause.verify_code not in _UNKNOWN_ISSUER:
        return f"{UNTRUSTED} is refused: {cause.verify_message.rstrip('.')}"
    return (
        f"{UNTRUSTED} nobody here trusts ({cause.verify_message}): name the file with its CA's certificate with"
        " -D ca_file=FILE or LOCKSTEP_CA_FILE"
    )
