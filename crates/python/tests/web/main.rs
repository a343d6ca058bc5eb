//! Routes of web frameworks: their paths, handlers and protection, over files as projects hold them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end early")]

mod django;
mod fastapi;
mod flask;
mod guards;
mod others;

use shipworthy_core::analyzer::{Analyzer, ExtractLimits};
use shipworthy_core::project::{Project, ProjectFile, link};
use shipworthy_core::source::{Role, SourceFile, SourcePath};
use shipworthy_python::PythonAnalyzer;

/// A project of files: each begins with a line `# file: path`.
fn project(text: &str) -> Project {
    let analyzer = PythonAnalyzer::new();
    let mut extractor = analyzer.extractor();
    let files = text
        .split("# file: ")
        .skip(1)
        .map(|file| {
            let (path, text) = file.split_once('\n').unwrap();
            let path = SourcePath::new(path.trim());
            let language = analyzer.claims(&path, text).unwrap();
            let source =
                SourceFile { path: &path, text, language: &language, role: Role::Production };
            let facts = extractor.extract(&source, &ExtractLimits::default()).facts;
            ProjectFile::new(path, language, Role::Production, facts)
        })
        .collect();
    link(files, &[analyzer.linker().unwrap()])
}

/// The routes of a project, a line each: method, path, handler, protection.
fn routes(text: &str) -> Vec<String> {
    let project = project(text);
    let mut routes: Vec<String> = project
        .routes
        .iter()
        .map(|route| {
            let protection = format!("{:?}", route.protection).to_lowercase();
            format!("{} {} {} {protection}", route.method, route.path, route.handler)
        })
        .collect();
    routes.sort();
    routes
}

fn assert_routes(text: &str, expected: &[&str]) {
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    assert_eq!(routes(text), expected);
}

const GUARD: &str = "
# file: app/auth.py
from typing import Annotated
from fastapi import Depends, HTTPException
from fastapi.security import OAuth2PasswordBearer
scheme = OAuth2PasswordBearer(tokenUrl='token')
def get_user(token: str = Depends(scheme)):
    if not token:
        raise HTTPException(status_code=401)
    return token
CurrentUser = Annotated[str, Depends(get_user)]
NeedsUser = Depends(get_user)
";

fn with_guard(text: &str) -> String {
    format!("{text}\n{GUARD}")
}

#[test]
fn parameters_and_aliases_guard() {
    assert_routes(
        &with_guard(
            "
# file: app/main.py
from fastapi import APIRouter, Depends, FastAPI
from app import auth
from app.auth import CurrentUser, NeedsUser, get_user, scheme
app = FastAPI()
router = APIRouter(prefix='/items')
@router.get('')
def open_list(): return []
@router.get('/default')
def by_default(user=Depends(get_user)): return user
@router.get('/alias')
def by_alias(user: CurrentUser): return user
@router.get('/member')
def by_member(user: auth.CurrentUser): return user
@router.get('/list', dependencies=[NeedsUser])
def by_constant(): return []
@router.get('/token')
def by_token(token: str = Depends(scheme)): return token
app.include_router(router, prefix='/api')
",
        ),
        &[
            "GET /api/items open_list unguarded",
            "GET /api/items/default by_default guarded",
            "GET /api/items/alias by_alias guarded",
            "GET /api/items/member by_member guarded",
            "GET /api/items/list by_constant guarded",
            "GET /api/items/token by_token unguarded",
        ],
    );
}

#[test]
fn includes_and_subclasses_of_routers_guard() {
    assert_routes(
        &with_guard(
            "
# file: app/routers.py
from fastapi import APIRouter, Depends
from app.auth import get_user
class UserRouter(APIRouter):
    def __init__(self, prefix='', **kwargs):
        super().__init__(prefix=prefix, dependencies=[Depends(get_user)], **kwargs)
# file: app/config.py
class Settings:
    API: str = '/api/v1'
settings = Settings()
# file: app/items.py
from fastapi import APIRouter
router = APIRouter()
@router.get('/items')
def items(): return []
# file: app/admin.py
from app.routers import UserRouter
router = UserRouter(prefix='/admin')
@router.post('/jobs')
def jobs(): return []
# file: app/main.py
from fastapi import FastAPI, Depends
from app import items, admin
from app.auth import get_user
from app.config import settings
def create():
    app = FastAPI()
    app.include_router(items.router, prefix=settings.API, dependencies=[Depends(get_user)])
    app.include_router(items.router, prefix='/open')
    for router in (admin.router,):
        app.include_router(router)
    return app
app = create()
@app.get('/health')
def health(): return {}
",
        ),
        &[
            "GET /api/v1/items items guarded",
            "GET /open/items items unguarded",
            "POST /admin/jobs jobs guarded",
            "GET /health health unguarded",
        ],
    );
}

