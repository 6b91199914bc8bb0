"""Who may ask, how often, and what a browser may do with the replies."""
