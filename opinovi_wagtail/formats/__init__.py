"""Date, time and number formats of Finland for ``FORMAT_MODULE_PATH``, because Django's ``sv`` and ``en`` are others'."""
