"""Addresses of the plain pages, below /plain/."""

from django.urls import path

from collab.plain import cards, inquiries, rooms, voting

urlpatterns = [
    path("", rooms.home, name="plain_home"),
    path("s/<int:space>/", rooms.space, name="plain_space"),
    path("s/<int:space>/t/<int:topic>/", rooms.topic, name="plain_topic"),
    path("s/<int:space>/m/<int:place>/edit/", rooms.edit, name="plain_edit"),
    path("s/<int:space>/m/<int:place>/withdraw/", rooms.withdraw, name="plain_withdraw"),
    path("s/<int:space>/c/<int:place>/", cards.card, name="plain_card"),
    path("s/<int:space>/d/<int:place>/", cards.document, name="plain_document"),
    path("s/<int:space>/p/<int:place>/", voting.poll, name="plain_poll"),
    path("s/<int:space>/p/<int:place>/form/", inquiries.inquiry, name="plain_inquiry"),
    path("s/<int:space>/p/<int:place>/answers/", inquiries.printed, name="plain_answers"),
    path("s/<int:space>/p/<int:place>/print/", voting.printed, name="plain_result"),
]
