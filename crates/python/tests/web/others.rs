//! Starlette, aiohttp, Sanic, Quart, Litestar.

use super::assert_routes;

#[test]
fn starlette_requires_guards() {
    assert_routes(
        r#"
# file: main.py
from starlette.applications import Starlette
from starlette.authentication import requires
from starlette.middleware import Middleware
from starlette.middleware.authentication import AuthenticationMiddleware
from starlette.routing import Mount, Route
@requires('authenticated')
async def a(request): return 1
async def b(request): return 1
@requires(['authenticated', 'admin'], status_code=404)
async def c(request): return 1
async def d(request):
    if not request.user.is_authenticated:
        return Response(status_code=401)
    return 1
app = Starlette(routes=[Route('/a', a), Route('/b', b), Mount('/m', routes=[Route('/c', c, methods=['POST']), Route('/d', d)])], middleware=[Middleware(AuthenticationMiddleware, backend=Backend())])
"#,
        &["GET /a a guarded", "GET /b b optional", "POST /m/c c guarded", "GET /m/d d guarded"],
    );
}

#[test]
fn aiohttp_routes_and_sub_applications() {
    assert_routes(
        r#"
# file: main.py
from aiohttp import web
from aiohttp_security import check_authorized, check_permission
from aiohttp_session import get_session
routes = web.RouteTableDef()
@routes.get('/a')
async def a(request): return web.Response()
@routes.post('/b')
async def b(request):
    await check_authorized(request)
    return web.Response()
async def c(request):
    session = await get_session(request)
    if 'user' not in session:
        raise web.HTTPUnauthorized()
    return web.Response()
@web.middleware
async def auth(request, handler):
    if not request.headers.get('Authorization'):
        raise web.HTTPUnauthorized()
    return await handler(request)
app = web.Application()
app.add_routes(routes)
app.router.add_get('/c', c)
app.add_routes([web.get('/d', a)])
admin = web.Application(middlewares=[auth])
admin.router.add_delete('/e', a)
app.add_subapp('/admin', admin)
web.run_app(app)
"#,
        &[
            "GET /a a unguarded",
            "POST /b b guarded",
            "GET /c c guarded",
            "GET /d a unguarded",
            "DELETE /admin/e a guarded",
        ],
    );
}

#[test]
fn sanic_blueprints_and_hooks() {
    assert_routes(
        r#"
# file: main.py
from functools import wraps
from sanic import Blueprint, Sanic, response
app = Sanic('x')
bp = Blueprint('v1', url_prefix='/v1')
def protected(f):
    @wraps(f)
    async def wrapper(request, *a, **k):
        if await check_token(request):
            return await f(request, *a, **k)
        return response.json({'status': 'not_authorized'}, 403)
    return wrapper
@app.get('/a')
async def a(request): return 1
@bp.post('/b')
@protected
async def b(request): return 1
@bp.route('/c', methods=['PUT', 'DELETE'])
async def c(request): return 1
@bp.on_request
async def guard(request):
    if not request.token:
        return response.text('no', status=401)
app.blueprint(bp)
"#,
        &[
            "GET /a a unguarded",
            "POST /v1/b b guarded",
            "PUT /v1/c c guarded",
            "DELETE /v1/c c guarded",
        ],
    );
}

#[test]
fn quart_goes_by_decorators() {
    assert_routes(
        r#"
# file: main.py
from quart import Blueprint, Quart
from quart_auth import QuartAuth, login_required
app = Quart(__name__)
bp = Blueprint('x', __name__, url_prefix='/x')
@app.route('/a')
async def a(): return ''
@bp.get('/b')
@login_required
async def b(): return ''
app.register_blueprint(bp)
"#,
        &["GET /a a unguarded", "GET /x/b b guarded"],
    );
}

