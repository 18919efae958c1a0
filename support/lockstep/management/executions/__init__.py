"""Executions: scenarios that the service runs for people, each in a process of its own, queued, limited, recorded."""
