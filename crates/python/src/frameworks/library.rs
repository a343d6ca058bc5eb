//! What guards, permission classes and errors of libraries do, by their dotted names.

use shipworthy_core::facts::{Argument, GuardClass, Value};
use shipworthy_core::naming;

use GuardClass::{Extract, Optional, Other, Reject};

/// Guards by package and last name. A package stands for everything below it; the first row that fits counts.
const GUARDS: &[(&str, &str, GuardClass)] = &[
    ("starlette", "requires", Reject),
    ("starlette", "AuthenticationMiddleware", Optional),
    ("fastapi", "HTTPBearer", Extract),
    ("fastapi", "HTTPBasic", Extract),
    ("fastapi", "HTTPDigest", Extract),
    ("fastapi", "APIKeyHeader", Extract),
    ("fastapi", "APIKeyQuery", Extract),
    ("fastapi", "APIKeyCookie", Extract),
    ("fastapi", "OAuth2", Extract),
    ("fastapi", "OAuth2PasswordBearer", Extract),
    ("fastapi", "OAuth2AuthorizationCodeBearer", Extract),
    ("fastapi", "OAuth2PasswordRequestForm", Other),
    ("fastapi", "OAuth2PasswordRequestFormStrict", Other),
    ("fastapi", "OpenIdConnect", Extract),
    ("fastapi", "HTTPBasicCredentials", Other),
    ("fastapi", "HTTPAuthorizationCredentials", Other),
    ("starsessions", "SessionMiddleware", Other),
    ("starsessions", "SessionAutoloadMiddleware", Other),
    ("fastapi", "SecurityScopes", Other),
    ("fastapi_users", "current_user", Reject),
    ("fastapi_users", "FastAPIUsers", Reject),
    ("fastapi_jwt_auth", "jwt_required", Reject),
    ("fastapi_jwt_auth", "fresh_jwt_required", Reject),
    ("fastapi_jwt_auth", "jwt_refresh_token_required", Reject),
    ("fastapi_jwt_auth", "jwt_optional", Optional),
    ("fastapi_azure_auth", "SingleTenantAzureAuthorizationCodeBearer", Reject),
    ("fastapi_azure_auth", "MultiTenantAzureAuthorizationCodeBearer", Reject),
    ("fastapi_login", "LoginManager", Reject),
    ("flask_login", "login_required", Reject),
    ("flask_login", "fresh_login_required", Reject),
    ("flask_jwt_extended", "jwt_required", Reject),
    ("flask_jwt_extended", "fresh_jwt_required", Reject),
    ("flask_jwt_extended", "jwt_refresh_token_required", Reject),
    ("flask_jwt_extended", "verify_jwt_in_request", Reject),
    ("flask_jwt_extended", "jwt_optional", Optional),
    ("flask_httpauth", "login_required", Reject),
    ("flask_security", "auth_required", Reject),
    ("flask_security", "auth_token_required", Reject),
    ("flask_security", "http_auth_required", Reject),
    ("flask_security", "login_required", Reject),
    ("flask_security", "roles_required", Reject),
    ("flask_security", "roles_accepted", Reject),
    ("flask_security", "permissions_required", Reject),
    ("flask_security", "permissions_accepted", Reject),
    ("flask_principal", "require", Reject),
    ("flask_principal", "test", Reject),
    ("flask_user", "login_required", Reject),
    ("flask_user", "roles_required", Reject),
    ("flask_allows", "requires", Reject),
    ("flask_basicauth", "required", Reject),
    ("flask_dance", "requires_login", Reject),
    ("flask_appbuilder", "has_access", Reject),
    ("flask_appbuilder", "has_access_api", Reject),
    ("flask_appbuilder", "protect", Reject),
    ("quart_auth", "login_required", Reject),
    ("quart_auth", "AuthUser", Other),
    ("sanic_jwt", "protected", Reject),
    ("sanic_jwt", "scoped", Reject),
    ("sanic_jwt", "inject_user", Other),
    ("sanic_ext", "protected", Reject),
    ("quart_auth", "basic_auth_required", Reject),
    ("quart_jwt_extended", "jwt_required", Reject),
    ("flask_jwt", "jwt_required", Reject),
    ("flask_praetorian", "auth_required", Reject),
    ("flask_praetorian", "roles_required", Reject),
    ("flask_praetorian", "roles_accepted", Reject),
    ("flask_praetorian", "auth_accepted", Optional),
    ("fastapi_jwt", "JwtAccessBearer", Reject),
    ("fastapi_jwt", "JwtAccessCookie", Reject),
    ("fastapi_jwt", "JwtAccessBearerCookie", Reject),
    ("fastapi_jwt", "JwtRefreshBearer", Reject),
    ("authx", "access_token_required", Reject),
    ("authx", "fresh_token_required", Reject),
    ("authx", "refresh_token_required", Reject),
    ("aiohttp_jwt", "JWTMiddleware", Reject),
    ("aiohttp_jwt", "login_required", Reject),
    ("aiohttp_jwt", "check_permissions", Reject),
    ("authlib", "require_oauth", Reject),
    ("authlib", "ResourceProtector", Reject),
    ("django", "login_required", Reject),
    ("django", "permission_required", Reject),
    ("django", "user_passes_test", Reject),
    ("django", "staff_member_required", Reject),
    ("django", "LoginRequiredMixin", Reject),
    ("django", "PermissionRequiredMixin", Reject),
    ("django", "UserPassesTestMixin", Reject),
    ("django", "AccessMixin", Other),
    ("django", "handle_no_permission", Reject),
    ("rest_framework", "permission_denied", Reject),
    ("django", "LoginRequiredMiddleware", Reject),
    ("django", "AuthenticationMiddleware", Other),
    ("django", "RemoteUserMiddleware", Other),
    ("django", "login_not_required", Other),
    ("django", "require_GET", Other),
    ("django", "require_POST", Other),
    ("django", "require_safe", Other),
    ("django", "require_http_methods", Other),
    ("guardian", "permission_required", Reject),
    ("guardian", "permission_required_or_403", Reject),
    ("guardian", "PermissionRequiredMixin", Reject),
    ("guardian", "LoginRequiredMixin", Reject),
    ("rules", "permission_required", Reject),
    ("rules", "PermissionRequiredMixin", Reject),
    ("braces", "LoginRequiredMixin", Reject),
    ("braces", "StaffuserRequiredMixin", Reject),
    ("braces", "SuperuserRequiredMixin", Reject),
    ("braces", "GroupRequiredMixin", Reject),
    ("braces", "PermissionRequiredMixin", Reject),
    ("oauth2_provider", "protected_resource", Reject),
    ("oauth2_provider", "rw_protected_resource", Reject),
    ("oauth2_provider", "ProtectedResourceView", Reject),
    ("oauth2_provider", "TokenHasScope", Reject),
    ("oauth2_provider", "TokenHasReadWriteScope", Reject),
    ("oauth2_provider", "IsAuthenticatedOrTokenHasScope", Reject),
    ("login_required", "LoginRequiredMiddleware", Reject),
    ("stronghold", "LoginRequiredMiddleware", Reject),
    ("rest_framework", "AllowAny", Other),
    ("rest_framework", "IsAuthenticated", Reject),
    ("rest_framework", "IsAdminUser", Reject),
    ("rest_framework", "IsAuthenticatedOrReadOnly", Optional),
    ("rest_framework", "DjangoModelPermissions", Reject),
    ("rest_framework", "DjangoObjectPermissions", Reject),
    ("rest_framework", "DjangoModelPermissionsOrAnonReadOnly", Optional),
    ("rest_framework_api_key", "HasAPIKey", Reject),
    ("rest_framework_simplejwt", "JWTAuthentication", Optional),
    ("ninja", "django_auth", Reject),
    ("ninja", "django_auth_superuser", Reject),
    ("ninja", "django_auth_is_staff", Reject),
    ("ninja", "HttpBearer", Reject),
    ("ninja", "HttpBasicAuth", Reject),
    ("ninja", "APIKeyHeader", Reject),
    ("ninja", "APIKeyQuery", Reject),
    ("ninja", "APIKeyCookie", Reject),
    ("ninja", "SessionAuth", Reject),
    ("ninja_jwt", "JWTAuth", Reject),
    ("ninja_extra", "AllowAny", Other),
    ("ninja_extra", "IsAuthenticated", Reject),
    ("ninja_extra", "IsAdminUser", Reject),
    ("ninja_extra", "IsAuthenticatedOrReadOnly", Optional),
    ("aiohttp_security", "check_authorized", Reject),
    ("aiohttp_security", "check_permission", Reject),
    ("aiohttp_security", "login_required", Reject),
    ("aiohttp_security", "has_permission", Reject),
    ("tornado", "authenticated", Reject),
];