#[test]
fn litestar_guards_of_handlers_and_controllers() {
    assert_routes(
        r#"
# file: main.py
from litestar import Controller, Litestar, Router, delete, get, post
from litestar.exceptions import NotAuthorizedException
def guard(connection, handler):
    if not connection.user:
        raise NotAuthorizedException()
@get('/a')
async def a() -> str: return ''
@post('/b', guards=[guard])
async def b() -> str: return ''
class Things(Controller):
    path = '/things'
    guards = [guard]
    @get()
    async def list_(self) -> str: return ''
    @delete('/{id:int}')
    async def remove(self) -> None: return None
api = Router(path='/api', route_handlers=[a, Things])
app = Litestar(route_handlers=[b, api])
"#,
        &[
            "GET /api/a a unguarded",
            "POST /b b guarded",
            "GET /api/things Things.list_ guarded",
            "DELETE /api/things/{id} Things.remove guarded",
        ],
    );
}

#[test]
fn tornado_handlers_answer_by_their_methods() {
    assert_routes(
        r#"
# file: main.py
import tornado.web
from tornado.web import url, authenticated
class Base(tornado.web.RequestHandler):
    def get_current_user(self):
        return self.get_secure_cookie('user')
class A(Base):
    @tornado.web.authenticated
    def get(self): pass
    def post(self): pass
class B(Base):
    def prepare(self):
        if not self.current_user:
            raise tornado.web.HTTPError(403)
    def get(self): return find()
class C(Base):
    async def prepare(self):
        if not self.get_secure_cookie('user'):
            self.redirect('/login')
    def get(self): return find()
class D(Base):
    def prepare(self):
        if not self.current_user:
            self.send_error(401)
    def get(self): return find()
class S(tornado.websocket.WebSocketHandler):
    def open(self): pass
    def on_message(self, m): pass
class E(tornado.web.RequestHandler):
    def get_current_user(self):
        return True
    @authenticated
    def get(self): return find()
def make():
    return tornado.web.Application([(r'/a', A), (r'/b/(\d+)', B), url(r'/c/(?P<id>\w+)', C, name='c'), (r'/d', D), (r'/s', S), (r'/e', E)])
"#,
        &[
            "GET /a A.get guarded",
            "POST /a A.post unguarded",
            "GET /b/{} B.get guarded",
            "GET /c/{id} C.get guarded",
            "GET /d D.get guarded",
            "WEBSOCKET /s S.open unguarded",
            "GET /e E.get unguarded",
        ],
    );
}

#[test]
fn litestar_back_ends_of_authentication_leave_out_paths_and_handlers() {
    assert_routes(
        r#"
# file: main.py
from litestar import Litestar, get, post, Controller
from litestar.security.jwt import JWTCookieAuth
async def load(token, connection): return await find(token.sub)
auth = JWTCookieAuth(retrieve_user_handler=load, token_secret=SECRET, exclude=["^/login$", "/schema", "^/public/"])
class Me(Controller):
    path = '/me'
    @get('/')
    async def show(self) -> dict: return await find()
    @get('/open', exclude_from_auth=True)
    async def open_(self) -> dict: return await find()
@post('/login')
async def login(data: dict) -> dict: return await find()
@get('/public/x')
async def pub() -> dict: return await find()
app = Litestar(route_handlers=[Me, login, pub], on_app_init=[auth.on_app_init])
"#,
        &[
            "GET /me Me.show guarded",
            "GET /me/open Me.open_ unguarded",
            "POST /login login unguarded",
            "GET /public/x pub unguarded",
        ],
    );
}

