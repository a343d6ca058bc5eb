//! Signs of capabilities: what code names when it limits, traces, retries, caches.

/// A name whose mention in code is a sign of a capability.
#[derive(Debug)]
pub(in super::super) struct Signature {
    /// The dotted name, calls without brackets. A `*` at its end stands for anything below.
    pub(in super::super) name: &'static str,
    /// The capability in the output contract.
    pub(in super::super) capability: &'static str,
    /// How far the sign goes.
    pub(in super::super) proves: Proves,
}

/// How far a sign goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Proves {
    /// Where it stands, it works: middleware that is added, a decorator, a start.
    Wires,
    /// It makes something that must be attached.
    Builds,
    /// It declares something that does nothing by itself.
    Declares,
}

use Proves::{Builds, Declares, Wires};

const fn sign(name: &'static str, capability: &'static str, proves: Proves) -> Signature {
    Signature { name, capability, proves }
}

/// The signs, sorted by name and capability.
pub(in super::super) const SIGNATURES: &[Signature] = &[
    sign("@apollo/server.ApolloServer", "graphql", Wires),
    sign("@as-integrations/next.startServerAndCreateNextHandler", "graphql", Wires),
    sign("@aws-sdk/client-sqs.ReceiveMessageCommand", "background_jobs", Wires),
    sign("@bugsnag/js.start", "error_tracking", Wires),
    sign("@elysiajs/cors.cors", "cors", Wires),
    sign("@epic-web/cachified.cachified", "caching", Wires),
    sign("@fastify/cors", "cors", Wires),
    sign("@fastify/helmet", "security_headers", Wires),
    sign("@fastify/rate-limit", "rate_limiting", Wires),
    sign("@fastify/websocket", "websocket", Wires),
    sign("@godaddy/terminus.createTerminus", "health_endpoint", Wires),
    sign("@honeybadger-io/js.configure", "error_tracking", Wires),
    sign("@koa/cors", "cors", Wires),
    sign("@neondatabase/serverless.Pool", "db_pooling", Wires),
    sign("@nestjs/bull.BullModule.*", "background_jobs", Declares),
    sign("@nestjs/bull.Processor", "background_jobs", Declares),
    sign("@nestjs/bullmq.BullModule.*", "background_jobs", Declares),
    sign("@nestjs/bullmq.Processor", "background_jobs", Declares),
    sign("@nestjs/cache-manager.CacheModule.*", "caching", Wires),
    sign("@nestjs/graphql.GraphQLModule.*", "graphql", Wires),
    sign("@nestjs/schedule.Cron", "background_jobs", Wires),
    sign("@nestjs/schedule.Interval", "background_jobs", Wires),
    sign("@nestjs/terminus.HealthCheck", "health_endpoint", Wires),
    sign("@nestjs/terminus.TypeOrmHealthIndicator", "health_checks_dependencies", Wires),
    sign("@nestjs/throttler.ThrottlerGuard", "rate_limiting", Wires),
    sign("@nestjs/throttler.ThrottlerModule.*", "rate_limiting", Declares),
    sign("@nestjs/websockets.WebSocketGateway", "websocket", Wires),
    sign("@octokit/plugin-retry.retry", "retries", Wires),
    sign("@opentelemetry/auto-instrumentations-node.getNodeAutoInstrumentations", "tracing", Wires),
    sign("@opentelemetry/exporter-prometheus.PrometheusExporter", "metrics_endpoint", Wires),
    sign("@opentelemetry/sdk-node.NodeSDK", "tracing", Builds),
    sign("@opentelemetry/sdk-trace-node.NodeTracerProvider", "tracing", Builds),
    sign("@sentry/astro.init", "error_tracking", Wires),
    sign("@sentry/browser.init", "error_tracking", Wires),
    sign("@sentry/bun.init", "error_tracking", Wires),
    sign("@sentry/nestjs.init", "error_tracking", Wires),
    sign("@sentry/nextjs.init", "error_tracking", Wires),
    sign("@sentry/nextjs.withSentryConfig", "error_tracking", Wires),
    sign("@sentry/node.init", "error_tracking", Wires),
    sign("@sentry/react.init", "error_tracking", Wires),
    sign("@sentry/remix.init", "error_tracking", Wires),
    sign("@sentry/sveltekit.init", "error_tracking", Wires),
    sign("@sentry/vue.init", "error_tracking", Wires),
    sign("@temporalio/worker.Worker.create", "background_jobs", Wires),
    sign("@trigger.dev/sdk.task", "background_jobs", Wires),
    sign("@trigger.dev/sdk/v3.task", "background_jobs", Wires),
    sign("@upstash/ratelimit.Ratelimit", "rate_limiting", Builds),
    sign("@vercel/otel.registerOTel", "tracing", Wires),
    sign("@willsoto/nestjs-prometheus.PrometheusModule.*", "metrics_endpoint", Wires),
    sign("Secweb.*", "security_headers", Wires),
    sign("agenda.Agenda", "background_jobs", Builds),
    sign("aiobreaker.CircuitBreaker", "circuit_breaker", Builds),
    sign("aiocache.*", "caching", Wires),
    sign("aiocached.cached", "caching", Wires),
    sign("aiohttp_cors.setup", "cors", Wires),
    sign("aiomysql.create_pool", "db_pooling", Wires),
    sign("aiopg.create_pool", "db_pooling", Wires),
    sign("aioprometheus.*", "metrics_endpoint", Wires),
    sign("airbrake.*", "error_tracking", Wires),
    sign("apollo-server-express.ApolloServer", "graphql", Wires),
    sign("apollo-server.ApolloServer", "graphql", Wires),
    sign("apscheduler.schedulers.*", "background_jobs", Builds),
    sign("ariadne.asgi.GraphQL", "graphql", Wires),
    sign("ariadne_django.views.*", "graphql", Wires),
    sign("arq.worker.*", "background_jobs", Wires),
    sign("async-retry", "retries", Wires),
    sign("asyncpg.create_pool", "db_pooling", Wires),
    sign("axios-retry", "retries", Wires),
    sign("backoff.on_exception", "retries", Wires),
    sign("backoff.on_predicate", "retries", Wires),
    sign("bee-queue", "background_jobs", Builds),
    sign("bugsnag.configure", "error_tracking", Wires),
    sign("bull", "background_jobs", Declares),
    sign("bullmq.Queue", "background_jobs", Declares),
    sign("bullmq.Worker", "background_jobs", Wires),
    sign("bunyan.createLogger", "structured_logging", Wires),
    sign("cache-manager.caching", "caching", Builds),
    sign("cache-manager.createCache", "caching", Builds),
    sign("cacheops.*", "caching", Wires),
    sign("cachetools.LRUCache", "caching", Builds),
    sign("cachetools.TTLCache", "caching", Builds),
    sign("cachetools.cached", "caching", Wires),
    sign("cachetools.func.*", "caching", Wires),
    sign("cashews.*", "caching", Wires),
    sign("celery.Celery", "background_jobs", Declares),
    sign("celery.shared_task", "background_jobs", Declares),
    sign("channels.routing.ProtocolTypeRouter", "websocket", Wires),
    sign("channels.routing.route", "websocket", Wires),
    sign("channels.routing.route_class", "websocket", Wires),
    sign("circuitbreaker.CircuitBreaker", "circuit_breaker", Builds),
    sign("circuitbreaker.circuit", "circuit_breaker", Wires),
    sign("cockatiel.circuitBreaker", "circuit_breaker", Builds),
    sign("cockatiel.retry", "retries", Wires),
    sign("cors", "cors", Wires),
    sign("corsheaders.middleware.CorsMiddleware", "cors", Wires),
    sign("cron.CronJob", "background_jobs", Wires),
    sign("csp.middleware.CSPMiddleware", "security_headers", Wires),
    sign("dd-trace.init", "tracing", Wires),
    sign("ddtrace.patch", "tracing", Wires),
    sign("ddtrace.patch_all", "tracing", Wires),
    sign("django.core.cache.cache.*", "caching", Wires),
    sign("django.core.cache.caches", "caching", Wires),
    sign("django.middleware.security.SecurityMiddleware", "security_headers", Wires),
    sign("django.views.decorators.cache.cache_page", "caching", Wires),
    sign("django_prometheus.middleware.*", "metrics_endpoint", Wires),
    sign("django_ratelimit.decorators.ratelimit", "rate_limiting", Wires),
    sign("django_rq.job", "background_jobs", Wires),
    sign("dogpile.cache.make_region", "caching", Builds),
    sign("dramatiq.actor", "background_jobs", Declares),
    sign("ecs_logging.*", "structured_logging", Wires),
    sign("elastic-apm-node.start", "tracing", Wires),
    sign("elasticapm.*", "tracing", Wires),
    sign("exponential-backoff.backOff", "retries", Wires),
    sign("express-graphql.graphqlHTTP", "graphql", Wires),
    sign("express-prom-bundle", "metrics_endpoint", Wires),
    sign("express-rate-limit", "rate_limiting", Builds),
    sign("express-rate-limit.rateLimit", "rate_limiting", Builds),
    sign("express-slow-down", "rate_limiting", Builds),
    sign("express-slow-down.slowDown", "rate_limiting", Builds),
    sign("express-ws", "websocket", Wires),
    sign("fastapi.BackgroundTasks.add_task", "background_jobs", Wires),
    sign("fastapi.middleware.cors.CORSMiddleware", "cors", Wires),
    sign("fastapi_cache.FastAPICache.init", "caching", Wires),
    sign("fastapi_cache.decorator.cache", "caching", Wires),
    sign("fastapi_health.health", "health_endpoint", Wires),
    sign("fastapi_limiter.FastAPILimiter.init", "rate_limiting", Declares),
    sign("fastapi_limiter.depends.RateLimiter", "rate_limiting", Wires),
    sign("fastapi_throttle.RateLimiter", "rate_limiting", Wires),
    sign("fastify-metrics", "metrics_endpoint", Wires),
    sign("flask_caching.Cache", "caching", Builds),
    sign("flask_cors.CORS", "cors", Wires),
    sign("flask_cors.cross_origin", "cors", Wires),
    sign("flask_graphql.GraphQLView", "graphql", Wires),
    sign("flask_limiter.Limiter", "rate_limiting", Builds),
    sign("flask_socketio.SocketIO", "websocket", Wires),
    sign("flask_talisman.Talisman", "security_headers", Wires),
    sign("generic-pool.createPool", "db_pooling", Wires),
    sign("google.cloud.logging.*", "structured_logging", Wires),
    sign("graphene_django.views.GraphQLView", "graphql", Wires),
    sign("graphile-worker.run", "background_jobs", Wires),
    sign("graphql-http/lib/use/express.createHandler", "graphql", Wires),
    sign("graphql-yoga.createYoga", "graphql", Wires),
    sign("health_check", "health_endpoint", Wires),
    sign("health_check.cache", "health_checks_dependencies", Wires),
    sign("health_check.contrib.*", "health_checks_dependencies", Wires),
    sign("health_check.db", "health_checks_dependencies", Wires),
    sign("helmet", "security_headers", Wires),
    sign("helmet.*", "security_headers", Wires),
    sign("honeybadger.honeybadger.configure", "error_tracking", Wires),
    sign("hono-rate-limiter.rateLimiter", "rate_limiting", Builds),
    sign("hono/cors.cors", "cors", Wires),
    sign("hono/secure-headers.secureHeaders", "security_headers", Wires),
    sign("huey.contrib.djhuey.db_task", "background_jobs", Wires),
    sign("huey.contrib.djhuey.periodic_task", "background_jobs", Wires),
    sign("huey.contrib.djhuey.task", "background_jobs", Wires),
    sign("jaeger_client.Config", "tracing", Declares),
    sign("json_log_formatter.*", "structured_logging", Wires),
    sign("json_logging.*", "structured_logging", Wires),
    sign("jsonformatter.*", "structured_logging", Wires),
    sign("keyv", "caching", Builds),
    sign("keyv.Keyv", "caching", Builds),
    sign("koa-helmet", "security_headers", Wires),
    sign("koa-ratelimit", "rate_limiting", Wires),
    sign("limiter.RateLimiter", "rate_limiting", Builds),
    sign("logfire.instrument_django", "tracing", Wires),
    sign("logfire.instrument_fastapi", "tracing", Wires),
    sign("logfire.instrument_sqlalchemy", "tracing", Wires),
    sign("logfmter.*", "structured_logging", Wires),
    sign("lru-cache", "caching", Builds),
    sign("lru-cache.LRUCache", "caching", Builds),
    sign("lusca", "security_headers", Wires),
    sign("mercurius", "graphql", Wires),
    sign("mysql.connector.pooling.*", "db_pooling", Wires),
    sign("mysql.createPool", "db_pooling", Wires),
    sign("mysql2.createPool", "db_pooling", Wires),
    sign("mysql2/promise.createPool", "db_pooling", Wires),
    sign("nestjs-pino.LoggerModule.*", "structured_logging", Wires),
    sign("newrelic.agent.initialize", "tracing", Wires),
    sign("next/cache.unstable_cache", "caching", Wires),
    sign("ninja.throttling.*", "rate_limiting", Wires),
    sign("node-cache", "caching", Builds),
    sign("node-cron.schedule", "background_jobs", Wires),
    sign("node-schedule.scheduleJob", "background_jobs", Wires),
    sign("opentelemetry.exporter.prometheus.PrometheusMetricReader", "metrics_endpoint", Wires),
    sign("opentelemetry.instrumentation.*", "tracing", Wires),
    sign("opentelemetry.sdk.trace.TracerProvider", "tracing", Declares),
    sign("opentelemetry.trace.get_tracer", "tracing", Declares),
    sign("opentelemetry.trace.set_tracer_provider", "tracing", Declares),
    sign("opossum", "circuit_breaker", Builds),
    sign("p-retry", "retries", Wires),
    sign("pg-boss", "background_jobs", Builds),
    sign("pg.Pool", "db_pooling", Wires),
    sign("pg.default.Pool", "db_pooling", Wires),
    sign("pino", "structured_logging", Wires),
    sign("pino-http", "structured_logging", Wires),
    sign("pino-http.pinoHttp", "structured_logging", Wires),
    sign("pino.pino", "structured_logging", Wires),
    sign("procrastinate.App", "background_jobs", Wires),
    sign("prom-client.Counter", "metrics_endpoint", Declares),
    sign("prom-client.Gauge", "metrics_endpoint", Declares),
    sign("prom-client.Histogram", "metrics_endpoint", Declares),
    sign("prom-client.Registry", "metrics_endpoint", Builds),
    sign("prom-client.Summary", "metrics_endpoint", Declares),
    sign("prom-client.collectDefaultMetrics", "metrics_endpoint", Declares),
    sign("prom-client.register.metrics", "metrics_endpoint", Wires),
    sign("prometheus_client.Counter", "metrics_endpoint", Declares),
    sign("prometheus_client.Gauge", "metrics_endpoint", Declares),
    sign("prometheus_client.Histogram", "metrics_endpoint", Declares),
    sign("prometheus_client.Summary", "metrics_endpoint", Declares),
    sign("prometheus_client.exposition.*", "metrics_endpoint", Wires),
    sign("prometheus_client.generate_latest", "metrics_endpoint", Wires),
    sign("prometheus_client.make_asgi_app", "metrics_endpoint", Wires),
    sign("prometheus_client.make_wsgi_app", "metrics_endpoint", Wires),
    sign("prometheus_client.start_http_server", "metrics_endpoint", Wires),
    sign("prometheus_fastapi_instrumentator.Instrumentator", "metrics_endpoint", Builds),
    sign("prometheus_flask_exporter.PrometheusMetrics", "metrics_endpoint", Wires),
    sign("psycopg2.pool.*", "db_pooling", Wires),
    sign("psycopg_pool.*", "db_pooling", Wires),
    sign("purgatory.AsyncCircuitBreakerFactory", "circuit_breaker", Builds),
    sign("pybreaker.CircuitBreaker", "circuit_breaker", Builds),
    sign("pythonjsonlogger.*", "structured_logging", Wires),
    sign("rate-limiter-flexible.*", "rate_limiting", Builds),
    sign("ratelimit.RateLimitMiddleware", "rate_limiting", Wires),
    sign("ratelimit.decorators.ratelimit", "rate_limiting", Wires),
    sign("ratelimit.limits", "rate_limiting", Wires),
    sign("raven.Client", "error_tracking", Wires),
    sign("raven.contrib.*", "error_tracking", Wires),
    sign("raygun4py.*", "error_tracking", Wires),
    sign("requests.adapters.Retry", "retries", Wires),
    sign("rest_framework.throttling.*", "rate_limiting", Wires),
    sign("retry.api.retry", "retries", Wires),
    sign("retry.retry", "retries", Wires),
    sign("retrying.retry", "retries", Wires),
    sign("rollbar", "error_tracking", Wires),
    sign("rollbar.init", "error_tracking", Wires),
    sign("rq.Queue", "background_jobs", Builds),
    sign("rxjs.retry", "retries", Wires),
    sign("rxjs.retryWhen", "retries", Wires),
    sign("rxjs/operators.retry", "retries", Wires),
    sign("rxjs/operators.retryWhen", "retries", Wires),
    sign("sanic_ext.Extend", "cors", Wires),
    sign("secure.Secure", "security_headers", Builds),
    sign("secure.SecureHeaders", "security_headers", Builds),
    sign("secweb.*", "security_headers", Wires),
    sign("sentry_sdk.init", "error_tracking", Wires),
    sign("slowapi.Limiter", "rate_limiting", Builds),
    sign("slowapi.extension.Limiter", "rate_limiting", Declares),
    sign("slowapi.middleware.SlowAPIASGIMiddleware", "rate_limiting", Wires),
    sign("slowapi.middleware.SlowAPIMiddleware", "rate_limiting", Wires),
    sign("socket.io.Server", "websocket", Wires),
    sign("socketio.AsyncServer", "websocket", Wires),
    sign("socketio.Server", "websocket", Wires),
    sign("stamina.*", "retries", Wires),
    sign("starlette.background.BackgroundTask", "background_jobs", Wires),
    sign("starlette.middleware.cors.CORSMiddleware", "cors", Wires),
    sign("starlette_exporter.PrometheusMiddleware", "metrics_endpoint", Declares),
    sign("starlette_exporter.handle_metrics", "metrics_endpoint", Wires),
    sign("starlette_graphene3.GraphQLApp", "graphql", Wires),
    sign("starlette_prometheus.metrics", "metrics_endpoint", Wires),
    sign("strawberry.asgi.GraphQL", "graphql", Wires),
    sign("strawberry.django.views.*", "graphql", Wires),
    sign("strawberry.fastapi.GraphQLRouter", "graphql", Wires),
    sign("strawberry.flask.views.*", "graphql", Wires),
    sign("structlog.configure", "structured_logging", Declares),
    sign("structlog.get_logger", "structured_logging", Declares),
    sign("structlog.processors.JSONRenderer", "structured_logging", Wires),
    sign("temporalio.worker.Worker", "background_jobs", Wires),
    sign("tenacity.AsyncRetrying", "retries", Wires),
    sign("tenacity.Retrying", "retries", Wires),
    sign("tenacity.retry", "retries", Wires),
    sign("ts-retry-promise.retry", "retries", Wires),
    sign("urllib3.Retry", "retries", Wires),
    sign("urllib3.util.Retry", "retries", Wires),
    sign("urllib3.util.retry.Retry", "retries", Wires),
    sign("winston.format.json", "structured_logging", Wires),
    sign("winston.json", "structured_logging", Wires),
    sign("ws.Server", "websocket", Wires),
    sign("ws.WebSocket.Server", "websocket", Wires),
    sign("ws.WebSocketServer", "websocket", Wires),
];

