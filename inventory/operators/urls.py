"""Task pages of operators: /office/operators/…"""

from django.urls import path

from inventory.operators import rowviews, views

app_name = "operators"

urlpatterns = [
    path("", views.operator_list, name="list"),
    path("<int:pk>/", views.operator_page, name="operator"),
    path("<int:pk>/facts/", views.facts, name="facts"),
    path("<int:pk>/contacts/add/", rowviews.contact_add, name="contact-add"),
    path("<int:pk>/contacts/<int:row>/", rowviews.contact, name="contact"),
    path("<int:pk>/subcontractors/add/", rowviews.subcontractor_add, name="subcontractor-add"),
    path("<int:pk>/subcontractors/<int:row>/", rowviews.subcontractor, name="subcontractor"),
    path("<int:pk>/subcontractors/check/", views.check_link, name="check-link"),
    path("<int:pk>/merge/", views.merge_choose, name="merge"),
    path("<int:pk>/merge/<int:gone>/", views.merge_into, name="merge-into"),
]
