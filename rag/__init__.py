"""A question, and the answer the notice supports. Imports corpus and index."""
