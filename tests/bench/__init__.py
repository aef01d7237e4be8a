"""Measurements, run by hand with `make bench`: figures with the machine and the versions they were taken on."""
