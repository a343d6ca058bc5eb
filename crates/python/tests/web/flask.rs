//! Flask and its extensions: hooks, decorators, view classes.

use super::assert_routes;

#[test]
fn hooks_guard_blueprints_and_leave_out_endpoints() {
    assert_routes(
        r#"
# file: app/__init__.py
from flask import Flask, request, redirect, url_for, abort, session, g
from flask_login import LoginManager, current_user, login_required
from app.admin import admin
from app.api import api
from app.site import site
login_manager = LoginManager()
def create_app():
    app = Flask(__name__)
    login_manager.init_app(app)
    app.register_blueprint(admin, url_prefix='/admin')
    app.register_blueprint(api, url_prefix='/api')
    app.register_blueprint(site)
    return app
# file: app/admin.py
from flask import Blueprint, abort
from flask_login import current_user, login_required
admin = Blueprint('admin', __name__)
@admin.before_request
@login_required
def before(): pass
@admin.route('/users')
def users(): return ''
nested = Blueprint('nested', __name__, url_prefix='/nested')
@nested.get('/x')
def nested_x(): return ''
admin.register_blueprint(nested)
# file: app/api.py
from flask import Blueprint, request, g, jsonify
from flask_jwt_extended import jwt_required, verify_jwt_in_request
api = Blueprint('api', __name__)
@api.before_request
def load():
    g.locale = request.headers.get('Accept-Language')
    if request.headers.get('X-Requested-With') != 'XMLHttpRequest':
        return jsonify(error='bad'), 400
@api.get('/open')
def open_(): return ''
@api.get('/must')
@jwt_required()
def must(): return ''
@api.get('/may')
@jwt_required(optional=True)
def may(): return ''
@api.get('/inside')
def inside():
    verify_jwt_in_request()
    return ''
@api.get('/inside_may')
def inside_may():
    verify_jwt_in_request(optional=True)
    return ''
# file: app/site.py
from flask import Blueprint, redirect, request, session, url_for
site = Blueprint('site', __name__)
@site.before_request
def check():
    allowed = ['proj.login', 'proj.about']
    if request.endpoint not in allowed and 'user_id' not in session:
        return redirect(url_for('proj.login'))
@site.route('/login', methods=['GET', 'POST'])
def login(): return ''
@site.route('/about')
def about(): return ''
@site.route('/home')
def home(): return ''
"#,
        &[
            "GET /admin/users users guarded",
            "GET /admin/nested/x nested_x guarded",
            "GET /api/open open_ unguarded",
            "GET /api/must must guarded",
            "GET /api/may may optional",
            "GET /api/inside inside guarded",
            "GET /api/inside_may inside_may optional",
            "GET /login login optional",
            "POST /login login optional",
            "GET /about about optional",
            "GET /home home guarded",
        ],
    );
}