#[test]
fn a_header_check_with_a_verifying_middleware_guards() {
    let text = "
# file: app/main.py
from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from starlette.authentication import AuthenticationBackend, AuthenticationError
from starlette.middleware.authentication import AuthenticationMiddleware
class Backend(AuthenticationBackend):
    async def authenticate(self, request):
        token = request.headers.get('Authorization')
        if not token:
            return None
        raise AuthenticationError('invalid')
def setup(app: FastAPI):
    app.add_middleware(AuthenticationMiddleware, backend=Backend())
def create():
    app = FastAPI()
    setup(app)
    return app
app = create()
@app.get('/me', dependencies=[Depends(HTTPBearer())])
def me(): return {}
@app.get('/open')
def open_(): return {}
";
    assert_routes(text, &["GET /me me guarded", "GET /open open_ optional"]);
}

#[test]
fn decorators_that_register_count_their_scopes() {
    assert_routes(
        "
# file: app/deco.py
from starlette.authentication import requires
def protected_route(method, path, scopes=None, **kwargs):
    def decorator(func):
        fn = requires(scopes or [])(func)
        return method(path, **kwargs)(fn)
    return decorator
# file: app/main.py
from fastapi import APIRouter, FastAPI
from app.deco import protected_route
router = APIRouter(prefix='/roms')
@protected_route(router.get, '', ['roms.read'])
def roms(): return []
@protected_route(router.get, '/public', [])
def public(): return []
app = FastAPI()
app.include_router(router)
",
        &["GET /roms roms guarded", "GET /roms/public public unguarded"],
    );
}

#[test]
fn controllers_inherit_what_is_injected() {
    assert_routes(
        &with_guard(
            "
# file: app/base.py
from fastapi import Depends
from app.auth import get_user
class Base:
    session = Depends(lambda: None)
class UserBase(Base):
    user: str = Depends(get_user)
# file: app/main.py
from fastapi import APIRouter, FastAPI
from fastapi_utils.cbv import cbv
from app.base import Base, UserBase
router = APIRouter()
@cbv(router)
class Items(UserBase):
    @router.get('/items')
    def list(self): return []
@cbv(router)
class Public(Base):
    @router.get('/about')
    def about(self): return []
app = FastAPI()
app.include_router(router)
",
        ),
        &["GET /items Items.list guarded", "GET /about Public.about unguarded"],
    );
}

#[test]
fn starlette_lists_nest() {
    assert_routes(
        "
# file: app.py
from starlette.applications import Starlette
from starlette.authentication import requires
from starlette.routing import Mount, Route, WebSocketRoute
@requires('authenticated')
async def admin(request): return None
async def home(request): return None
async def feed(socket): return None
app = Starlette(routes=[
    Route('/', home),
    Mount('/admin', routes=[Route('/users', admin, methods=['GET', 'POST'])]),
    WebSocketRoute('/feed', feed),
])
",
        &[
            "GET / home unguarded",
            "GET /admin/users admin guarded",
            "POST /admin/users admin guarded",
            "WEBSOCKET /feed feed unguarded",
        ],
    );
}

#[test]
fn flask_goes_by_the_order_of_decorators() {
    assert_routes(
        "
# file: app/__init__.py
from flask import Flask
from app.views import bp, inner
def create_app():
    app = Flask(__name__)
    bp.register_blueprint(inner, url_prefix='/inner')
    app.register_blueprint(bp, url_prefix='/api')
    return app
# file: app/views.py
from flask import Blueprint, abort, session
from flask.views import MethodView
from flask_login import login_required
from flask_jwt_extended import jwt_required
bp = Blueprint('x', __name__)
inner = Blueprint('inner', __name__)
@inner.before_request
def check():
    if 'user' not in session:
        abort(401)
@inner.route('/a')
def inner_a(): return ''
@bp.route('/below', methods=['GET', 'POST'])
@login_required
def below(): return ''
@login_required
@bp.route('/above')
def above(): return ''
@bp.get('/maybe/<int:item_id>')
@jwt_required(optional=True)
def maybe(item_id): return ''
class Items(MethodView):
    decorators = [jwt_required()]
    def get(self): return ''
    def delete(self): return ''
bp.add_url_rule('/items', view_func=Items.as_view('items'))
def wrapped(): return ''
bp.add_url_rule('/wrapped', view_func=login_required(wrapped))
",
        &[
            "GET /api/inner/a inner_a guarded",
            "GET /api/below below guarded",
            "POST /api/below below guarded",
            "GET /api/above above unguarded",
            "GET /api/maybe/{item_id} maybe optional",
            "GET /api/items Items.get guarded",
            "DELETE /api/items Items.delete guarded",
            "GET /api/wrapped wrapped guarded",
        ],
    );
}

