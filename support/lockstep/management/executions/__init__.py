"""Executions: scenarios that the service runs for people, each in a separate process, queued, limited, recorded."""