#[test]
fn decorators_guard_by_what_they_do_with_strangers() {
    assert_routes(
        r#"
# file: app.py
from flask import Flask, g, session, redirect
from flask.views import MethodView
from flask_httpauth import HTTPBasicAuth, HTTPTokenAuth, MultiAuth
from flask_security import auth_required, roles_required, auth_token_required
from flask_restful import Api, Resource
from flask_restx import Namespace
from functools import wraps
app = Flask(__name__)
basic = HTTPBasicAuth()
token = HTTPTokenAuth(scheme='Bearer')
multi = MultiAuth(basic, token)
@app.get('/basic')
@basic.login_required
def basic_(): return ''
@app.get('/role')
@multi.login_required(role='admin')
def role(): return ''
@app.get('/may')
@token.login_required(optional=True)
def may(): return ''
@app.get('/sec')
@auth_required('token', 'session')
def sec(): return ''
@app.get('/roles')
@roles_required('admin')
def roles(): return ''
class View(MethodView):
    decorators = [auth_token_required]
    def get(self): return ''
    def post(self): return ''
app.add_url_rule('/view', view_func=View.as_view('view'))
api = Api(app)
def authenticate(func):
    @wraps(func)
    def wrapper(*args, **kwargs):
        if not getattr(func, 'authenticated', True):
            return func(*args, **kwargs)
        acct = basic_authentication()
        if acct:
            return func(*args, **kwargs)
        flask.abort(401)
    return wrapper
class Base(Resource):
    method_decorators = [authenticate]
class Things(Base):
    def get(self): return ''
class Mixed(Resource):
    method_decorators = {'post': [basic.login_required]}
    def get(self): return ''
    def post(self): return ''
api.add_resource(Things, '/things')
api.add_resource(Mixed, '/mixed')
def login_required(f):
    @wraps(f)
    def inner(*a, **k):
        if g.user is None:
            return redirect('/auth/login')
        return f(*a, **k)
    return inner
@app.get('/own')
@login_required
def own(): return ''
def cached(f):
    @wraps(f)
    def inner(*a, **k):
        hit = cache.get(f.__name__)
        if hit:
            return hit
        return f(*a, **k)
    return inner
@app.get('/cached')
@cached
def cached_(): return ''
def json_only(f):
    @wraps(f)
    def inner(*a, **k):
        if not request.is_json:
            abort(400)
        return f(*a, **k)
    return inner
@app.post('/json')
@json_only
def json_(): return ''
def setup_only(f):
    @wraps(f)
    def inner(*a, **k):
        if is_setup():
            abort(403)
        return f(*a, **k)
    return inner
@app.post('/setup')
@setup_only
def setup(): return ''
def anonymous_only(f):
    @wraps(f)
    def inner(*a, **k):
        if current_user.is_authenticated:
            abort(403)
        return f(*a, **k)
    return inner
@app.get('/anon')
@anonymous_only
def anon(): return ''
def csrf(f):
    @wraps(f)
    def inner(*a, **k):
        if request.form.get('csrf_token') != session['csrf_token']:
            abort(403)
        return f(*a, **k)
    return inner
@app.post('/csrf')
@csrf
def csrf_(): return ''
def debug_only(f):
    @wraps(f)
    def inner(*a, **k):
        if not app.config['DEBUG']:
            abort(403)
        return f(*a, **k)
    return inner
@app.get('/debug')
@debug_only
def debug(): return ''
def api_key(f):
    @wraps(f)
    def inner(*a, **k):
        if request.headers.get('X-Api-Key') == app.config['API_KEY']:
            return f(*a, **k)
        return {'error': 'no'}, 401
    return inner
@app.get('/apikey')
@api_key
def apikey(): return ''
"#,
        &[
            "GET /basic basic_ guarded",
            "GET /role role guarded",
            "GET /may may optional",
            "GET /sec sec guarded",
            "GET /roles roles guarded",
            "GET /view View.get guarded",
            "POST /view View.post guarded",
            "GET /things Things.get guarded",
            "GET /mixed Mixed.get unguarded",
            "POST /mixed Mixed.post guarded",
            "GET /own own guarded",
            "GET /cached cached_ unguarded",
            "POST /json json_ unguarded",
            "POST /setup setup unguarded",
            "GET /anon anon unguarded",
            "POST /csrf csrf_ unguarded",
            "GET /debug debug unguarded",
            "GET /apikey apikey guarded",
        ],
    );
}

#[test]
fn a_prefix_given_at_registration_replaces_the_own_one() {
    assert_routes(
        r#"
# file: main.py
from flask import Flask, Blueprint, jsonify, request
from flask_restx import Api, Namespace, Resource
app = Flask(__name__)
brackets = Namespace('brackets', description='x')
@brackets.route('')
class L(Resource):
    def get(self): return find()
other = Blueprint('other', __name__, url_prefix='/other')
@other.get('/x')
def x(): return find()
kept = Blueprint('kept', __name__, url_prefix='/kept')
@kept.get('/y')
def y():
    if not request.headers.get('Authorization'):
        response = jsonify(message='x')
        response.status_code = 401
        return response
    return find()
bp = Blueprint('api', __name__, url_prefix='/api/v1')
api = Api(bp)
api.add_namespace(brackets, '/sets')
app.register_blueprint(bp)
app.register_blueprint(other, url_prefix='/replaced')
app.register_blueprint(kept)
"#,
        &[
            "GET /api/v1/sets L.get unguarded",
            "GET /replaced/x x unguarded",
            "GET /kept/y y guarded",
        ],
    );
}

#[test]
fn functions_register_routes_for_their_callers() {
    assert_routes(
        r#"
# file: api/__init__.py
from flask import Blueprint
from .res import Items, Login
bp = Blueprint('api', __name__, url_prefix='/api')
def register_endpt(resource, url, name):
    bp.add_url_rule(url, view_func=resource.as_view(name))
register_endpt(Items, '/items/', 'items')
register_endpt(Login, '/login/', 'login')
# file: api/res.py
from flask.views import MethodView
from flask_jwt_extended import jwt_required
class Protected(MethodView):
    decorators = [jwt_required()]
class Items(Protected):
    def get(self): return find()
    def post(self): return find()
class Login(MethodView):
    def post(self): return find()
# file: main.py
from flask import Flask
from api import bp
app = Flask(__name__)
app.register_blueprint(bp)
"#,
        &[
            "GET /api/items/ Items.get guarded",
            "POST /api/items/ Items.post guarded",
            "POST /api/login/ Login.post unguarded",
        ],
    );
}

