"""Whatever reads what comes from outside, given generated input: mutations of what is right, and random bytes.

A reader may give a value or refuse with a sentence; it may not raise anything else, hang, or take for right what is
not. `readers/` holds one reader a file, `registry` lists them, `trial` runs them, `mutations` makes their input.
"""
