#!/usr/bin/env bash
# jsf 0.11.2: for a schema that admits only true or false it makes the numbers 1 and 0.
#
# jsf makes values that suit a JSON Schema. For `{"const": true}` it gives the integer 1, for `{"enum": [false]}` 0, with
# `"type": "boolean"` beside them or without. In Python the two are equal, so that a test which compares the value passes;
# written as JSON it is `1`, and every validator rejects it: JSON Schema says that true is not 1. `{"type": "boolean"}`
# alone gives true or false. Exits with 1 when that is no longer so.
set -u
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work" || exit 2
python3 -m venv venv || exit 2
venv/bin/pip install --quiet --disable-pip-version-check jsf==0.11.2 jsonschema==4.26.0 >&2 || exit 2
cat >made.py <<'PYTHON'
import copy
import json

from jsf import JSF
from jsonschema import Draft202012Validator

for schema in ({"const": True}, {"type": "boolean", "const": True}, {"enum": [False]}, {"type": "boolean"}):
    made = json.loads(json.dumps(JSF(copy.deepcopy(schema)).generate()))
    valid = Draft202012Validator(schema).is_valid(made)
    shown = "true or false" if isinstance(made, bool) else json.dumps(made)
    print(f"{json.dumps(schema)} gives {shown}, {'valid' if valid else 'not valid'}")
PYTHON
timeout 60 venv/bin/python made.py >told.txt || exit 1
echo "jsf 0.11.2, judged by jsonschema 4.26.0; $(paste -sd';' told.txt)"
[ "$(cat told.txt)" = '{"const": true} gives 1, not valid
{"type": "boolean", "const": true} gives 1, not valid
{"enum": [false]} gives 0, not valid
{"type": "boolean"} gives true or false, valid' ]
