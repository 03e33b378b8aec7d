"""Narrows what views and forms can see to the partners that the user may act for; it decides no right itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.views.generic.edit import FormMixin
from wagtail.admin.views.generic import CopyView, IndexView, InspectView
from wagtail.admin.views.generic import chooser as chooser_views
from wagtail.admin.views.generic.base import BaseObjectMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from .policies import PARTNER_PATHS, PartnerPermissionPolicy, policy_for
from .rights import Reach, belongs_to

SEEING = ("add", "change", "delete", "view")


def narrow(rows: QuerySet[Any], covered: Reach, *, keep: Iterable[Any] = ()) -> QuerySet[Any]:
    """Those of ``rows`` that belong to covered partners, and those whose keys are in ``keep``."""
    if covered.everywhere:
        return rows
    return rows.filter(Q(**{f"{PARTNER_PATHS[rows.model]}__in": covered.partners}) | Q(pk__in=list(keep)))


def scope_choices(form: forms.BaseForm, covered: Reach) -> None:
    """Let ``form`` offer and accept only rows of covered partners; what its instance holds already stays acceptable."""
    for name, field in form.fields.items():
        if isinstance(field, forms.ModelChoiceField) and field.queryset.model in PARTNER_PATHS:
            field.queryset = narrow(field.queryset, covered, keep=_held(form, name))


def _held(form: forms.BaseForm, name: str) -> list[Any]:
    instance = getattr(form, "instance", None)
    held = getattr(instance, f"{name}_id", None) if instance is not None and instance.pk else None
    return [] if held is None else [held]


class ScopedView:
    """Mixed into every view of a viewset: a row of a partner out of reach does not exist here."""

    request: HttpRequest
    model: Any
    # What the user must be able to do with the row of the address; None: what the view itself requires.
    row_actions: tuple[str, ...] | None = None

    @property
    def policy(self) -> PartnerPermissionPolicy:
        return policy_for(self.model)

    def get_row_actions(self) -> tuple[str, ...]:
        if self.row_actions is not None:
            return self.row_actions
        if isinstance(self, CopyView):
            return ("change", "view")
        required = getattr(self, "permission_required", None)
        return (required,) if required else tuple(getattr(self, "any_permission_required", None) or SEEING)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if "pk" in kwargs:
            rows = self.policy.instances_user_has_any_permission_for(request.user, self.get_row_actions())
            if not rows.filter(pk=unquote(str(kwargs["pk"]))).exists():
                raise Http404
        super().setup(request, *args, **kwargs)  # type: ignore[misc]


class ScopedListing(ScopedView):
    """A list shows, filters by and links to reachable rows only."""

    # What a user must be allowed to do with a row to see it in the list.
    seeing: tuple[str, ...] = SEEING

    def get_base_queryset(self) -> QuerySet[Any]:
        rows = super().get_base_queryset()  # type: ignore[misc]
        return self.policy.scope(self.request.user, self.seeing, rows)

    def get_filterset_kwargs(self) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(), "queryset": self.get_base_queryset()}  # type: ignore[misc]

    @property
    def filters(self) -> Any:
        if not hasattr(self, "_scoped_filters"):
            found = super().filters  # type: ignore[misc]
            if found is not None:
                scope_choices(found.form, self.policy.reach(self.request.user, self.seeing))
            self._scoped_filters = found
        return self._scoped_filters

    def _url_for_row(self, name: str | None, action: str, instance: Any) -> str | None:
        if name and self.policy.user_has_permission_for_instance(self.request.user, action, instance):
            return reverse(name, args=(quote(instance.pk),))
        return None

    def get_edit_url(self, instance: Any) -> str | None:
        return self._url_for_row(self.edit_url_name, "change", instance)  # type: ignore[attr-defined]

    def get_delete_url(self, instance: Any) -> str | None:
        return self._url_for_row(self.delete_url_name, "delete", instance)  # type: ignore[attr-defined]


class ScopedForm(ScopedView):
    """A form offers, and accepts, only what belongs to partners for which the user may do this."""

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)  # type: ignore[misc]
        actions = (getattr(self, "permission_required", None) or "change",)
        covered = self.policy.reach(self.request.user, actions)
        scope_choices(form, covered)
        if hasattr(form, "narrow_to"):
            form.narrow_to(covered)
        return form


class ScopedChooser:
    """A chooser offers rows of the partners that the user works for."""

    request: HttpRequest

    def _narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return narrow(rows, belongs_to(self.request.user))

    def get_object_list(self) -> QuerySet[Any]:
        return self._narrow(super().get_object_list())  # type: ignore[misc]

    def get_object(self, pk: Any) -> Any:
        return self._narrow(self.model_class.objects.all()).get(pk=pk)  # type: ignore[attr-defined]

    def get_objects(self, pks: Any) -> QuerySet[Any]:
        return self._narrow(super().get_objects(pks))  # type: ignore[misc]


def scoped(view_class: type) -> type:
    """``view_class`` with the mixin that fits it; raises ``ImproperlyConfigured`` for one that nothing here can narrow."""
    if issubclass(view_class, ScopedView):
        return view_class
    if issubclass(view_class, IndexView):
        mixin: type = ScopedListing
    elif issubclass(view_class, FormMixin):
        mixin = ScopedForm
    elif issubclass(view_class, (BaseObjectMixin, InspectView)) and issubclass(view_class, PermissionCheckedMixin):
        mixin = ScopedView
    else:
        raise ImproperlyConfigured(
            f"{view_class.__name__} would show rows of every partner: build it from ScopedView in {__name__}."
        )
    return type(view_class.__name__, (mixin, view_class), {"__module__": view_class.__module__})


def scoped_chooser(view_class: type) -> type:
    """A chooser's ``view_class`` narrowed in the same way."""
    known = (
        chooser_views.BaseChooseView,
        chooser_views.ChosenViewMixin,
        chooser_views.ChosenMultipleViewMixin,
    )
    if not issubclass(view_class, known):
        raise ImproperlyConfigured(f"{view_class.__name__} would offer rows of every partner.")
    return type(view_class.__name__, (ScopedChooser, view_class), {"__module__": view_class.__module__})
