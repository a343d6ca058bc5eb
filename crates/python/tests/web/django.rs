//! Django, REST framework, Ninja: decorators, mixins, permissions, middleware.

use super::assert_routes;

/// Checks a project whose settings begin the text: `proj.settings`, with `proj.urls` as its entries.
fn assert_project(text: &str, expected: &[&str]) {
    const HEAD: &str = "# file: manage.py
import os
os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'proj.settings')
# file: proj/settings.py
ROOT_URLCONF = 'proj.urls'
";
    assert_routes(&format!("{HEAD}{}", text.trim_start_matches('\n')), expected);
}

#[test]
fn views_are_guarded_by_decorators_mixins_and_dispatch() {
    assert_project(
        r#"
INSTALLED_APPS = ['django.contrib.admin', 'shop']
MIDDLEWARE = ['django.contrib.auth.middleware.AuthenticationMiddleware']
# file: proj/urls.py
from django.contrib import admin
from django.urls import include, path
urlpatterns = [path('admin/', admin.site.urls), path('shop/', include('shop.urls'))]
# file: shop/urls.py
from django.contrib.auth.decorators import login_required
from django.urls import path
from shop import views
urlpatterns = [
    path('a/', views.A.as_view()),
    path('b/', views.B.as_view()),
    path('c/', views.C.as_view()),
    path('d/', views.d),
    path('e/', views.e),
    path('f/', login_required(views.F.as_view())),
    path('g/', views.g),
    path('h/', views.h),
    path('i/', views.I.as_view()),
    path('j/', views.J.as_view()),
    path('k/', views.k),
]
# file: shop/views.py
from django.contrib.auth.decorators import login_required, permission_required, user_passes_test
from django.contrib.auth.mixins import LoginRequiredMixin, UserPassesTestMixin
from django.http import HttpResponseForbidden, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.http import require_POST
class A(LoginRequiredMixin, View):
    def get(self, request): return HttpResponse()
@method_decorator(login_required, name='dispatch')
class B(View):
    def get(self, request): return HttpResponse()
class C(View):
    @method_decorator(permission_required('x.y'))
    def get(self, request): return HttpResponse()
    def post(self, request): return HttpResponse()
@user_passes_test(lambda u: u.is_staff)
def d(request): return HttpResponse()
@permission_required('x.y', raise_exception=True)
@require_POST
def e(request): return HttpResponse()
class F(View):
    def get(self, request): return HttpResponse()
def g(request):
    if not request.user.is_authenticated:
        return redirect('login')
    return HttpResponse()
def h(request):
    if request.user.is_authenticated:
        return redirect('home')
    return HttpResponse()
class I(UserPassesTestMixin, View):
    def test_func(self): return self.request.user.is_superuser
    def get(self, request): return HttpResponse()
class J(View):
    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_staff:
            return HttpResponseForbidden()
        return super().dispatch(request, *args, **kwargs)
    def get(self, request): return HttpResponse()
def ajax(f):
    def wrapper(request, *a, **k):
        if request.headers.get('x-requested-with') != 'XMLHttpRequest':
            return HttpResponseForbidden()
        return f(request, *a, **k)
    return wrapper
@ajax
def k(request): return HttpResponse()
"#,
        &[
            "GET /shop/a/ A.get guarded",
            "GET /shop/b/ B.get guarded",
            "GET /shop/c/ C.get guarded",
            "POST /shop/c/ C.post unguarded",
            "ANY /shop/d/ d guarded",
            "POST /shop/e/ e guarded",
            "GET /shop/f/ F.get guarded",
            "ANY /shop/g/ g guarded",
            "ANY /shop/h/ h unguarded",
            "GET /shop/i/ I.get guarded",
            "GET /shop/j/ J.get guarded",
            "ANY /shop/k/ k unguarded",
            "ANY /admin/ admin.site guarded",
        ],
    );
}

#[test]
fn middleware_that_asks_for_a_login_knows_exempt_views() {
    assert_project(
        r#"
MIDDLEWARE = ['django.contrib.auth.middleware.AuthenticationMiddleware', 'django.contrib.auth.middleware.LoginRequiredMiddleware']
# file: proj/urls.py
from django.urls import path
from django.utils.decorators import method_decorator
from django.contrib.auth.decorators import login_not_required
from django.views import View
def a(request): return 1
@login_not_required
def b(request): return 1
@method_decorator(login_not_required, name='dispatch')
class C(View):
    def get(self, request): return 1
urlpatterns = [path('a/', a), path('b/', b), path('c/', C.as_view())]
"#,
        &["ANY /a/ a guarded", "ANY /b/ b unguarded", "GET /c/ C.get unguarded"],
    );
}

