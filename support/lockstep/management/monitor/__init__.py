"""The monitor: pages that show runs while they go on, what they came to, and how scenarios did over time."""
