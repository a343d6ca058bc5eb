//! What guards and handlers refuse, read from their bodies.

use super::assert_routes;

#[test]
fn a_factory_guards_by_the_errors_that_the_application_answers() {
    assert_routes(
        r#"
# file: errors.py
from enum import Enum
class Code(Enum):
    NO_ACCESS = ("NO_ACCESS", 403)
    BAD = ("BAD", 400)
class AppError(Exception):
    def __init__(self, code, detail=None):
        super().__init__(detail)
        self.code = code
class Stop(Exception):
    pass
# file: perms.py
from fastapi import Depends, Request
from errors import AppError, Code, Stop
async def optional_user(request: Request):
    return await load(request)
async def double_check(user, expired: bool = False, allow_strangers: bool = False):
    if user is not None:
        if user.expired and not expired:
            raise AppError(Code.NO_ACCESS)
        return user
    if allow_strangers:
        return make_guest()
    raise AppError(Code.NO_ACCESS, 'no')
async def current(user=Depends(optional_user)):
    return await double_check(user)
async def lenient(user=Depends(optional_user)):
    return await double_check(user, allow_strangers=True)
def require(permission, *, scoped=False):
    from perms import current
    async def dependency(request: Request, user=Depends(current)):
        permitted = has(user, permission)
        if not permitted:
            raise AppError(Code.NO_ACCESS, 'You do not have it')
        return user
    dependency._marker = True
    return dependency
def stopper():
    async def inner(request: Request):
        if not request.headers.get('x-token'):
            raise Stop()
    return inner
# file: main.py
from fastapi import FastAPI, Depends
from fastapi.responses import JSONResponse
from perms import require, current, lenient, stopper
from errors import Stop
app = FastAPI()
@app.exception_handler(Stop)
async def on_stop(request, exc):
    return JSONResponse(status_code=401, content={})
@app.get('/a')
def a(user=Depends(require('x'))): return find()
@app.get('/b')
def b(user=Depends(current)): return find()
@app.get('/c')
def c(user=Depends(lenient)): return find()
@app.get('/d', dependencies=[Depends(stopper())])
def d(): return find()
"#,
        &["GET /a a guarded", "GET /b b guarded", "GET /c c unguarded", "GET /d d guarded"],
    );
}

#[test]
fn a_guard_that_is_loaded_by_name_is_unknown() {
    assert_routes(
        r#"
# file: factory.py
import importlib, os
class Factory:
    @staticmethod
    def get_auth_verifier(scopes=[]):
        kind = os.environ.get('AUTH_TYPE', 'noauth')
        return Factory._load(kind, scopes)
    @staticmethod
    def _load(kind, scopes):
        module = importlib.import_module(f'app.{kind}')
        found = getattr(module, 'Verifier')
        return found(scopes)
# file: main.py
from fastapi import FastAPI, Depends
from factory import Factory
app = FastAPI()
@app.get('/a')
def a(user=Depends(Factory.get_auth_verifier(['read:x']))): return find()
"#,
        &["GET /a a unknown"],
    );
}

#[test]
fn handlers_check_the_caller_in_branches() {
    assert_routes(
        r#"
# file: main.py
from flask import Flask, abort, redirect, jsonify, request, session, url_for
from flask_login import current_user
from flask_jwt_extended import verify_jwt_in_request, get_jwt_identity, jwt_required
app = Flask(__name__)
@app.get('/opt')
def opt():
    verify_jwt_in_request(optional=True)
    return jsonify(find(get_jwt_identity()))
@app.get('/must')
def must():
    verify_jwt_in_request()
    return jsonify(find(get_jwt_identity()))
@app.get('/a')
def a():
    if not current_user.is_authenticated:
        abort(401)
    return jsonify(find())
@app.get('/b')
def b():
    if not current_user.is_authenticated:
        return redirect(url_for('login'))
    return jsonify(find())
@app.get('/c')
def c():
    if not current_user.is_authenticated:
        return jsonify(error='no'), 401
    return jsonify(find())
@app.get('/d')
def d():
    if current_user.is_authenticated:
        return jsonify(find())
    abort(403)
@app.get('/e')
def e():
    if current_user.is_authenticated:
        return redirect('/home')
    return jsonify(find())
@app.get('/f')
def f():
    if 'user_id' not in session:
        return redirect('/login')
    return jsonify(find())
@app.get('/g')
def g():
    if current_user.is_authenticated and current_user.banned:
        abort(403)
    return jsonify(find())
"#,
        &[
            "GET /opt opt optional",
            "GET /must must guarded",
            "GET /a a guarded",
            "GET /b b guarded",
            "GET /c c guarded",
            "GET /d d guarded",
            "GET /e e unguarded",
            "GET /f f guarded",
            "GET /g g unguarded",
        ],
    );
}