#[test]
fn middleware_is_named_through_lists() {
    assert_project(
        r#"
COMMON = ['django.middleware.common.CommonMiddleware']
STACK = [*COMMON, 'django.contrib.auth.middleware.AuthenticationMiddleware'] + ['django.contrib.auth.middleware.LoginRequiredMiddleware']
MIDDLEWARE = STACK
MIDDLEWARE = ['proj.middleware.Timing', *MIDDLEWARE]
# file: proj/urls.py
from django.urls import path
def a(request): return 1
urlpatterns = [path('a/', a)]
"#,
        &["ANY /a/ a guarded"],
    );
}

#[test]
fn own_middleware_leaves_out_the_path_of_a_setting() {
    assert_project(
        r#"
MIDDLEWARE = ['proj.middleware.LoginRequired', 'proj.middleware.Locale']
LOGIN_URL = '/login/'
# file: proj/middleware.py
from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse
class LoginRequired:
    def __init__(self, get_response):
        self.get_response = get_response
    def __call__(self, request):
        if not request.user.is_authenticated and request.path != settings.LOGIN_URL:
            return redirect(settings.LOGIN_URL)
        return self.get_response(request)
class Locale:
    def __init__(self, get_response):
        self.get_response = get_response
    def __call__(self, request):
        if request.user.is_authenticated:
            activate(request.user.locale)
        return self.get_response(request)
# file: proj/urls.py
from django.urls import path
def a(request): return 1
def login(request): return 1
urlpatterns = [path('a/', a), path('login/', login)]
"#,
        &["ANY /a/ a guarded", "ANY /login/ login optional"],
    );
}

#[test]
fn permissions_of_actions_and_joined_permissions_guard() {
    assert_project(
        r#"
REST_FRAMEWORK = {'DEFAULT_PERMISSION_CLASSES': ('rest_framework.permissions.IsAuthenticatedOrReadOnly',)}
# file: proj/urls.py
from django.urls import include, path
from rest_framework.routers import DefaultRouter
from proj import views
router = DefaultRouter()
router.register('items', views.Items, basename='items')
urlpatterns = [
    path('', include(router.urls)),
    path('fn/', views.fn),
    path('open/', views.open_fn),
    path('apiview/', views.Thing.as_view()),
]
# file: proj/views.py
from rest_framework import permissions, viewsets
from rest_framework.decorators import action, api_view, permission_classes
from rest_framework.permissions import AllowAny, IsAdminUser, IsAuthenticated
from rest_framework.views import APIView
class IsOwner(permissions.BasePermission):
    def has_permission(self, request, view):
        return request.user and request.user.is_authenticated
    def has_object_permission(self, request, view, obj):
        return obj.owner == request.user
class Items(viewsets.ModelViewSet):
    queryset = 1
    def get_permissions(self):
        if self.action in ('list', 'retrieve'):
            return [AllowAny()]
        return [IsAuthenticated()]
    @action(detail=True, methods=['post'], permission_classes=[IsAdminUser])
    def ban(self, request, pk=None): return 1
@api_view(['GET', 'POST'])
@permission_classes([IsAuthenticated])
def fn(request): return 1
@api_view(['GET'])
@permission_classes([AllowAny])
def open_fn(request): return 1
class Thing(APIView):
    permission_classes = [IsAuthenticated & IsOwner | IsAdminUser]
    def get(self, request): return 1
"#,
        &[
            "GET /items/ Items.list unguarded",
            "POST /items/ Items.create guarded",
            "GET /items/{pk}/ Items.retrieve unguarded",
            "PUT /items/{pk}/ Items.update guarded",
            "PATCH /items/{pk}/ Items.partial_update guarded",
            "DELETE /items/{pk}/ Items.destroy guarded",
            "POST /items/{pk}/ban/ Items.ban guarded",
            "GET /fn/ fn guarded",
            "POST /fn/ fn guarded",
            "GET /open/ open_fn unguarded",
            "GET /apiview/ Thing.get guarded",
        ],
    );
}

#[test]
fn permissions_that_ask_in_a_way_of_their_own_are_unknown() {
    assert_project(
        r#"
# file: proj/urls.py
from django.urls import path
from django.views.generic import View
class Rules:
    list_perms = None
    def check_permissions(self, action):
        return getattr(self, action + '_perms')()
class A(View):
    permission_classes = (Rules,)
    def get(self, request): return 1
urlpatterns = [path('a/', A.as_view())]
"#,
        &["GET /a/ A.get unknown"],
    );
}

