"""The floor that knows rows and bytes, and no rule.

`database.Store` runs plain functions off the loop: writes in groups that share a commit, reads beside them.
`journal` is the one hot path, the append to a chat's log; `queries` holds everything else, one file for each noun;
`tables` says what the newest migration left behind. Nothing above this floor names SQL, peewee or a connection.

What a function of `queries` may count on: it runs inside a transaction, and it may be run again from the start.
So it touches the database and nothing else.
"""
