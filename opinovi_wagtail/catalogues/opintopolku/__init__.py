"""Way in: Opintopolku, the national register of education."""
