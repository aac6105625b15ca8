"""The tab "Copies" of a case, its files and its deliveries."""

from django.urls import path

from requests_portal.copies.views import appointments, deliveries, files, papers, tab

COPIES = "<int:pk>/copies/"
FILE = f"{COPIES}files/<int:file>/"
DELIVERY = f"{COPIES}deliveries/<int:delivery>/"

urlpatterns = [
    path(COPIES, tab.page, name="copies"),
    path(FILE, files.look, name="copies-file"),
    path(f"{FILE}download/", files.download, name="copies-download"),
    path(f"{FILE}page/<int:page>/<int:width>/", files.picture, name="copies-picture"),
    path(f"{FILE}check/", files.check, name="copies-check"),
    path(f"{FILE}uncheck/", files.uncheck, name="copies-uncheck"),
    path(f"{FILE}names/", files.names, name="copies-names"),
    path(f"{FILE}places/", files.places, name="copies-places"),
    path(f"{FILE}box/", files.box, name="copies-box"),
    path(f"{FILE}words/", files.words, name="copies-words"),
    path(f"{FILE}lines/", files.lines, name="copies-lines"),
    path(f"{FILE}marks/<int:mark>/remove/", files.unmark, name="copies-unmark"),
    path(f"{FILE}make/", files.make, name="copies-make"),
    path(f"{FILE}printed/", files.printed, name="copies-printed"),
    path(f"{FILE}remove/", files.remove, name="copies-remove"),
    path(f"{COPIES}link/", deliveries.link, name="copies-link"),
    path(f"{COPIES}paper/", papers.paper, name="copies-paper"),
    path(f"{COPIES}inspection/", appointments.inspection, name="copies-inspection"),
    path(f"{COPIES}transfer/", deliveries.transfer, name="copies-transfer"),
    path(f"{DELIVERY}take-back/", deliveries.take_back, name="copies-take-back"),
    path(f"{DELIVERY}renew/", deliveries.renew, name="copies-renew"),
    path(f"{DELIVERY}waive/", papers.waive, name="copies-waive"),
    path(f"{DELIVERY}day/<slug:what>/", papers.paper_day, name="copies-day"),
    path(f"{DELIVERY}held/", appointments.held, name="copies-held"),
    path(f"{DELIVERY}move/", appointments.move, name="copies-move"),
    path(f"{DELIVERY}confirm/", appointments.confirm, name="copies-confirm"),
    path(f"{DELIVERY}arrived/", deliveries.arrived, name="copies-arrived"),
    path(f"{DELIVERY}letter/", papers.letter, name="copies-letter"),
    path(f"{DELIVERY}letter/make/", papers.letter_make, name="copies-letter-make"),
]