#[test]
fn a_hook_leaves_out_the_addresses_of_its_loops() {
    assert_routes(
        r#"
# file: main.py
import re
from flask import Flask, abort, request, session
app = Flask(__name__)
PUBLIC = ['/login', '/health']
PATTERNS = [r'^/static/', r'^/public/.*']
@app.before_request
def check():
    for path in PUBLIC:
        if request.path == path:
            return None
    for pattern in PATTERNS:
        if re.match(pattern, request.path):
            return
    if 'user' not in session:
        abort(401)
@app.get('/login')
def login(): return page()
@app.get('/health')
def health(): return page()
@app.get('/public/x')
def public(): return page()
@app.get('/items')
def items(): return page()
"#,
        &[
            "GET /login login optional",
            "GET /health health optional",
            "GET /public/x public optional",
            "GET /items items guarded",
        ],
    );
}

#[test]
fn an_error_that_leads_to_the_login_page_refuses() {
    assert_routes(
        r#"
# file: main.py
from fastapi import FastAPI, Depends, HTTPException, Request
app = FastAPI()
async def session(request: Request):
    user = await find(request)
    if user is None:
        raise HTTPException(status_code=307, headers={'Location': str(request.url_for('login'))})
    return user
@app.get('/a')
def a(user=Depends(session)): return find()
"#,
        &["GET /a a guarded"],
    );
}

#[test]
fn a_token_in_the_path_is_no_caller() {
    assert_routes(
        r#"
# file: main.py
from fastapi import FastAPI, HTTPException
app = FastAPI()
async def get_seat_by_token(token):
    seat = await load(token)
    if not seat:
        return None
    return seat
async def user_by_token():
    return await load()
@app.get('/claim/{invitation_token}')
async def claim(invitation_token: str):
    seat = await get_seat_by_token(invitation_token)
    if not seat:
        raise HTTPException(404)
    return seat
"#,
        &["GET /claim/{invitation_token} claim unguarded"],
    );
}

#[test]
fn a_request_without_a_token_is_refused_with_any_error() {
    assert_routes(
        r#"
# file: main.py
from flask import Flask, jsonify, request
from flask.views import MethodView
app = Flask(__name__)
def needs_token(view):
    def inner(*args, **kwargs):
        token = request.headers.get('Authorization')
        if token:
            return view(*args, **kwargs)
        return jsonify(error='x'), 400
    return inner
class Base(MethodView):
    user_obj = None
@app.get('/a')
@needs_token
def a(): return find()
class View(Base):
    def get(self):
        if self.user_obj is None:
            return jsonify(error='x'), 401
        return find()
app.add_url_rule('/b', view_func=View.as_view('b'))
"#,
        &["GET /a a guarded", "GET /b View.get guarded"],
    );
}

#[test]
fn a_class_guards_methods_of_its_bases_and_a_plain_check_any_route() {
    assert_routes(
        r#"
# file: main.py
from flask import Flask, jsonify, request
from flask.views import MethodView
from flask_jwt_extended import jwt_required
from flask_login import current_user
app = Flask(__name__)
class Plain(MethodView):
    def get(self): return find()
class Protected(MethodView):
    decorators = [jwt_required()]
class Items(Plain, Protected):
    def post(self): return find()
app.add_url_rule('/items', view_func=Items.as_view('items'))
app.add_url_rule('/plain', view_func=Plain.as_view('plain'))
@app.post('/login')
def login():
    sign_in(request)
    if not current_user.is_authenticated:
        return jsonify(error='x'), 401
    return find()
@app.post('/session/refresh')
def refresh():
    if not current_user.is_authenticated:
        return jsonify(error='x'), 401
    return find()
"#,
        &[
            "GET /items Items.get guarded",
            "POST /items Items.post guarded",
            "GET /plain Plain.get unguarded",
            "POST /session/refresh refresh guarded",
            "POST /login login unguarded",
        ],
    );
}

