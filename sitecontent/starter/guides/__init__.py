"""Nine funding guides with facts that hold in Finland, as far as their sources were read."""
