"""The fixed question set and its measures. Imports rag."""