/// What a guard of a library does.
pub(crate) fn guard(path: &str, arguments: &[Argument]) -> Option<GuardClass> {
    let path = naming::bare(path);
    let package = path.split('.').next()?;
    let last = naming::last(path);
    // Distributions of one family share a beginning: `flask_security_too`, `fastapi_users_db`.
    let fits = |row: &&(&str, &str, GuardClass)| {
        row.1 == last
            && (row.0 == package
                || package.strip_prefix(row.0).is_some_and(|it| it.starts_with('_')))
    };
    let (_, _, class) = GUARDS.iter().find(fits)?;
    let given = |name: &str| arguments.iter().find(|it| it.name == name).map(|it| &it.value);
    let relaxed = given("optional").and_then(Value::as_bool) == Some(true)
        || given("auto_error").and_then(Value::as_bool) == Some(false);
    // An empty list of scopes asks for nothing.
    let asks_nothing = last == "requires"
        && arguments
            .first()
            .is_some_and(|it| matches!(&it.value, Value::List(items) if items.is_empty()));
    Some(match class {
        _ if asks_nothing => Other,
        Reject | Extract if relaxed => Optional,
        class => *class,
    })
}

/// The HTTP status that an error class of a library stands for.
pub(crate) fn status(path: &str) -> Option<u16> {
    let package = path.split('.').next()?;
    let last = naming::last(path);
    let status = match (package, last) {
        (
            "werkzeug" | "rest_framework" | "quart" | "sanic" | "litestar",
            "Unauthorized" | "NotAuthenticated" | "AuthenticationFailed" | "NotAuthorizedException",
        ) => 401,
        (
            "werkzeug" | "rest_framework" | "django" | "sanic" | "litestar",
            "Forbidden"
            | "PermissionDenied"
            | "HttpResponseForbidden"
            | "PermissionDeniedException",
        ) => 403,
        ("aiohttp", "HTTPUnauthorized") => 401,
        ("aiohttp", "HTTPForbidden") => 403,
        ("starlette", "AuthenticationError") => 401,
        ("ninja", "AuthenticationError") => 401,
        ("werkzeug", "NotFound") | ("django", "Http404") | ("rest_framework", "NotFound") => 404,
        ("werkzeug", "BadRequest")
        | ("rest_framework", "ValidationError" | "ParseError")
        | ("django", "HttpResponseBadRequest" | "SuspiciousOperation") => 400,
        _ => return None,
    };
    Some(status)
}

