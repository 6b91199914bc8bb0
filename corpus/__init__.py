"""How a notice is read: from its published characters to clauses with addresses. Imports nothing of ours."""
