"""What differs between databases when many rows are loaded and merged: the temporary table, the load, the upsert's tail."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

import msgspec
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Field, JSONField, Model
from django.db.models.expressions import RawSQL

Adapter = Callable[[Any], Any]
Column = tuple[str, str]  # name and type

_encode = msgspec.json.Encoder().encode
_EMPTY = {dict: "{}", list: "[]"}


def json_text(value: Any) -> str:
    """``value`` as the JSON text that a database keeps."""
    return _encode(value).decode() if value else _EMPTY.get(type(value)) or _encode(value).decode()


class Dialect:
    """SQLite's way, and that of every database that understands ``ON CONFLICT``."""

    create = "CREATE TEMPORARY TABLE"
    drop = "DROP TABLE IF EXISTS"
    needs_key = False

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self.quote = connection.ops.quote_name

    def create_table(
        self, name: str, columns: Sequence[Column], key: Sequence[str], *, looked_up: bool = False
    ) -> None:
        """Make the temporary table ``name`` anew. ``key`` are columns that are unique together and never null.

        They become a primary key when rows are ``looked_up`` by it, or when the database cannot do without.
        """
        defined = [f"{self.quote(column)} {kind}" for column, kind in columns]
        if looked_up or self.needs_key:
            defined.append(f"PRIMARY KEY ({', '.join(self.quote(column) for column in key)})")
        self.drop_table(name)
        self._run(f"{self.create} {self.quote(name)} ({', '.join(defined)})")

    def drop_table(self, name: str) -> None:
        self._run(f"{self.drop} {self.quote(name)}")

    def empty_table(self, name: str) -> None:
        self._run(f"DELETE FROM {self.quote(name)}")  # noqa: S608

    def analyse(self, name: str) -> None:
        """Tell the planner how large ``name`` has become."""

    def load(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Put ``rows`` into the temporary table, as fast as this database can."""
        places = ", ".join(["%s"] * len(columns))
        quoted = ", ".join(self.quote(column) for column in columns)
        with self.connection.cursor() as cursor:
            # Every part of the statement is a quoted name of ours.
            cursor.executemany(f"INSERT INTO {self.quote(name)} ({quoted}) VALUES ({places})", rows)  # noqa: S608

    def load_at_once(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Put a few hundred ``rows`` into the temporary table by one statement: outside of a transaction SQLite would make
        one of every row."""
        if not rows:
            return
        places = ", ".join([f"({', '.join(['%s'] * len(columns))})"] * len(rows))
        quoted = ", ".join(self.quote(column) for column in columns)
        values = [value for row in rows for value in row]
        self._run(f"INSERT INTO {self.quote(name)} ({quoted}) VALUES {places}", values)  # noqa: S608

    def one_of(self, model: type[Model], field_name: str, values: Collection[Any]) -> RawSQL:
        """A condition on a column of ``model``: the ORM's own takes as long for each value as a row takes to be written."""
        sql, params = self.chosen(self._column(model, field_name), values)
        return RawSQL(sql, params, output_field=BooleanField())  # noqa: S611

    def chosen(self, column: str, values: Collection[Any]) -> tuple[str, list[Any]]:
        """A condition on ``column``, which is ready to stand in a statement, and its parameters."""
        places = ", ".join(["%s"] * len(values)) or "NULL"
        return f"{column} IN ({places})", list(values)

    def _column(self, model: type[Model], field_name: str) -> str:
        meta = model._meta
        return f"{self.quote(meta.db_table)}.{self.quote(meta.get_field(field_name).column)}"

    def constant(self, field: Field[Any, Any]) -> str:
        """A place in a SELECT for one value that all rows share."""
        return "%s"

    def upsert_tail(self, conflict: Sequence[str], updates: Sequence[str]) -> str:
        """What follows INSERT … SELECT … so that rows that exist are updated, or left alone without ``updates``."""
        target = ", ".join(self.quote(column) for column in conflict)
        if not updates:
            return f"ON CONFLICT ({target}) DO NOTHING"
        changes = ", ".join(f"{self.quote(column)} = excluded.{self.quote(column)}" for column in updates)
        return f"ON CONFLICT ({target}) DO UPDATE SET {changes}"

    def adapter(self, field: Field[Any, Any]) -> Adapter | None:
        """How a value of ``field`` is turned into what the driver stores; ``None`` when it is that already."""
        if isinstance(field, JSONField):
            return json_text
        ops = self.connection.ops
        match field.get_internal_type():
            case "DateTimeField":
                return ops.adapt_datetimefield_value
            case "DateField":
                return ops.adapt_datefield_value
            case "DecimalField":
                digits, places = field.max_digits, field.decimal_places  # type: ignore[attr-defined]
                return lambda value: ops.adapt_decimalfield_value(value, digits, places)
            case "UUIDField":
                return lambda value: field.get_db_prep_value(value, self.connection)
        return None

    def _run(self, sql: str, params: Sequence[Any] | None = None) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, params)


