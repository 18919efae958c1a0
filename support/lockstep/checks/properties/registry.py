"""The properties there are, in the order of their numbers. A new one is a file and a line here."""

from collections.abc import Callable

from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.properties import (
    p01_no_loss,
    p02_no_duplicate,
    p03_no_phantom,
    p04_no_aborted_event,
    p05_no_event_before_cause,
    p06_one_result_per_key,
    p07_channel_order,
    p08_contiguity,
    p09_author_order,
    p10_agreement,
    p11_causal_order,
    p12_payload_agreement,
    p13_schema,
    p14_read_agrees_with_event,
    p16_honest_continuity,
    p17_snapshot_plus_stream,
    p18_convergence,
    p19_no_leak,
    p20_authorisation_cutoff,
    p22_presence,
    p23_honest_backpressure,
    p24_timeliness,
)
from lockstep.checks.verdicts import Verdict

PROPERTIES: dict[str, Callable[[Pairing], Verdict]] = {
    module.RULE.id: module.check
    for module in (
        p01_no_loss,
        p02_no_duplicate,
        p03_no_phantom,
        p04_no_aborted_event,
        p05_no_event_before_cause,
        p06_one_result_per_key,
        p07_channel_order,
        p08_contiguity,
        p09_author_order,
        p10_agreement,
        p11_causal_order,
        p12_payload_agreement,
        p13_schema,
        p14_read_agrees_with_event,
        p16_honest_continuity,
        p17_snapshot_plus_stream,
        p18_convergence,
        p19_no_leak,
        p20_authorisation_cutoff,
        p22_presence,
        p23_honest_backpressure,
        p24_timeliness,
    )
}