#[test]
fn decorators_of_the_project_register_what_they_decorate() {
    assert_routes(
        r#"
# file: web.py
from flask import Flask
app = Flask(__name__)
def endpoint(path, methods=('GET',)):
    def register(handler):
        app.add_url_rule(path, view_func=handler)
        return handler
    return register
# file: views.py
from flask_login import login_required
from web import endpoint
@endpoint('/open')
def open_(): return find()
@endpoint('/mine/<int:id>', methods=['POST'])
@login_required
def mine(id): return find()
"#,
        &["GET /open open_ unguarded", "POST /mine/{id} mine guarded"],
    );
}

#[test]
fn steps_of_a_base_that_subclasses_fill_in_guard() {
    assert_routes(
        r#"
# file: app/base.py
from flask import session
from werkzeug.exceptions import Forbidden
class Request:
    def _check_access(self):
        """May refuse the caller."""
    def _process(self):
        return ''
    def process(self):
        self._check_access()
        return self._process()
class Protected(Request):
    def _require_user(self):
        if session.user is None:
            raise Forbidden
    def _check_access(self):
        self._require_user()
# file: app/main.py
from flask import Flask
from app.base import Protected, Request
app = Flask(__name__)
class Front(Request):
    def _process(self): return 'front'
class Orders(Protected):
    def _process(self): return 'orders'
app.add_url_rule('/', 'front', Front)
app.add_url_rule('/orders', 'orders', Orders)
"#,
        &["GET / Front unguarded", "GET /orders Orders guarded"],
    );
}

#[test]
fn lists_of_routes_are_registered_by_loops_and_helpers() {
    assert_routes(
        r#"
# file: app/main.py
from flask import Flask
from flask_restful import Api
from app.users import blueprint
from app.views import Items, about, home
app = Flask(__name__)
api = Api(app)
app.register_blueprint(blueprint)
PAGES = [('/', home), ('/about', about, ['GET', 'POST'])]
UNUSED = [('/never', home)]
for path, view, *rest in PAGES:
    app.add_url_rule(path, view_func=view)
for resource, path in [(Items, '/items'), (Items, '/things')]:
    api.add_resource(resource, path)
# file: app/views.py
from flask_jwt_extended import jwt_required
from flask_restful import Resource
def home(): return ''
def about(): return ''
class Items(Resource):
    def get(self): return []
    @jwt_required()
    def post(self): return {}
# file: app/util.py
def register(blueprint, routes):
    for path, resource in routes:
        blueprint.add_url_rule(path, view_func=resource.as_view(resource.__name__))
# file: app/users.py
from flask import Blueprint
from flask.views import MethodView
from flask_jwt_extended import jwt_required
from app.util import register
class Users(MethodView):
    @jwt_required()
    def get(self): return []
class User(MethodView):
    def get(self, name): return {}
routes = [('/users', Users), ('/users/<name>', User)]
blueprint = Blueprint('users', __name__, url_prefix='/api')
register(blueprint, routes)
"#,
        &[
            "GET / home unguarded",
            "GET /about about unguarded",
            "GET /api/users Users.get guarded",
            "GET /api/users/{name} User.get unguarded",
            "GET /items Items.get unguarded",
            "GET /things Items.get unguarded",
            "POST /about about unguarded",
            "POST /items Items.post guarded",
            "POST /things Items.post guarded",
        ],
    );
}

#[test]
fn a_helper_registers_a_view_at_each_of_its_paths() {
    assert_routes(
        r#"
# file: app/util.py
from flask import request
def register_view(bp, routes, view_func, **options):
    for route in routes:
        bp.add_url_rule(route, view_func=view_func, **options)
# file: app/main.py
from flask import Blueprint, Flask
from flask.views import MethodView
from flask_login import login_required
from app.util import register_view
class Topic(MethodView):
    decorators = [login_required]
    def get(self, id): return ''
class Search(MethodView):
    def get(self): return ''
    def post(self): return ''
forum = Blueprint('forum', __name__)
register_view(forum, routes=['/topic/<int:id>', '/topic/<int:id>-<str:slug>'], view_func=Topic.as_view('topic'))
register_view(forum, ['/search'], Search.as_view('search'))
app = Flask(__name__)
app.register_blueprint(forum, url_prefix='/forum')
"#,
        &[
            "GET /forum/search Search.get unguarded",
            "POST /forum/search Search.post unguarded",
            "GET /forum/topic/{id} Topic.get guarded",
            "GET /forum/topic/{id}-{slug} Topic.get guarded",
        ],
    );
}
