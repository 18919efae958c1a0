"""The load engine: many virtual users against any target, measured from due times, judged by the same properties.

`distribution.run.run(plan)` executes a `Plan` with generators, which are separate processes, and returns a
`LoadResult`. Generating and judging load needs the extra `load`; plans, populations, results and metrics do not.
"""
