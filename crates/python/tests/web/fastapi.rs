//! FastAPI: dependencies of all kinds, routers, middleware.

use super::assert_routes;

#[test]
fn dependencies_guard_by_what_they_do_with_strangers() {
    assert_routes(
        r#"
# file: app/auth.py
from typing import Annotated, Optional
from fastapi import Depends, HTTPException, Header, Request, Security, status
from fastapi.security import APIKeyHeader, HTTPBearer, OAuth2PasswordBearer, SecurityScopes
oauth2 = OAuth2PasswordBearer(tokenUrl='token', scopes={'me': 'x'})
oauth2_optional = OAuth2PasswordBearer(tokenUrl='token', auto_error=False)
api_key = APIKeyHeader(name='X-API-Key', auto_error=False)
async def current(scopes: SecurityScopes, token: Annotated[str, Depends(oauth2)]):
    problem = HTTPException(status_code=status.HTTP_401_UNAUTHORIZED, detail='no')
    try:
        payload = decode(token)
        name = payload.get('sub')
        if name is None:
            raise problem
    except JWTError:
        raise problem
    user = load(name)
    if user is None:
        raise problem
    for scope in scopes.scopes:
        if scope not in payload['scopes']:
            raise HTTPException(status_code=401, detail='scope')
    return user
async def maybe(token: Annotated[Optional[str], Depends(oauth2_optional)]):
    if not token:
        return None
    user = load(token)
    if not user:
        raise HTTPException(401)
    return user
async def silent(token: str = Depends(oauth2_optional)):
    try:
        return decode(token)
    except Exception:
        return None
async def key(value: str = Security(api_key)):
    if value == SETTINGS_KEY:
        return value
    raise HTTPException(status_code=403, detail='no key')
class RoleChecker:
    def __init__(self, roles):
        self.roles = roles
    def __call__(self, user = Depends(current)):
        if user.role not in self.roles:
            raise HTTPException(403)
        return True
class Verify:
    async def __call__(self, request: Request):
        token = request.headers.get('Authorization')
        if not token or not check(token):
            raise HTTPException(401)
verify = Verify()
admins = RoleChecker(['admin'])
class Limiter:
    def __init__(self, times): self.times = times
    async def __call__(self, request: Request):
        if too_many(request.client.host, self.times):
            raise HTTPException(status_code=429)
def feature(name):
    def dependency():
        if not flags.is_enabled(name):
            raise HTTPException(status_code=403, detail='feature is off')
    return dependency
async def x_token(x_token: Annotated[str, Header()]):
    if x_token != 'fake-super-secret-token':
        raise HTTPException(status_code=400, detail='X-Token header invalid')
CurrentUser = Annotated[dict, Security(current, scopes=['me'])]
MaybeUser = Annotated[Optional[dict], Depends(maybe)]
# file: app/main.py
from fastapi import APIRouter, Depends, FastAPI, Security, WebSocket
from app.auth import CurrentUser, Limiter, MaybeUser, admins, current, feature, key, maybe, silent, verify, x_token
app = FastAPI()
@app.get('/scoped')
def scoped(user=Security(current, scopes=['items'])): return 1
@app.get('/alias')
def alias(user: CurrentUser): return 1
@app.get('/maybe')
def maybe_route(user: MaybeUser): return 1
@app.get('/silent')
def silent_route(user=Depends(silent)): return 1
@app.get('/key')
def key_route(k=Depends(key)): return 1
@app.get('/roles', dependencies=[Depends(admins)])
def roles(): return 1
@app.get('/object', dependencies=[Depends(verify)])
def obj(): return 1
@app.get('/limited', dependencies=[Depends(Limiter(times=5))])
def limited(): return 1
@app.get('/feature', dependencies=[Depends(feature('new'))])
def featured(): return 1
@app.get('/xtoken', dependencies=[Depends(x_token)])
def xt(): return 1
@app.websocket('/ws')
async def ws(socket: WebSocket, user=Depends(current)): pass
@app.websocket('/ws/open')
async def ws_open(socket: WebSocket): pass
"#,
        &[
            "GET /scoped scoped guarded",
            "GET /alias alias guarded",
            "GET /maybe maybe_route optional",
            "GET /silent silent_route optional",
            "GET /key key_route guarded",
            "GET /roles roles guarded",
            "GET /object obj guarded",
            "GET /limited limited unguarded",
            "GET /feature featured unguarded",
            "GET /xtoken xt guarded",
            "WEBSOCKET /ws ws guarded",
            "WEBSOCKET /ws/open ws_open unguarded",
        ],
    );
}

