"""The suite's settings on the MariaDB that DATABASE_URL names, by way of a driver that needs no compiler."""

import pymysql

# Django asks for a version of the driver that it knows; this one speaks the same protocol.
pymysql.version_info = (2, 2, 7, "final", 0)
pymysql.install_as_MySQLdb()

from sitecontent.settings.test import *  # noqa: E402, F403

DATABASES["default"]["OPTIONS"] = {"charset": "utf8mb4"}  # noqa: F405
DATABASES["default"]["TEST"] = {"CHARSET": "utf8mb4", "COLLATION": "utf8mb4_bin"}  # noqa: F405
