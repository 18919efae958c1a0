"""The monitor: pages that show runs in progress, their results, and scenarios over time."""
