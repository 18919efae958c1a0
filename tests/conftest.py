"""What all tests share: an interruption that can be felt.

A shell starts background jobs with SIGINT ignored, and so would everything that such a job starts; the tests of
interrupted runs need it to arrive.
"""

import signal

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
