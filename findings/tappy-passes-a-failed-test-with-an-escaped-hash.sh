#!/usr/bin/env bash
# tap.py 3.2.1 (the command tappy): a failed test whose name has an escaped hash before "todo" passes.
#
# The Test Anything Protocol, version 14, lets a producer write a hash in a test's description as `\#`, so that it begins no
# directive. tappy ends the description at any hash: `not ok 1 - opens the page \#todo list` is an expected failure to it,
# `not ok 2 - shows the button \#skip` is skipped, and the exit code is 0. node-tap's parser 18.3.4 reads both as failed.
# Exits with 1 when that is no longer so.
set -u
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work" || exit 2
python3 -m venv venv || exit 2
venv/bin/pip install --quiet --disable-pip-version-check tap.py==3.2.1 >&2 || exit 2
npm install --no-save --no-audit --no-fund --ignore-scripts --loglevel=error tap-parser@18.3.4 >&2 || exit 2
cat >names.tap <<'TAP'
TAP version 14
1..2
not ok 1 - opens the page \#todo list
not ok 2 - shows the button \#skip
TAP
venv/bin/tappy names.tap >tappy.txt 2>&1
tappy=$?
node_modules/.bin/tap-parser <names.tap >parser.txt 2>&1
parser=$?
echo "tap.py 3.2.1: exit $tappy, $(tail -n 1 tappy.txt); tap-parser 18.3.4: exit $parser"
[ "$tappy" = 0 ] && [ "$(tail -n 1 tappy.txt)" = "OK (skipped=1, expected failures=1)" ] && [ "$parser" = 1 ]