#[test]
fn what_is_asked_of_a_service_that_is_handed_in_counts() {
    assert_routes(
        r#"
# file: app.py
from aiohttp import web
from auth import authorized, checked, logged
class Pages:
    def __init__(self, services):
        self.auth = services.get('auth')
    def enable(self, app):
        app.router.add_get('/checked', self.checked)
        app.router.add_get('/inspected', self.inspected)
        app.router.add_get('/logged', self.logged)
    @checked
    async def checked(self, request): return web.Response()
    @authorized
    async def inspected(self, request): return web.Response()
    @logged
    async def logged(self, request): return web.Response()
app = web.Application()
# file: service.py
from aiohttp import web
class Service:
    async def check_permissions(self, request):
        if not request.headers.get('KEY'):
            raise web.HTTPUnauthorized()
    def has_permission(self, name):
        return name in self.names
# file: auth.py
def checked(func):
    async def helper(self, request):
        await self.auth.check_permissions(request)
        return await func(self, request)
    return helper
def authorized(func):
    async def check_user_helper(self, request):
        await self.auth.verify_user(request)
        return await func(self, request)
    return check_user_helper
def logged(func):
    async def helper(self, request):
        self.log.info('called')
        return await func(self, request)
    return helper
"#,
        &[
            "GET /checked Pages.checked guarded",
            "GET /inspected Pages.inspected unknown",
            "GET /logged Pages.logged unguarded",
        ],
    );
}

#[test]
fn callables_made_in_place_refuse_and_objects_with_permissions_do_not() {
    assert_routes(
        r#"
# file: app.py
from fastapi import Depends, FastAPI, HTTPException, Request, Security
from fastapi.security import APIKeyHeader
app = FastAPI()
header = APIKeyHeader(name='X-API-Key', auto_error=False)
class Checker:
    def __init__(self, key=None):
        self.key = key
    async def __call__(self, request: Request):
        key = self.key or request.headers.get('X-API-Key')
        if not key:
            raise HTTPException(status_code=401)
        return key
async def require_key(request: Request, key: str = Security(header)):
    check = Checker(key=key)
    return await check(request)
class Wallet:
    def has_permission(self, name):
        if not self.user.known:
            raise HTTPException(status_code=403)
        return True
def wallet_of(user_id: str):
    return Wallet()
async def optional_user(token: str = Security(header)):
    if token:
        return await user_of(token)
    return None
async def user_of(token):
    if token != 'x':
        raise HTTPException(status_code=401)
@app.get('/key')
def key(key=Depends(require_key)): return key
@app.get('/wallet')
def wallet(wallet=Depends(wallet_of)): return 1
@app.get('/optional')
def optional(user=Depends(optional_user)): return 1
"#,
        &[
            "GET /key key guarded",
            "GET /optional optional optional",
            "GET /wallet wallet unguarded",
        ],
    );
}

#[test]
fn the_value_of_a_status_is_the_status() {
    assert_routes(
        r#"
# file: app.py
from http import HTTPStatus
from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
class AppError(Exception):
    def __init__(self, message: str, status_code: int = 500):
        self.status_code = status_code
class NoCredentials(AppError):
    def __init__(self):
        super().__init__(message="no", status_code=HTTPStatus.UNAUTHORIZED.value)
bearer = HTTPBearer(auto_error=False)
def current(credentials=Depends(bearer)):
    if credentials is None:
        raise NoCredentials()
    return load(credentials)
app = FastAPI()
@app.get('/orders')
def orders(user=Depends(current)): return []
"#,
        &["GET /orders orders guarded"],
    );
}

#[test]
fn a_guard_does_what_it_was_made_to_do() {
    assert_routes(
        r#"
# file: guards.py
from functools import wraps
from fastapi import HTTPException, Request
from store import sessions

def user_of(request: Request):
    user = sessions.get(request.headers.get('Authorization'))
    if user is None:
        raise HTTPException(status_code=401)
    return user

def access(mode: str):
    async def dependency(request: Request):
        if mode == 'public':
            return None
        return user_of(request)
    return dependency

class Access:
    def __init__(self, mode: str = 'private'):
        self._mode = mode
    def __call__(self, request: Request):
        if self._mode == 'public':
            return None
        return user_of(request)
# file: app.py
from fastapi import Depends, FastAPI
from guards import Access, access
app = FastAPI()
@app.post('/one')
def one(user=Depends(access('private'))): pass
@app.post('/two')
def two(user=Depends(access('public'))): pass
@app.post('/three')
def three(user=Depends(Access())): pass
@app.post('/four')
def four(user=Depends(Access('public'))): pass
@app.post('/five')
def five(user=Depends(Access(mode='members'))): pass
"#,
        &[
            "POST /five five guarded",
            "POST /four four optional",
            "POST /one one guarded",
            "POST /three three guarded",
            "POST /two two optional",
        ],
    );
}
