"""Pure decisions: no database, no clock (``now`` is passed in), no request. Everything here can be proved by a table."""
