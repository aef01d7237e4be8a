"""The beginning of a municipality: from nothing to an opened collection, step by step."""
