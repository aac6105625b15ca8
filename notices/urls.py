"""Pages of mailings, mounted at /office/mailings/."""

from django.urls import path

from notices.views import mailings, messages

app_name = "notices"
urlpatterns = [
    path("", mailings.index, name="list"),
    path("bounces/", messages.bounces, name="bounces"),
    path("bounces/<int:pk>/unmatched/", messages.unmatched, name="unmatched"),
    path("returned/", messages.returned, name="returned"),
    path("search/", messages.search, name="search"),
    path("message/<int:pk>/", messages.message, name="message"),
    path("message/<int:pk>/letter/", messages.letter, name="letter"),
    path("message/<int:pk>/address/", messages.address, name="address"),
    path("<int:pk>/", mailings.mailing, name="mailing"),
    path("<int:pk>/messages/", mailings.message_list, name="messages"),
    path("<int:pk>/pause/", mailings.pause, name="pause"),
    path("<int:pk>/stop/", mailings.stop, name="stop"),
    path("<int:pk>/step/<str:name>/", mailings.step, name="step"),
    path("<int:pk>/batches/<int:number>/mailed/", mailings.batch_mail, name="batch-mailed"),
    path("<int:pk>/batches/<int:number>/<str:what>/", mailings.batch_file, name="batch-file"),
]
