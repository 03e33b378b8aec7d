"""Sites other than the reference one, as partners have them."""
