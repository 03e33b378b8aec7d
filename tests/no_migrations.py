"""Tables straight from the models, for processes that make a database of their own: seconds instead of half a minute."""


class NoMigrations:
    """For ``MIGRATION_MODULES``: no app has any."""

    def __contains__(self, _app: str) -> bool:
        return True

    def __getitem__(self, _app: str) -> None:
        return None
