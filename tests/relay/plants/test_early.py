"""Early: the writer is refused what was done, and the event passes."""

import pytest

from tests.relay.plants.web import answer, enveloped, exchange, hear, learn, request, said
from tests.relay.rig import rig

pytestmark = pytest.mark.anyio


async def test_the_answer_is_a_refusal_in_the_form_of_the_contract_and_the_event_passes() -> None:
    async with rig("early:every=1") as made:
        await learn(made, said(1))
        status, headers, body = await exchange(await made.connect(), request({}), answer(enveloped(said(2))))
        assert (status, headers["server"], headers["x-request-id"]) == (403, "s", "S1")
        assert (body["status"], body["code"], body["details"]) == ("error", "forbidden", {})
        await hear(await made.websocket(), said(2))
        assert made.plant.report()["effects"] == 1


@pytest.mark.parametrize("status", [400, 409, 503])
async def test_what_the_server_refused_is_no_occasion(status: int) -> None:
    async with rig("early:every=1") as made:
        await learn(made, said(1))
        told = await exchange(await made.connect(), request({}), answer({"id": 1}, status))
        assert told[0] == status
        assert made.plant.report()["occasions"] == 0
