"""Addenda, model agreements and general offers, within the office: /office/contracts/…"""

from django.urls import path

from contracts.views import drafting, offers

urlpatterns = [
    path("agreement/<int:pk>/addendum/", drafting.addendum, name="addendum"),
    path("operators/<int:pk>/model/", drafting.model, name="model"),
    path("drafts/<int:pk>/", drafting.draft, name="draft"),
    path("drafts/<int:pk>/release/", drafting.release, name="draft-release"),
    path("drafts/<int:pk>/file.docx", drafting.draft_file, {"form": "docx"}, name="draft-docx"),
    path("drafts/<int:pk>/file.pdf", drafting.draft_file, {"form": "pdf"}, name="draft-pdf"),
    path("drafts/<int:pk>/whole.docx", drafting.draft_file, {"form": "whole"}, name="draft-whole"),
    path("operators/<int:pk>/offer/", offers.add, name="offer-add"),
    path("offers/<int:pk>/", offers.desk, name="offer"),
    path("offers/<int:pk>/edit/", offers.edit, name="offer-edit"),
    path("offers/<int:pk>/page/", offers.acceptance, name="offer-page"),
    path("offers/<int:pk>/accept/", offers.accept, name="offer-accept"),
    path("offers/<int:pk>/except/<slug:line>/", offers.exception, name="offer-except"),
]