class PostgreSQL(Dialect):
    """COPY into the stage; constants need a type."""

    def empty_table(self, name: str) -> None:
        self._run(f"TRUNCATE {self.quote(name)}")

    def analyse(self, name: str) -> None:
        self._run(f"ANALYZE {self.quote(name)}")

    def constant(self, field: Field[Any, Any]) -> str:
        return f"CAST(%s AS {field.db_type(self.connection)})"

    def load(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        with self.connection.cursor() as cursor:
            if not hasattr(cursor.cursor, "copy"):  # psycopg 2
                super().load(name, columns, rows)
                return
            quoted = ", ".join(self.quote(column) for column in columns)
            # Django names the errors of statements after its own, but not those of COPY.
            statement = f"COPY {self.quote(name)} ({quoted}) FROM STDIN"
            with self.connection.wrap_database_errors, cursor.copy(statement) as copy:
                for row in rows:
                    copy.write_row(row)

    def load_at_once(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        self.load(name, columns, rows)

    def adapter(self, field: Field[Any, Any]) -> Adapter | None:
        # The driver knows every other type by itself.
        return json_text if isinstance(field, JSONField) else None

    def chosen(self, column: str, values: Collection[Any]) -> tuple[str, list[Any]]:
        return f"{column} = ANY(%s)", [list(values)]

    def one_of(self, model: type[Model], field_name: str, values: Collection[Any]) -> RawSQL:
        kind = model._meta.get_field(field_name).db_type(self.connection)
        sql = f"{self._column(model, field_name)} = ANY(CAST(%s AS {kind}[]))"
        return RawSQL(sql, [list(values)], output_field=BooleanField())  # noqa: S611


class MariaDB(Dialect):
    """Without a primary key the stage is read row by row, which takes minutes; duplicates are named by any unique key."""

    drop = "DROP TEMPORARY TABLE IF EXISTS"
    needs_key = True

    def upsert_tail(self, conflict: Sequence[str], updates: Sequence[str]) -> str:
        # Without updates a column is set to itself: IGNORE would hide real errors.
        changes = [f"{self.quote(column)} = VALUES({self.quote(column)})" for column in updates or conflict[:1]]
        return f"ON DUPLICATE KEY UPDATE {', '.join(changes)}"


_BY_VENDOR: dict[str, type[Dialect]] = {"postgresql": PostgreSQL, "mysql": MariaDB, "sqlite": Dialect}


def dialect_for(connection: BaseDatabaseWrapper) -> Dialect:
    """The dialect of ``connection``; raises ``NotImplementedError`` for a database that the sync does not know."""
    try:
        return _BY_VENDOR[connection.vendor](connection)
    except KeyError:
        raise NotImplementedError(
            f"Catalogue sync works on PostgreSQL, SQLite and MariaDB, not on {connection.vendor}."
        ) from None