/// The methods that generic views of a library answer, by the last name of the class.
pub(super) fn view_methods(path: &str) -> &'static [&'static str] {
    match path.rsplit('.').next().unwrap_or_default() {
        "CreateAPIView"
        | "TokenObtainPairView"
        | "TokenRefreshView"
        | "TokenVerifyView"
        | "TokenBlacklistView"
        | "TokenObtainSlidingView"
        | "ObtainAuthToken" => &["POST"],
        "ListAPIView"
        | "RetrieveAPIView"
        | "SpectacularAPIView"
        | "SpectacularSwaggerView"
        | "SpectacularRedocView" => &["GET"],
        "TemplateView" | "ListView" | "DetailView" | "RedirectView" | "ArchiveIndexView"
        | "YearArchiveView" | "MonthArchiveView" | "DayArchiveView" | "TodayArchiveView"
        | "JavaScriptCatalog" => &["GET"],
        "DestroyAPIView" => &["DELETE"],
        "UpdateAPIView" => &["PUT", "PATCH"],
        "ListCreateAPIView" => &["GET", "POST"],
        "RetrieveUpdateAPIView" => &["GET", "PUT", "PATCH"],
        "RetrieveDestroyAPIView" => &["GET", "DELETE"],
        "RetrieveUpdateDestroyAPIView" => &["GET", "PUT", "PATCH", "DELETE"],
        "FormView"
        | "CreateView"
        | "UpdateView"
        | "DeleteView"
        | "LoginView"
        | "PasswordResetView"
        | "PasswordResetConfirmView"
        | "PasswordChangeView" => &["GET", "POST"],
        "LogoutView" => &["POST"],
        _ => &[],
    }
}

/// The actions that view sets and mixins of REST framework bring.
pub(super) fn viewset_actions(path: &str) -> &'static [&'static str] {
    match path.rsplit('.').next().unwrap_or_default() {
        "ModelViewSet" => &["list", "create", "retrieve", "update", "partial_update", "destroy"],
        "ReadOnlyModelViewSet" => &["list", "retrieve"],
        "ListModelMixin" => &["list"],
        "CreateModelMixin" => &["create"],
        "RetrieveModelMixin" => &["retrieve"],
        "UpdateModelMixin" => &["update", "partial_update"],
        "DestroyModelMixin" => &["destroy"],
        _ => &[],
    }
}

/// Views of libraries that have permissions of their own, by which everybody gets through.
pub(super) fn is_open_view(path: &str) -> bool {
    matches!(
        path.rsplit('.').next().unwrap_or_default(),
        "TokenObtainPairView"
            | "TokenRefreshView"
            | "TokenVerifyView"
            | "TokenBlacklistView"
            | "TokenObtainSlidingView"
            | "TokenRefreshSlidingView"
            | "TokenViewBase"
            | "ObtainAuthToken"
    ) || matches!(path.split('.').next(), Some("drf_spectacular" | "drf_yasg"))
}
