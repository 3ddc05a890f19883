"""Django and Django REST framework; `django-debug` runs in a process of its own, as settings are global."""

import sys

import django
from django.conf import settings

settings.configure(
    DEBUG="django-debug" in sys.argv,
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="for tests",
    INSTALLED_APPS=["rest_framework"],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    REST_FRAMEWORK={"UNAUTHENTICATED_USER": None, "DEFAULT_AUTHENTICATION_CLASSES": []},
    LOGGING_CONFIG=None,
)
django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.http import Http404, HttpResponse, JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.decorators.http import require_GET, require_http_methods, require_POST  # noqa: E402
from rest_framework.exceptions import NotFound  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework.views import APIView  # noqa: E402

import threaded  # noqa: E402
from data import find, stock  # noqa: E402

THINGS = stock()


def thing(kind, number, missing=Http404):
    found = find(THINGS[kind], number)
    if found is None:
        raise missing
    return found


@require_http_methods(["GET", "POST"])
def items(request):
    if request.method == "POST":
        return JsonResponse({"id": 3}, status=201)
    return JsonResponse(list(THINGS["items"].values()), safe=False)


@require_http_methods(["GET", "PUT", "DELETE"])
def item(request, number):
    found = thing("items", number)
    return HttpResponse(status=204) if request.method == "DELETE" else JsonResponse(found)


@require_POST
def copies(request, number):
    thing("items", number)
    return JsonResponse({"id": 3}, status=201)


@require_GET
def notes(request):
    return JsonResponse(list(THINGS["notes"].values()), safe=False)


@require_GET
def note(request, number):
    return JsonResponse(thing("notes", number))


class Items(APIView):
    def get(self, request):
        return Response(list(THINGS["items"].values()))

    def post(self, request):
        return Response({"id": 3}, status=201)


class Item(APIView):
    def get(self, request, number):
        return Response(thing("items", number, NotFound))

    put = get

    def delete(self, request, number):
        thing("items", number, NotFound)
        return Response(status=204)


class Copies(APIView):
    def post(self, request, number):
        thing("items", number, NotFound)
        return Response({"id": 3}, status=201)


class Notes(APIView):
    def get(self, request):
        return Response(list(THINGS["notes"].values()))


class Note(APIView):
    def get(self, request, number):
        return Response(thing("notes", number, NotFound))


PLAIN = [
    path("items", items),
    path("items/<int:number>", item),
    path("items/<int:number>/copies", copies),
    path("notes", notes),
    path("notes/<int:number>", note),
]
REST = [
    path("items", Items.as_view()),
    path("items/<int:number>", Item.as_view()),
    path("items/<int:number>/copies", Copies.as_view()),
    path("notes", Notes.as_view()),
    path("notes/<int:number>", Note.as_view()),
]
urlpatterns = REST if "drf" in sys.argv else PLAIN


async def serve(name, listener):
    await threaded.serve(WSGIHandler(), listener)
