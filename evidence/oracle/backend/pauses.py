"""Readers that pause on purpose and go on.

The network cuts no connection of a reader that pauses, nor until what waited for it has come: from outside, that
would look like a server's close without a code.
"""

from lockstep.history.rows import Continue, Pause

from evidence.oracle.backend.connections import server_closes
from evidence.oracle.backend.world import Connection, World
from evidence.oracle.plan import Act


def pause(world: World, act: Act) -> None:
    """A session stops reading for a while; a slow reader may be closed with the declared code."""
    conn = world.session(act.who).conn
    if conn is None or conn.over or conn.cut or conn.paused or not conn.serving:
        return
    if conn.asking > bool(conn.resuming):
        return
    conn.paused = True
    world.row(Pause(**conn.where))
    world.clock.after(act.options["for"], _go_on, world, act, conn)


def _go_on(world: World, act: Act, conn: Connection) -> None:
    if conn.over or conn.cut:
        return
    conn.paused = False
    conn.caught_up = world.clock.now + 2 * world.setting.budgets.loss_ms
    world.row(Continue(**conn.where))
    slow = act.options["slow"] and world.promises.slow_codes
    for read in conn.held:
        read()
    conn.held.clear()
    if slow:
        server_closes(world, conn, world.promises.slow_codes[0])
