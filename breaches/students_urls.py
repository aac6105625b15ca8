"""Affected pupils and their lists: within /office/breaches/ and its namespace."""

from django.urls import path

from breaches.views import lists, students

urlpatterns = [
    path("<int:pk>/students/", students.page, name="students"),
    path("<int:pk>/students/school/", students.by_school, name="students-school"),
    path("<int:pk>/students/search/", students.search, name="students-search"),
    path("<int:pk>/students/changes/<int:change>/take-back/", students.take_back, name="students-take-back"),
    path("<int:pk>/lists/add/", lists.add, name="list-add"),
    path("<int:pk>/lists/<int:source>/", lists.page, name="list-page"),
    path("<int:pk>/lists/<int:source>/returned.csv", lists.returned, name="list-returned"),
    path("<int:pk>/lists/<int:source>/leave/", lists.leave_all, name="list-leave"),
    path("<int:pk>/lists/<int:source>/rows/<int:row>/", lists.row, name="list-row"),
]
