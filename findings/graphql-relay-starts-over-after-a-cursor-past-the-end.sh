#!/usr/bin/env bash
# graphql-relay 3.2.0: a client whose cursor lies past the end of the list is given the first page again.
#
# `connection_from_array` makes its cursors of offsets. A client that has read to the end keeps the last `endCursor` and asks
# for what comes after it. If the list has shrunk in between, the cursor names no element any more, is passed over, and the
# answer is the first page with `hasNextPage` true, so that a client that reads on reads everything a second time.
# Relay's specification passes over an unknown cursor too, but it does not say that a cursor once handed out becomes one.
# While the list keeps its length, the same cursor gives an empty page. Exits with 1 when that is no longer so.
set -u
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work" || exit 2
python3 -m venv venv || exit 2
venv/bin/pip install --quiet --disable-pip-version-check graphql-relay==3.2.0 >&2 || exit 2
cat >pages.py <<'PYTHON'
from graphql_relay import connection_from_array


def page(items: list[str], after: str | None) -> tuple[str, str | None]:
    connection = connection_from_array(items, {"first": 4, "after": after})
    more = "more to come" if connection.pageInfo.hasNextPage else "the end"
    return f"{' '.join(edge.node for edge in connection.edges) or 'nothing'}, {more}", connection.pageInfo.endCursor


items = ["a", "b", "c", "d", "e", "f"]
first, cursor = page(items, None)
second, cursor = page(items, cursor)
print("first page:", first)
print("second page:", second)
print("after that:", page(items, cursor)[0])
print("after that, once f is gone:", page(items[:-1], cursor)[0])
PYTHON
timeout 30 venv/bin/python pages.py >told.txt || exit 1
echo "graphql-relay 3.2.0; $(paste -sd';' told.txt)"
[ "$(cat told.txt)" = "first page: a b c d, more to come
second page: e f, the end
after that: nothing, the end
after that, once f is gone: a b c d, more to come" ]