#[test]
fn routers_classes_of_routes_and_mounts_guard() {
    assert_routes(
        r#"
# file: main.py
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request
from fastapi.routing import APIRoute
def user(request: Request):
    if 'user' not in request.session:
        raise HTTPException(status_code=401)
    return request.session['user']
class AuthRoute(APIRoute):
    def get_route_handler(self):
        original = super().get_route_handler()
        async def handler(request: Request):
            if not request.headers.get('authorization'):
                raise HTTPException(401)
            return await original(request)
        return handler
class TimedRoute(APIRoute):
    def get_route_handler(self):
        original = super().get_route_handler()
        async def handler(request: Request):
            response = await original(request)
            response.headers['X-Time'] = '1'
            return response
        return handler
outer = APIRouter(prefix='/outer', dependencies=[Depends(user)])
inner = APIRouter(prefix='/inner')
routed = APIRouter(prefix='/routed', route_class=AuthRoute)
timed = APIRouter(prefix='/timed', route_class=TimedRoute)
@inner.get('/a')
def a(): return 1
@routed.get('/b')
def b(): return 1
@timed.get('/c')
def c(): return 1
outer.include_router(inner)
app = FastAPI()
app.include_router(outer)
app.include_router(routed)
app.include_router(timed)
sub = FastAPI(dependencies=[Depends(user)])
@sub.get('/d')
def d(): return 1
app.mount('/sub', sub)
open_sub = FastAPI()
@open_sub.get('/e')
def e(): return 1
guarded = FastAPI(dependencies=[Depends(user)])
guarded.mount('/open', open_sub)
@guarded.get('/f')
def f(): return 1
app.mount('/g', guarded)
app.add_api_route('/h', endpoint=f, methods=['POST'], dependencies=[Depends(user)])
"#,
        &[
            "GET /outer/inner/a a guarded",
            "GET /routed/b b guarded",
            "GET /timed/c c unguarded",
            "GET /sub/d d guarded",
            "GET /g/open/e e unguarded",
            "GET /g/f f guarded",
            "POST /h f guarded",
        ],
    );
}

#[test]
fn middleware_leaves_out_the_paths_of_its_list() {
    assert_routes(
        r#"
# file: main.py
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware
PUBLIC = ['/login', '/health']
app = FastAPI()
@app.middleware('http')
async def auth(request: Request, call_next):
    if request.url.path in PUBLIC:
        return await call_next(request)
    token = request.headers.get('Authorization')
    if not token or not valid(token):
        return JSONResponse(status_code=401, content={'detail': 'no'})
    return await call_next(request)
@app.get('/health')
def health(): return 1
@app.post('/login')
def login(): return 1
@app.get('/items')
def items(): return 1
"#,
        &["GET /health health optional", "POST /login login optional", "GET /items items guarded"],
    );
}

#[test]
fn middleware_covers_the_paths_below_a_prefix() {
    assert_routes(
        r#"
# file: main.py
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware
class ApiAuth(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        path = request.url.path
        if path.startswith('/api') and path != '/api/login':
            session = request.session.get('user_id')
            if session is None:
                return JSONResponse({'detail': 'no'}, status_code=401)
        return await call_next(request)
class Timing(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        response = await call_next(request)
        return response
app = FastAPI()
app.add_middleware(ApiAuth)
app.add_middleware(Timing)
@app.get('/api/items')
def items(): return 1
@app.post('/api/login')
def login(): return 1
@app.get('/')
def home(): return 1
"#,
        &["GET /api/items items guarded", "POST /api/login login optional", "GET / home optional"],
    );
}

#[test]
fn an_optional_user_of_a_library_guards_nothing() {
    assert_routes(
        r#"
# file: main.py
from fastapi import Depends, FastAPI
from fastapi_users import FastAPIUsers
fastapi_users = FastAPIUsers(get_user_manager, [backend])
current_active_user = fastapi_users.current_user(active=True)
current_optional = fastapi_users.current_user(active=True, optional=True)
app = FastAPI()
@app.get('/me')
def me(user=Depends(current_active_user)): return 1
@app.get('/feed')
def feed(user=Depends(current_optional)): return 1
@app.get('/inline')
def inline(user=Depends(fastapi_users.current_user(optional=True))): return 1
"#,
        &["GET /me me guarded", "GET /feed feed optional", "GET /inline inline optional"],
    );
}

#[test]
fn a_function_may_make_the_dependency_of_a_declared_type() {
    assert_routes(
        r#"
# file: app/auth.py
from typing import Annotated, Any
from fastapi import Depends, HTTPException, Request
def needs(*, workspace: bool = True) -> Any:
    if workspace:
        async def in_workspace(request: Request):
            return await load(request, strict=True)
        return Depends(in_workspace)
    async def anywhere(request: Request):
        if not request.session.get("user"):
            raise HTTPException(status_code=401)
    return Depends(anywhere)
def maybe() -> Any:
    def look(request: Request):
        return request.session.get("user")
    return Depends(look)
async def load(request: Request, strict: bool):
    if not request.session.get("user"):
        raise HTTPException(status_code=403)
Role = Annotated[dict, needs(workspace=True)]
Guest = Annotated[dict, maybe()]
# file: app/main.py
from typing import Annotated
from fastapi import APIRouter, FastAPI, Query
from app.auth import Guest, Role, needs
app = FastAPI()
router = APIRouter(prefix='/items')
@router.get('')
def listed(role: Role, limit: Annotated[int, Query(10)]): return []
@router.get('/inline')
def inline(role: Annotated[dict, needs()]): return []
@router.get('/guest')
def guest(role: Guest): return []
@router.post(':upload')
def upload(role: Role): return []
app.include_router(router)
"#,
        &[
            "GET /items listed guarded",
            "GET /items/inline inline guarded",
            "GET /items/guest guest unguarded",
            "POST /items/:upload upload guarded",
        ],
    );
}

#[test]
fn routers_are_included_in_a_loop_with_their_prefixes() {
    assert_routes(
        r#"
# file: app/items.py
from fastapi import APIRouter
router = APIRouter()
@router.get('/')
def items(): return []
# file: app/users.py
from fastapi import APIRouter
router = APIRouter()
@router.get('/')
def users(): return []
# file: app/main.py
from fastapi import FastAPI
from app import items, users
app = FastAPI()
ROUTERS = [(items.router, '/items', ['items']), (users.router, '/users', ['users'])]
for router, prefix, tags in ROUTERS:
    app.include_router(router, prefix=prefix, tags=tags)
"#,
        &["GET /items/ items unguarded", "GET /users/ users unguarded"],
    );
}
