"""What the district keeps to itself among the sign-in library's pages. Included before the library's own addresses."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe


@require_safe
@login_required
def address_kept(request: HttpRequest) -> HttpResponse:
    """Nobody adds an address of their own: single sign-on and password links go by it."""
    return render(request, "account/address_kept.html")


urlpatterns = [path("email/", address_kept, name="account_email")]
