"""The tab of the tasks, and whom the district tells of breaches."""

from django.urls import path

from breaches.views import contacts, tasks

urlpatterns = [
    path("contacts/", contacts.page, name="contacts"),
    path("contacts/add/", contacts.add, name="contact-add"),
    path("contacts/<int:contact_pk>/", contacts.change, name="contact"),
    path("<int:pk>/tasks/", tasks.page, name="tasks"),
    path("<int:pk>/tasks/<int:task_pk>/", tasks.task, name="task"),
    path("<int:pk>/told/<int:told_pk>/", tasks.told_letter, name="told-letter"),
]
