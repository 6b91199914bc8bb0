"""How the bundled embedding model is made: `python -m index.train --data DIR --out index/model`.

Read in this order: sources (what is read and what is held out), gloss (a word-for-word English of official text),
pieces (the tokenizer), fit (the training loop), holdout (the measures), __main__ (the command). LOG.md says what was
tried and what did not help.
"""
