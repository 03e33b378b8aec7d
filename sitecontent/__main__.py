"""``python -m sitecontent <django command>``: the reference site's manage.py."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sitecontent.settings.demo")
    sys.argv[0] = "python -m sitecontent"
    execute_from_command_line(sys.argv)
