"""What every list and form of the privacy office shares. Other rooms inherit from `OfficeModelAdmin`."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from district.audit import audited
from district.models import User
from district.permissions import model_permission, objects_visible_to

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
else:  # Django's own classes take no parameters at run time
    Base = admin.ModelAdmin

WHY_FIELD = "_why"
READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def trail_address(**question: Any) -> str:
    """Address of the audit trail, narrowed: `kind="vendors.operator", record=12` or `person=3`."""
    return f"{reverse('admin:trail')}?{urlencode(question)}"


class OfficeModelAdmin(Base):
    """A model in the office: every write is audited, every row may be looked up in the trail, nothing is deleted.

    A subclass sets `deletion_allowed = True` where the law and the record allow a row to go, and writes through its
    room's services in `save_model` where one exists. The form may carry the reason in a field named `_why`.
    """

    list_per_page = 50
    show_full_result_count = False
    deletion_allowed = False
    # Django 5.2 still assumes http for an address typed without a scheme.
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return objects_visible_to(request.user, super().get_queryset(request), self.permission("view"))

    @staticmethod
    def actor(request: HttpRequest) -> User:
        """The person who asks, for a service."""
        if not isinstance(request.user, User):
            raise PermissionDenied("Sign in first.")
        return request.user

    def permission(self, action: str) -> str:
        return model_permission(self.model, action)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_view_permission(request, obj) or self.granted(request, obj, "view", "change")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) or self.granted(request, obj, "change")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.deletion_allowed and super().has_delete_permission(request, obj)

    def granted(self, request: HttpRequest, obj: Model | None, *actions: str) -> bool:
        """Whether guardian gives the person this one object."""
        return obj is not None and any(request.user.has_perm(self.permission(action), obj) for action in actions)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self.audited_view(request, super().changeform_view, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self.audited_view(request, super().changelist_view, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self.audited_view(request, super().delete_view, *args, **kwargs)

    def audited_view(self, request: HttpRequest, view: Any, *args: Any, **kwargs: Any) -> Any:
        """One transaction around the row, its inlines and its many-to-many rows.

        What a service refuses after the form was content undoes all of it, and is said on the page.
        """
        if request.method in READING_METHODS:
            return view(request, *args, **kwargs)
        reason = request.POST.get(WHY_FIELD, "").strip() or "Edited in the office"
        try:
            with audited(actor=self.actor(request), reason=reason):
                return view(request, *args, **kwargs)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return HttpResponseRedirect(request.get_full_path())

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The History button of a record opens the trail at that record."""
        return HttpResponseRedirect(trail_address(kind=self.model._meta.label_lower, record=object_id))

    # The trail is written by the database; Django's own log beside it would be a second, poorer one.
    def log_addition(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        return None

    def log_change(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        return None

    def log_deletions(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        return None
