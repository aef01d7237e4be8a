"""The tables a person may take away: a scope in, a file out; each module is one of them."""
