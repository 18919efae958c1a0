"""The fence: how a scenario comes to rest, so that absence can be judged.

Absence means something only when all that must arrive had its time. So: wait until nothing is outstanding or its
deadline has passed; write a marker into every channel that somebody listens to and wait until all of them have seen
it; then let every open connection make a ping round trip, which also catches what was sent to an outsider; then say
`settled`. Targets without markers declare a drain time, counted from the last arrival. Source of the rule:
properties.md and rulings.md, "Settling".
"""