#[test]
fn flask_restx_resources_take_their_class_and_method_decorators() {
    assert_routes(
        "
# file: api.py
from flask import Flask
from flask_restx import Api, Namespace, Resource
from flask_jwt_extended import jwt_required
app = Flask(__name__)
api = Api(app, prefix='/v1')
ns = Namespace('items', path='/items')
api.add_namespace(ns)
@ns.route('/<id>')
class Item(Resource):
    method_decorators = {'delete': [jwt_required()]}
    def get(self, id): return ''
    def delete(self, id): return ''
    @jwt_required()
    def put(self, id): return ''
",
        &[
            "GET /v1/items/{id} Item.get unguarded",
            "DELETE /v1/items/{id} Item.delete guarded",
            "PUT /v1/items/{id} Item.put guarded",
        ],
    );
}

#[test]
fn django_joins_url_configurations() {
    assert_routes(
        "
# file: shop/urls.py
from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.urls import include, path, re_path
from blog import views
urlpatterns = [
    path('admin/', admin.site.urls),
    path('blog/', include('blog.urls', namespace='blog')),
    path('api/', include([
        re_path(r'^ping/(?P<pk>[0-9]+)/$', views.ping),
    ])),
    path('wrapped/', login_required(views.Page.as_view())),
]
# file: blog/urls.py
from django.urls import path
from . import views
app_name = 'blog'
urlpatterns = [
    path('', views.index),
    path('<slug:slug>/edit/', views.edit),
    path('page/', views.Page.as_view()),
    path('secret/', views.Secret.as_view()),
    path('late/', views.Late.as_view()),
    path('method/', views.Method.as_view()),
]
# file: blog/views.py
from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
def index(request): return None
def ping(request, pk): return None
@require_POST
@permission_required('blog.edit')
def edit(request, slug): return None
class Page(TemplateView):
    template_name = 'page.html'
class Secret(LoginRequiredMixin, View):
    def get(self, request): return None
    def post(self, request): return None
class Late(View, LoginRequiredMixin):
    def get(self, request): return None
@method_decorator(login_required, name='dispatch')
class Method(View):
    def get(self, request): return None
",
        &[
            "ANY /blog/ index unguarded",
            "ANY /api/ping/{pk}/ ping unguarded",
            "POST /blog/{slug}/edit/ edit guarded",
            "GET /blog/page/ Page.get unguarded",
            "GET /wrapped/ Page.get guarded",
            "ANY /admin/ admin.site guarded",
            "GET /blog/secret/ Secret.get guarded",
            "POST /blog/secret/ Secret.post guarded",
            "GET /blog/late/ Late.get unguarded",
            "GET /blog/method/ Method.get guarded",
        ],
    );
}

