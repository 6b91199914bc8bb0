"""Clauses as a searchable collection: embeddings in Chroma and a lexical index. Imports corpus."""
