"""The load engine: many virtual users against any target, measured from due times, judged by the same promises.

`distribution.run.run(plan)` lets generators, processes of their own, carry a `Plan` out and returns a `LoadResult`.
Making and judging load needs the extra `load`; plans, crowds, results and metrics do without it.
"""
