"""Plain functions over the tables, one file for each noun; `Store.read` and `Store.write` run them.

They take and return values. Ids, times and secrets are made by the caller, so that a function can be run again.
"""