impl Signature {
    /// The signs that a dotted name is.
    pub(in super::super) fn of(name: &str) -> impl Iterator<Item = &'static Self> {
        // Most names are of packages that stand in no row: one look at the first part tells.
        let head = name.split('.').next().unwrap_or_default();
        let first = SIGNATURES.partition_point(|row| row.name < head);
        let known = SIGNATURES.get(first).is_some_and(|row| row.name.starts_with(head));
        let name = if known { name } else { "" };
        let exact = SIGNATURES.partition_point(|row| row.name < name);
        let exact = SIGNATURES[exact..].iter().take_while(move |row| row.name == name);
        // `a.b.*` stands for `a.b.c` and what is below: the borders of the name's parts are tried.
        let below = name.match_indices('.').flat_map(move |(at, _)| {
            let start = SIGNATURES.partition_point(|row| stem(row.name) < &name[..=at]);
            SIGNATURES[start..]
                .iter()
                .take_while(move |row| stem(row.name) == &name[..=at])
                .filter(|row| row.name.ends_with('*'))
        });
        exact.chain(below)
    }
}

/// A name without its `*`.
fn stem(name: &str) -> &str {
    name.strip_suffix('*').unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_sorted_unique_and_complete() {
        assert!(SIGNATURES.is_sorted_by(|a, b| (a.name, a.capability) < (b.name, b.capability)));
        assert!(SIGNATURES.is_sorted_by(|a, b| stem(a.name) <= stem(b.name)));
        for row in SIGNATURES {
            assert!(!row.name.is_empty() && !row.name.contains("()"), "{}", row.name);
            assert!(row.name.find('*').is_none_or(|at| row.name[at..] == *"*"), "{}", row.name);
            assert!(
                super::super::super::capabilities::NAMES.contains(&row.capability),
                "{}",
                row.name
            );
        }
    }

    #[test]
    fn a_star_stands_for_what_is_below() {
        let found = |name| Signature::of(name).map(|row| row.capability).collect::<Vec<_>>();
        assert_eq!(found("rest_framework.throttling.UserRateThrottle"), ["rate_limiting"]);
        assert_eq!(found("rest_framework.throttlings"), [""; 0]);
        assert_eq!(found("helmet"), ["security_headers"]);
        assert_eq!(found("helmet.hsts"), ["security_headers"]);
        assert_eq!(found("sentry_sdk.init"), ["error_tracking"]);
    }
}
