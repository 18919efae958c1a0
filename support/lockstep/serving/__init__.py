"""The common server parts of the test management and the reference backend: a loopback server and its JSON log.

It imports nothing else of the suite, so that the reference backend stays independent of the suite that tests it.
"""
