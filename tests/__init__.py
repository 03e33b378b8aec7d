"""The project's tests, in folders by capability; sites other than the reference one are in ``hosts``."""
