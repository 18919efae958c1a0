"""The digest of a run: one page for a pull request, as Markdown and as HTML, of what was promised and what holds."""