#[test]
fn permissions_to_read_are_optional() {
    assert_project(
        r#"
REST_FRAMEWORK = {'DEFAULT_PERMISSION_CLASSES': ['rest_framework.permissions.IsAuthenticatedOrReadOnly']}
# file: proj/urls.py
from django.urls import path
from proj import views
urlpatterns = [path('a/', views.A.as_view()), path('b/', views.B.as_view())]
# file: proj/views.py
from rest_framework import permissions
from rest_framework.views import APIView
class A(APIView):
    def get(self, request): return 1
    def post(self, request): return 1
class ReadOnlyOrOwner(permissions.BasePermission):
    def has_permission(self, request, view):
        if request.method in permissions.SAFE_METHODS:
            return True
        return request.user.is_authenticated
class B(APIView):
    permission_classes = [ReadOnlyOrOwner]
    def get(self, request): return 1
    def post(self, request): return 1
"#,
        &[
            "GET /a/ A.get optional",
            "POST /a/ A.post guarded",
            "GET /b/ B.get optional",
            "POST /b/ B.post guarded",
        ],
    );
}

#[test]
fn the_nearest_auth_of_ninja_decides() {
    assert_project(
        r#"
# file: proj/urls.py
from django.urls import path
from proj.api import api
urlpatterns = [path('api/', api.urls)]
# file: proj/api.py
from ninja import NinjaAPI, Router
from ninja.security import HttpBearer, django_auth
class Token(HttpBearer):
    def authenticate(self, request, token):
        if token == 'x':
            return token
api = NinjaAPI(auth=Token())
router = Router()
other = Router(auth=django_auth)
@api.get('/a')
def a(request): return 1
@api.get('/b', auth=None)
def b(request): return 1
@router.get('/c')
def c(request): return 1
@other.post('/d')
def d(request): return 1
api.add_router('/r', router)
api.add_router('/o', other)
"#,
        &[
            "GET /api/a a guarded",
            "GET /api/b b unguarded",
            "GET /api/r/c c guarded",
            "POST /api/o/d d guarded",
        ],
    );
}

#[test]
fn controllers_and_routers_by_name_belong_to_an_api_of_ninja() {
    assert_project(
        r#"
# file: proj/urls.py
from django.urls import path
from proj.api import api
urlpatterns = [path('api/', api.urls)]
# file: proj/api.py
from ninja.security import django_auth
from ninja_extra import NinjaExtraAPI
from users.controllers import UserController
api = NinjaExtraAPI(auth=django_auth)
api.add_router('/films', 'films.api.router')
api.add_router(prefix='/open', router='films.api.open_router')
api.register_controllers(UserController)
# file: users/controllers.py
from ninja_extra import api_controller, http_get, permissions, route
from ninja_extra.permissions import AllowAny, IsAdminUser
from ninja_jwt.authentication import JWTAuth
@api_controller('/users', auth=None, permissions=[IsAdminUser])
class UserController:
    @route.get('')
    def listed(self): return []
    @http_get('/one', permissions=[AllowAny])
    def one(self): return 1
    @route.post('/two', auth=JWTAuth(), permissions=[])
    def two(self): return 2
# file: films/api.py
from ninja_extra import Router
router = Router()
open_router = Router(auth=None)
@router.get('')
def films(request): return []
@router.get('/{film_id}')
def film(request, film_id: int): return film_id
@open_router.get('/x')
def opened(request): return 1
"#,
        &[
            "GET /api/films films guarded",
            "GET /api/films/{film_id} film guarded",
            "GET /api/open/x opened unguarded",
            "GET /api/users UserController.listed guarded",
            "GET /api/users/one UserController.one unguarded",
            "POST /api/users/two UserController.two guarded",
        ],
    );
}

#[test]
fn administration_sockets_and_listed_routers_are_routes() {
    assert_routes(
        r#"
# file: manage.py
import os
os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site1.settings')
# file: site1/settings.py
ROOT_URLCONF = 'site1.urls'
INSTALLED_APPS = ['django.contrib.admin']
MIDDLEWARE = []
# file: site1/urls.py
from django.contrib import admin
from django.urls import path, re_path, include
from rest_framework.routers import DefaultRouter
from .views import V, fav
router = DefaultRouter()
router.register('users', V)
urlpatterns = [
    path('admin/', admin.site.urls),
    re_path(r'^api/', include([re_path('^x/', fav), *router.urls])),
    path('fav/', fav),
]
# file: site1/views.py
from rest_framework.viewsets import ModelViewSet
from rest_framework.permissions import IsAuthenticated
from django.views.decorators.http import require_GET
class V(ModelViewSet):
    permission_classes = [IsAuthenticated]
@require_GET
def fav(request): return find()
# file: site1/routing.py
from django.urls import re_path
from . import consumers
websocket_urlpatterns = [re_path(r'ws/chat/(?P<room>\w+)/$', consumers.Chat.as_asgi()), re_path(r'ws/me/$', consumers.Me.as_asgi())]
# file: site1/consumers.py
from channels.generic.websocket import AsyncWebsocketConsumer
class Chat(AsyncWebsocketConsumer):
    async def connect(self):
        await self.accept()
class Me(AsyncWebsocketConsumer):
    async def connect(self):
        if not self.scope['user'].is_authenticated:
            await self.close()
            return
        await self.accept()
# file: site1/asgi.py
from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from .routing import websocket_urlpatterns
application = ProtocolTypeRouter({'http': get_asgi_application(), 'websocket': AuthMiddlewareStack(URLRouter(websocket_urlpatterns))})
"#,
        &[
            "ANY /admin/ admin.site guarded",
            "GET /api/users/ V.list guarded",
            "POST /api/users/ V.create guarded",
            "GET /api/users/{pk}/ V.retrieve guarded",
            "PUT /api/users/{pk}/ V.update guarded",
            "PATCH /api/users/{pk}/ V.partial_update guarded",
            "DELETE /api/users/{pk}/ V.destroy guarded",
            "GET /api/x/ fav unguarded",
            "GET /fav/ fav unguarded",
            "WEBSOCKET /ws/chat/{room}/ Chat unguarded",
            "WEBSOCKET /ws/me/ Me guarded",
        ],
    );
}

