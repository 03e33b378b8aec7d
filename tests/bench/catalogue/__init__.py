"""What the benches of the catalogue sync measure with: the feed, its server, and the other ways of storing the same rows."""
