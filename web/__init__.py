"""The surfaces: an HTTP API and a chat. No logic. Imports rag."""
