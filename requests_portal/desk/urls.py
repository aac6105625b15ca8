"""The desk's own addresses: the list, entering, settings, and the first page of a case with what is done there."""

from django.urls import path

from requests_portal.desk.views import case, entering, lists, settings, working

urlpatterns = [
    path("", lists.request_list, name="list"),
    path("find/", lists.find, name="find"),
    path("new/", entering.kinds, name="new"),
    path("new/<slug:kind>/", entering.enter, name="enter"),
    path("settings/", settings.page, name="settings"),
    path("tasks/<int:pk>/", working.task, name="task"),
    path("<int:pk>/", case.page, name="case"),
    path("<int:pk>/take/", working.take, name="take"),
    path("<int:pk>/undo/", working.undo, name="undo"),
    path("<int:pk>/owner/", working.owner, name="owner"),
    path("<int:pk>/give-back/", working.give_back, name="give-back"),
    path("<int:pk>/school-record/", working.school_record, name="school-record"),
    path("<int:pk>/join/<int:into>/", working.join, name="join"),
    path("<int:pk>/end/", working.end, name="end"),
]