#[test]
fn permissions_joined_by_operators_ask_for_both_or_for_one() {
    assert_project(
        r#"
# file: proj/urls.py
from django.urls import path
from proj.views import Both, Either, Member, Not, Some
urlpatterns = [
    path('both', Both.as_view()), path('either', Either.as_view()), path('member', Member.as_view()),
    path('some', Some.as_view()), path('not', Not.as_view()),
]
# file: proj/permissions.py
from rest_framework.permissions import BasePermission, IsAdminUser, IsAuthenticated
class Weekday(BasePermission):
    def has_permission(self, request, view):
        return view.today < 6
Staff = IsAdminUser | IsAuthenticated
Anybody = Weekday | IsAuthenticated
# file: proj/views.py
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.views import APIView
from proj.permissions import Anybody, Staff, Weekday
class Both(APIView):
    permission_classes = [IsAuthenticated & (Weekday | AllowAny)]
    def get(self, request): return 1
class Either(APIView):
    permission_classes = [IsAuthenticated | AllowAny]
    def get(self, request): return 1
class Member(APIView):
    permission_classes = (Staff,)
    def get(self, request): return 1
class Some(APIView):
    permission_classes = [Weekday & Anybody]
    def get(self, request): return 1
class Not(APIView):
    permission_classes = [~IsAuthenticated]
    def get(self, request): return 1
"#,
        &[
            "GET /both Both.get guarded",
            "GET /either Either.get optional",
            "GET /member Member.get guarded",
            "GET /not Not.get unknown",
            "GET /some Some.get optional",
        ],
    );
}

#[test]
fn sockets_are_refused_by_consumers_and_by_what_wraps_them() {
    assert_project(
        r#"
# file: proj/asgi.py
from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path
from proj.consumers import Early, Inner, Missing, Within
from proj.middleware import Known
import proj.routing
application = ProtocolTypeRouter({
    'websocket': AuthMiddlewareStack(URLRouter([
        path('ws/early', Early.as_asgi()), path('ws/within', Within.as_asgi()),
        path('ws/missing', Missing.as_asgi()),
    ])),
    'other': AuthMiddlewareStack(Known(URLRouter(proj.routing.websocket_urlpatterns))),
})
# file: proj/routing.py
from django.urls import path
from proj.consumers import Inner
websocket_urlpatterns = [path('ws/inner', Inner.as_asgi())]
# file: proj/middleware.py
class Known:
    def __init__(self, app):
        self.app = app
    async def __call__(self, scope, receive, send):
        user = scope['user']
        if user.is_anonymous:
            return await send({'type': 'websocket.close', 'code': 1008})
        return await self.app(scope, receive, send)
# file: proj/consumers.py
from channels.generic.websocket import AsyncWebsocketConsumer, WebsocketConsumer
class Early(WebsocketConsumer):
    def connect(self):
        user = self.scope['user']
        if not user.is_authenticated:
            return
        self.accept()
class Within(AsyncWebsocketConsumer):
    async def connect(self):
        if self.scope['user'].is_authenticated:
            await self.accept()
class Missing(AsyncWebsocketConsumer):
    async def connect(self):
        try:
            await self.load()
        except KeyError:
            await self.close(code=4040)
        else:
            await self.accept()
class Inner(AsyncWebsocketConsumer):
    async def connect(self):
        await self.accept()
"#,
        &[
            "WEBSOCKET /ws/early Early guarded",
            "WEBSOCKET /ws/inner Inner guarded",
            "WEBSOCKET /ws/missing Missing unguarded",
            "WEBSOCKET /ws/within Within guarded",
        ],
    );
}
