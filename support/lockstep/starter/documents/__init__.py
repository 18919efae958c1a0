"""OpenAPI and AsyncAPI documents, read into the declarations of an adapter (`lockstep init --openapi`).

Nothing is fetched and nothing is guessed silently: what a document does not say becomes a question in the adapter
(`lockstep.targets.questions`), and what declarations cannot express is told.
"""
