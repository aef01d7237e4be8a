"""The environment, read once for all setting modules."""

from config.env import BASE_DIR, VAR_DIR, Environment, read_environment

ENV: Environment = read_environment()

__all__ = ["BASE_DIR", "ENV", "VAR_DIR"]
