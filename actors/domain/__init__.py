"""The rules. Pure and synchronous: no clock, no I/O, no ids made here; time, people and ids are arguments."""
