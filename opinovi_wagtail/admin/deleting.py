"""Deleting that says why it cannot be done, instead of failing on a row that others need."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import quote
from django.db.models import ProtectedError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from wagtail.admin.views.generic import DeleteView


class RowDeleteView(DeleteView):
    """Keeps what other rows need, and says so with ``protected_message``."""

    protected_message: Any = gettext_lazy("This cannot be deleted, because other rows need it.")
    # Without the name of the model, which Finnish would have to inflect.
    confirmation_message: Any = gettext_lazy("Are you sure that you want to delete this?")

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ProtectedError:
            messages.error(self.request, str(self.protected_message))
            return redirect(self.edit_url_name, quote(self.object.pk))
