"""The courses of three partners, written here; those of the other three come through their feeds."""
