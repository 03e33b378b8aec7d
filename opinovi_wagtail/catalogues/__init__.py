"""Way in: partners' catalogue documents become records. A module per format; ``base`` is the seam; no ORM here."""
