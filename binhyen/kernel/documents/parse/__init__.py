"""Looking into files that strangers sent, in a process of its own: ``python -m …documents.parse``.

Nothing here knows Django or the database, so that the process starts fast and holds no secret.
"""