#[test]
fn rest_framework_chooses_permissions_by_action() {
    assert_routes(
        "
# file: shop/settings.py
REST_FRAMEWORK = {'DEFAULT_PERMISSION_CLASSES': ['rest_framework.permissions.IsAuthenticated']}
# file: shop/urls.py
from django.urls import include, path
from rest_framework.routers import DefaultRouter
from api import views
router = DefaultRouter()
router.register(r'users', views.Users, basename='users')
router.register(r'notes', views.Notes)
login = views.Auth.as_view({'post': 'login'})
urlpatterns = [
    path('api/', include(router.urls)),
    path('login/', login),
    path('status/', views.status),
    path('secret/', views.secret),
]
# file: api/permissions.py
from rest_framework.permissions import IsAuthenticated
class Admin(IsAuthenticated):
    def has_permission(self, request, view):
        return request.user.is_staff
class Nobody(IsAuthenticated):
    def has_permission(self, request, view):
        return True
by_action = {'list': [IsAuthenticated], 'create': [Admin]}
# file: api/views.py
from rest_framework import mixins, viewsets
from rest_framework.decorators import action, api_view, permission_classes
from rest_framework.permissions import AllowAny, IsAuthenticatedOrReadOnly
from api.permissions import Admin, Nobody, by_action
class Users(viewsets.ModelViewSet):
    http_method_names = ['get', 'post', 'delete']
    def get_permissions(self):
        if self.action == 'retrieve':
            return [AllowAny()]
        if self.action in ('reset', 'invite'):
            classes = [Nobody]
        else:
            try:
                return [it() for it in by_action[self.action]]
            except KeyError:
                return [Admin()]
        return [it() for it in classes]
    @action(detail=True, methods=['post'], url_path='reset-now')
    def reset(self, request, pk): return None
class Notes(mixins.ListModelMixin, mixins.CreateModelMixin, viewsets.GenericViewSet):
    permission_classes = [IsAuthenticatedOrReadOnly]
    lookup_field = 'slug'
    @action(detail=True, permission_classes=[AllowAny])
    def preview(self, request, slug): return None
class Auth(viewsets.ViewSet):
    permission_classes = [AllowAny]
    def login(self, request): return None
@api_view(['GET'])
@permission_classes([AllowAny])
def status(request): return None
@api_view(['GET', 'PUT'])
def secret(request): return None
",
        &[
            "GET /api/users/ Users.list guarded",
            "POST /api/users/ Users.create guarded",
            "GET /api/users/{pk}/ Users.retrieve unguarded",
            "DELETE /api/users/{pk}/ Users.destroy guarded",
            "POST /api/users/{pk}/reset-now/ Users.reset unguarded",
            "GET /api/notes/ Notes.list optional",
            "POST /api/notes/ Notes.create guarded",
            "GET /api/notes/{slug}/preview/ Notes.preview unguarded",
            "POST /login/ Auth.login unguarded",
            "GET /status/ status unguarded",
            "GET /secret/ secret guarded",
            "PUT /secret/ secret guarded",
        ],
    );
}

#[test]
fn routers_that_lead_in_a_circle_end() {
    let routes = routes(
        "
# file: app.py
from fastapi import APIRouter, FastAPI
app = FastAPI()
a = APIRouter()
b = wrap(wrap(a, b), c)
c = wrap(b, c)
def wrap(x, y): return wrap(wrap(x, y), wrap(c, b))
app.include_router(b)
app.include_router(c)
@a.get('/x')
def x(): return 1
",
    );
    assert_eq!(routes.len(), 1);
}

#[test]
fn routers_chosen_at_run_time_are_under_the_only_application() {
    assert_routes(
        &with_guard(
            "
# file: app/plugin.py
from fastapi import APIRouter
router = APIRouter(prefix='/plugin')
@router.get('/x')
def x(): return 1
# file: app/main.py
from importlib import import_module
from fastapi import Depends, FastAPI
from app.auth import get_user
app = FastAPI(dependencies=[Depends(get_user)])
for name in find_plugins():
    app.include_router(getattr(import_module(name), 'router'))
",
        ),
        &["GET /plugin/x x guarded"],
    );
}

#[test]
fn callable_objects_guard_by_what_their_base_refuses() {
    assert_routes(
        "
# file: app/dependencies.py
from fastapi import HTTPException
class Unauthorized(Exception):
    status_code = 401
class Anonymous: pass
class User: pass
class _Authenticator:
    def __init__(self, *, allowed, scopes=None):
        self.allowed = allowed
    async def __call__(self, subject):
        if subject is None:
            if Anonymous in self.allowed:
                return subject
            else:
                raise Unauthorized()
        return subject
def Authenticator(allowed, scopes=None):
    frozen = frozenset(allowed)
    class _Signature(_Authenticator):
        async def __call__(self, subject):
            return await super().__call__(subject)
    return _Signature(allowed=frozen, scopes=scopes)
# file: app/benefit/__init__.py
# file: app/benefit/auth.py
from typing import Annotated
from fastapi import Depends
from app.dependencies import Anonymous, Authenticator, User
_Read = Authenticator(scopes={'r'}, allowed={User})
Read = Annotated[User, Depends(_Read)]
_Any = Authenticator(scopes=None, allowed={User, Anonymous})
Any = Annotated[User, Depends(_Any)]
# file: app/benefit/endpoints.py
from fastapi import APIRouter, FastAPI
from . import auth, sorting
app = FastAPI()
@app.get('/read')
async def read(subject: auth.Read): return 1
@app.get('/any')
async def anyone(subject: auth.Any): return 1
",
        &["GET /read read guarded", "GET /any anyone optional"],
    );
}

