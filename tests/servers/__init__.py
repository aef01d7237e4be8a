"""Real servers for the tests, from wheels, each in a temporary folder: PostgreSQL, Valkey, worker, Chromium."""