#[test]
fn classes_register_the_handlers_of_aiohttp_on_what_they_are_given() {
    assert_routes(
        r#"
# file: server.py
from aiohttp import web
from api import make_api
from pages import Pages
app = web.Application()
app.add_subapp('/api', make_api({}))
Pages(app).enable()
# file: pages.py
from aiohttp import web
class Pages:
    def __init__(self, app):
        self.app = app
    def enable(self):
        self.app.router.add_route('GET', '/', self.home)
    async def home(self, request): return web.Response()
# file: security.py
from aiohttp import web
def authentication_required(service):
    @web.middleware
    async def middleware(request, handler):
        if not await service.is_request_authenticated(request):
            raise web.HTTPUnauthorized()
        return await handler(request)
    return middleware
# file: health.py
from aiohttp import web
class Health:
    def __init__(self, services): pass
    def add_routes(self, app: web.Application):
        router = app.router
        router.add_get('/health', self.health)
        router.add_route('*', '/any', self.health)
    async def health(self, request): return web.Response()
# file: api.py
from aiohttp import web
from health import Health
from security import authentication_required
def make_api(services):
    app = web.Application(middlewares=[authentication_required(services)])
    Health(services).add_routes(app)
    return app
"#,
        &[
            "ANY /api/any Health.health guarded",
            "GET / Pages.home unguarded",
            "GET /api/health Health.health guarded",
        ],
    );
}

#[test]
fn a_handler_of_tornado_sets_the_status_of_its_refusal() {
    assert_routes(
        r#"
# file: app.py
import tornado.web
class Base(tornado.web.RequestHandler):
    def prepare(self):
        if not self.get_secure_cookie('user'):
            self.set_status(401)
            self.finish()
            return
class Items(Base):
    def get(self): self.write('x')
class Open(tornado.web.RequestHandler):
    def post(self):
        self.set_status(201)
        self.finish()
class Own(tornado.web.RequestHandler):
    def get(self):
        token = self.request.headers.get('Authorization')
        if token is None:
            self.set_status(403)
            return
        self.write('x')
app = tornado.web.Application([(r'/items', Items), (r'/open', Open), (r'/own', Own)])
"#,
        &[
            "GET /items Items.get guarded",
            "GET /own Own.get guarded",
            "POST /open Open.post unguarded",
        ],
    );
}

#[test]
fn sanic_groups_blueprints_and_adds_slashes() {
    assert_routes(
        r#"
# file: app.py
from sanic import Blueprint, Sanic
from sanic.exceptions import Unauthorized
from sanic.response import json
from sanic.views import HTTPMethodView
from sanic_jwt.decorators import protected
app = Sanic('shop')
items = Blueprint('items', url_prefix='/items')
users = Blueprint('users')
group = Blueprint.group(items, users, url_prefix='/v1')
opened = Blueprint('opened')
def known(request):
    if request.token is None:
        raise Unauthorized('no token')
group.middleware(known, 'request')
@items.get('list')
async def listed(request): return json([])
@users.post('users/<name:str>')
async def created(request, name): return json({})
class Thing(HTTPMethodView):
    decorators = [protected()]
    async def get(self, request): return json({})
@opened.get('/x')
async def free(request): return json({})
opened.add_route(Thing.as_view(), '/thing')
app.blueprint(group)
app.blueprint(opened)
"#,
        &[
            "GET /thing Thing.get guarded",
            "GET /v1/items/list listed guarded",
            "GET /x free unguarded",
            "POST /v1/users/{name} created guarded",
        ],
    );
}

#[test]
fn lists_of_routes_of_starlette_are_mounted_by_other_files() {
    assert_routes(
        r#"
# file: app/users.py
from starlette.responses import JSONResponse
from starlette.routing import Route
async def users(request): return JSONResponse([])
routes = [Route('/', users), Route('/new', users, methods=['POST'])]
# file: app/items.py
from starlette.responses import JSONResponse
from starlette.routing import Route
async def items(request): return JSONResponse([])
item_routes = [Route('/items', items)]
# file: app/main.py
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import Response
from starlette.routing import Mount, Route
from app.items import item_routes
from app.users import routes as user_routes
class Known(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        if 'Authorization' not in request.headers:
            return Response(status_code=401)
        return await call_next(request)
async def home(request): return Response()
app = Starlette(
    routes=[Mount('/users', routes=user_routes), *item_routes, Route('/', home)],
    middleware=[Middleware(Known)],
)
"#,
        &[
            "GET / home guarded",
            "GET /items items guarded",
            "GET /users/ users guarded",
            "POST /users/new users guarded",
        ],
    );
}