#[test]
fn lists_of_decorators_grow_from_base_classes() {
    assert_routes(
        "
# file: base.py
from flask_login import login_required
from flask_restful import Resource
class Base(Resource):
    decorators = [login_required]
# file: app.py
from flask import Flask
from flask_restful import Api
from base import Base
app = Flask(__name__)
api = Api(app)
class Users(Base):
    decorators = Base.decorators + [limit('5/m')]
    def get(self): return ''
api.add_resource(Users, '/users')
",
        &["GET /users Users.get guarded"],
    );
}

#[test]
fn a_dispatch_of_the_project_refuses_for_all_its_views() {
    assert_routes(
        "
# file: shop/urls.py
from django.urls import path
from shop import views
urlpatterns = [path('list', views.List.as_view()), path('pixel', views.Pixel.as_view())]
# file: shop/views.py
from django.contrib.auth.mixins import AccessMixin
from django.core.exceptions import PermissionDenied
from django.views.generic import View
class Required(AccessMixin):
    def has_permission(self):
        return self.request.user.has_perms(self.permissions)
    def dispatch(self, request, *args, **kwargs):
        if not self.has_permission():
            return self.handle_no_permission()
        return super().dispatch(request, *args, **kwargs)
class Base(Required, View):
    pass
class List(Base):
    def get(self, request): return None
class OriginMixin:
    def dispatch(self, request, *args, **kwargs):
        if request.META['HTTP_ORIGIN'] not in self.origins:
            raise PermissionDenied()
        return super().dispatch(request, *args, **kwargs)
class Pixel(OriginMixin, View):
    def get(self, request): return None
",
        &["GET /list List.get guarded", "GET /pixel Pixel.get unguarded"],
    );
}

#[test]
fn decorators_that_refuse_for_other_reasons_are_no_guards() {
    assert_routes(
        "
# file: app/decorators.py
import functools
from flask import abort, jsonify, redirect, request, session, url_for
from app.user import authed, get_config, is_admin, is_verified, open_now, Visibility
def authed_only(f):
    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        if authed():
            return f(*args, **kwargs)
        else:
            if request.content_type == 'application/json':
                abort(403)
            else:
                return redirect(url_for('auth.login', next=request.full_path))
    return wrapper
def admins_only(f):
    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        if is_admin():
            return f(*args, **kwargs)
        return redirect(url_for('auth.login'))
    return wrapper
def require_verified_emails(f):
    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        if get_config('verify_emails'):
            if authed():
                if is_admin() is False and is_verified() is False:
                    if request.content_type == 'application/json':
                        abort(403)
                    else:
                        return redirect(url_for('auth.confirm'))
        return f(*args, **kwargs)
    return wrapper
def during_time_only(f):
    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        if open_now() or is_admin():
            return f(*args, **kwargs)
        else:
            abort(403, description='not open')
    return wrapper
def check_visibility(f):
    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        v = get_config('visibility')
        if v == Visibility.PUBLIC:
            return f(*args, **kwargs)
        elif v == Visibility.PRIVATE:
            if authed():
                return f(*args, **kwargs)
            else:
                return redirect(url_for('auth.login'))
    return wrapper
def ratelimit(method='POST', limit=50):
    def decorator(f):
        @functools.wraps(f)
        def wrapper(*args, **kwargs):
            if request.method == method and over(limit):
                resp = jsonify({'code': 429})
                resp.status_code = 429
                return resp
            return f(*args, **kwargs)
        return wrapper
    return decorator
# file: app/user.py
from flask import session
def authed():
    return bool(session.get('id', False))
def is_admin():
    if authed():
        return session['type'] == 'admin'
    else:
        return False
# file: app/api.py
from flask import Flask
from app.decorators import *
app = Flask(__name__)
@app.route('/authed')
@authed_only
def a(): return ''
@app.route('/admin')
@admins_only
def b(): return ''
@app.route('/verified')
@require_verified_emails
def c(): return ''
@app.route('/time')
@during_time_only
def d(): return ''
@app.route('/visible')
@check_visibility
def e(): return ''
@app.route('/limited', methods=['POST'])
@ratelimit(method='POST', limit=10)
def f(): return ''
@app.route('/stacked')
@during_time_only
@require_verified_emails
@authed_only
def g(): return ''
",
        &[
            "GET /authed a guarded",
            "GET /admin b guarded",
            "GET /verified c unguarded",
            "GET /time d unguarded",
            "GET /visible e optional",
            "POST /limited f unguarded",
            "GET /stacked g guarded",
        ],
    );
}
