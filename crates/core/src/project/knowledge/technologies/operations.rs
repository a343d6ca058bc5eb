//! What programs are run, watched, delivered and tested with.

use super::TechnologyKind::*;
use super::{NOTHING, Technology};

pub(super) const OPERATIONS: &[Technology] = &[
    Technology {
        id: "adminer",
        kinds: &[Helper],
        names: &["adminer"],
        images: &["adminer"],
        variables: &["ADMINER"],
        ..NOTHING
    },
    Technology {
        id: "akhq",
        kinds: &[Helper],
        names: &["akhq"],
        images: &["akhq"],
        variables: &["AKHQ"],
        ..NOTHING
    },
    Technology {
        id: "alertmanager",
        kinds: &[Metrics],
        names: &["alertmanager"],
        images: &["alertmanager"],
        variables: &["ALERTMANAGER"],
        files: &["alertmanager.yaml", "alertmanager.yml"],
        ..NOTHING
    },
    Technology {
        id: "ansible",
        kinds: &[Infrastructure],
        names: &["ansible"],
        python: &["ansible"],
        variables: &["ANSIBLE"],
        files: &["ansible.cfg", "playbook.yaml", "playbook.yml"],
        ..NOTHING
    },
    Technology {
        id: "apm",
        kinds: &[Tracing],
        names: &["apm server", "elastic apm"],
        images: &["apm-server"],
        python: &["elasticapm"],
        npm: &["elastic-apm-node"],
        variables: &["ELASTIC_APM"],
        ..NOTHING
    },
    Technology {
        id: "argocd",
        kinds: &[Delivery],
        names: &["argo cd", "argocd"],
        images: &["argocd"],
        variables: &["ARGOCD"],
        ..NOTHING
    },
    Technology {
        id: "caddy",
        kinds: &[Proxy],
        names: &["caddy"],
        images: &["caddy"],
        variables: &["CADDY"],
        files: &["Caddyfile"],
        ..NOTHING
    },
    Technology {
        id: "certbot",
        kinds: &[Proxy],
        names: &["certbot", "let's encrypt"],
        images: &["certbot"],
        variables: &["CERTBOT"],
        ..NOTHING
    },
    Technology {
        id: "cloudwatch",
        kinds: &[Logging],
        names: &["cloudwatch"],
        python: &["watchtower"],
        npm: &["@aws-sdk/client-cloudwatch", "@aws-sdk/client-cloudwatch-logs"],
        variables: &["CLOUDWATCH"],
        ..NOTHING
    },
    Technology {
        id: "consul",
        kinds: &[Infrastructure],
        names: &["consul"],
        images: &["consul"],
        python: &["consul"],
        npm: &["consul"],
        variables: &["CONSUL"],
        ..NOTHING
    },
    Technology {
        id: "cypress",
        kinds: &[BrowserTest],
        names: &["cypress"],
        images: &["cypress/included"],
        npm: &["cypress"],
        variables: &["CYPRESS"],
        files: &["cypress.config.js", "cypress.config.ts", "cypress.json"],
        ..NOTHING
    },
    Technology {
        id: "datadog",
        kinds: &[Metrics, Tracing],
        names: &["data dog", "datadog"],
        images: &["datadog-agent", "datadog/agent"],
        python: &["datadog", "ddtrace"],
        npm: &["@datadog/browser-rum", "dd-trace"],
        variables: &["DATADOG", "DD"],
        ..NOTHING
    },
    Technology {
        id: "docker",
        kinds: &[Container],
        names: &["docker"],
        python: &["docker"],
        npm: &["dockerode"],
        variables: &["DOCKER"],
        files: &["Dockerfile"],
        ..NOTHING
    },
    Technology {
        id: "docker-compose",
        kinds: &[Container],
        names: &["docker compose", "docker-compose"],
        variables: &["COMPOSE"],
        files: &["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"],
        ..NOTHING
    },
    Technology {
        id: "elk",
        kinds: &[Logging],
        names: &["elk", "elk stack"],
        python: &["logstash", "logstash_async"],
        npm: &["winston-elasticsearch"],
        ..NOTHING
    },
    Technology {
        id: "envoy",
        kinds: &[Proxy],
        names: &["envoy"],
        images: &["envoy"],
        variables: &["ENVOY"],
        files: &["envoy.yaml"],
        ..NOTHING
    },
    Technology {
        id: "filebeat",
        kinds: &[Logging],
        names: &["filebeat"],
        images: &["filebeat"],
        files: &["filebeat.yaml", "filebeat.yml"],
        ..NOTHING
    },
    Technology {
        id: "fluentd",
        kinds: &[Logging],
        names: &["fluent bit", "fluent-bit", "fluentd"],
        images: &["fluent-bit", "fluentd"],
        python: &["fluent"],
        npm: &["fluent-logger"],
        variables: &["FLUENTD"],
        files: &["fluent-bit.conf", "fluent.conf"],
        ..NOTHING
    },
    Technology {
        id: "github-actions",
        kinds: &[Delivery],
        names: &["github actions"],
        files: &[".github/workflows/"],
        ..NOTHING
    },
    Technology {
        id: "gitlab-ci",
        kinds: &[Delivery],
        names: &["gitlab ci", "gitlab ci/cd"],
        files: &[".gitlab-ci.yml"],
        ..NOTHING
    },
    Technology {
        id: "grafana",
        kinds: &[Dashboard],
        names: &["grafana"],
        images: &["grafana", "grafana-enterprise", "grafana-oss", "otel-lgtm"],
        variables: &["GF", "GRAFANA"],
        files: &["grafana.ini"],
        ..NOTHING
    },
    Technology {
        id: "haproxy",
        kinds: &[Proxy],
        names: &["haproxy"],
        images: &["haproxy"],
        variables: &["HAPROXY"],
        files: &["haproxy.cfg"],
        ..NOTHING
    },
    Technology {
        id: "helm",
        kinds: &[Container],
        names: &["helm"],
        variables: &["HELM"],
        files: &["Chart.yaml"],
        ..NOTHING
    },
    Technology {
        id: "inbucket",
        kinds: &[DevMail],
        names: &["inbucket"],
        images: &["inbucket"],
        ..NOTHING
    },
    Technology {
        id: "istio",
        kinds: &[Proxy],
        names: &["istio"],
        variables: &["ISTIO"],
        ..NOTHING
    },
    Technology {
        id: "jaeger",
        kinds: &[Tracing],
        names: &["jaeger"],
        images: &[
            "jaeger",
            "jaeger-agent",
            "jaeger-collector",
            "jaeger-query",
            "jaegertracing/all-in-one",
        ],
        python: &["jaeger_client", "opentelemetry.exporter.jaeger"],
        npm: &["@opentelemetry/exporter-jaeger", "jaeger-client"],
        variables: &["JAEGER"],
        ..NOTHING
    },
    Technology {
        id: "jenkins",
        kinds: &[Delivery],
        names: &["jenkins"],
        images: &["jenkins"],
        variables: &["JENKINS"],
        files: &["Jenkinsfile"],
        ..NOTHING
    },
    Technology {
        id: "jest",
        kinds: &[UnitTest],
        names: &["jest"],
        npm: &["@jest/globals", "jest", "ts-jest"],
        files: &["jest.config.js", "jest.config.ts"],
        ..NOTHING
    },
    Technology {
        id: "k6",
        kinds: &[LoadTest],
        names: &["k6"],
        images: &["k6"],
        npm: &["k6"],
        variables: &["K6"],
        ..NOTHING
    },
    Technology {
        id: "kafka-ui",
        kinds: &[Helper],
        names: &["kafdrop", "kafka ui", "kafka-ui"],
        images: &["kafbat-ui", "kafdrop", "kafka-ui", "redpandadata/console"],
        ..NOTHING
    },
    Technology {
        id: "kibana",
        kinds: &[Dashboard],
        names: &["kibana"],
        images: &["kibana", "opensearch-dashboards"],
        variables: &["KIBANA"],
        files: &["kibana.yml"],
        ..NOTHING
    },
    Technology {
        id: "kong",
        kinds: &[Proxy],
        names: &["kong"],
        images: &["kong", "kong-gateway"],
        variables: &["KONG"],
        files: &["kong.yaml", "kong.yml"],
        ..NOTHING
    },
    Technology {
        id: "kubernetes",
        kinds: &[Container],
        names: &["k8s", "kubernetes"],
        python: &["kubernetes"],
        npm: &["@kubernetes/client-node"],
        variables: &["KUBE", "KUBERNETES"],
        ..NOTHING
    },
    Technology {
        id: "kustomize",
        kinds: &[Container],
        names: &["kustomize"],
        files: &["kustomization.yaml", "kustomization.yml"],
        ..NOTHING
    },
    Technology {
        id: "locust",
        kinds: &[LoadTest],
        names: &["locust"],
        images: &["locust"],
        python: &["locust"],
        variables: &["LOCUST"],
        files: &["locustfile.py"],
        ..NOTHING
    },
    Technology {
        id: "logstash",
        kinds: &[Logging],
        names: &["logstash"],
        images: &["logstash"],
        python: &["logstash", "logstash_async"],
        variables: &["LOGSTASH"],
        files: &["logstash.conf"],
        ..NOTHING
    },
    Technology {
        id: "loguru",
        kinds: &[Logging],
        names: &["loguru"],
        python: &["loguru"],
        ..NOTHING
    },
    Technology {
        id: "loki",
        kinds: &[Logging],
        names: &["grafana loki", "loki"],
        images: &["loki"],
        python: &["logging_loki"],
        npm: &["pino-loki", "winston-loki"],
        variables: &["LOKI"],
        files: &["loki-config.yaml", "loki-config.yml", "loki.yml"],
        ..NOTHING
    },
    Technology {
        id: "mailcatcher",
        kinds: &[DevMail],
        names: &["mailcatcher"],
        images: &["mailcatcher"],
        ..NOTHING
    },
    Technology {
        id: "maildev",
        kinds: &[DevMail],
        names: &["maildev"],
        images: &["maildev"],
        npm: &["maildev"],
        variables: &["MAILDEV"],
        ..NOTHING
    },
    Technology {
        id: "mailhog",
        kinds: &[DevMail],
        names: &["mailhog"],
        images: &["mailhog"],
        variables: &["MAILHOG"],
        ..NOTHING
    },
    Technology {
        id: "mailpit",
        kinds: &[DevMail],
        names: &["mailpit"],
        images: &["mailpit"],
        variables: &["MAILPIT"],
        ..NOTHING
    },
    Technology {
        id: "mlflow",
        kinds: &[Metrics],
        names: &["mlflow"],
        images: &["mlflow"],
        python: &["mlflow"],
        variables: &["MLFLOW"],
        ..NOTHING
    },
    Technology { id: "mocha", kinds: &[UnitTest], names: &["mocha"], npm: &["mocha"], ..NOTHING },
    Technology {
        id: "mongo-express",
        kinds: &[Helper],
        names: &["mongo express", "mongo-express"],
        images: &["mongo-express"],
        variables: &["ME_CONFIG"],
        ..NOTHING
    },
    Technology {
        id: "newrelic",
        kinds: &[Metrics, Tracing],
        names: &["new relic", "newrelic"],
        python: &["newrelic"],
        npm: &["newrelic"],
        variables: &["NEW_RELIC"],
        files: &["newrelic.ini"],
        ..NOTHING
    },
    Technology {
        id: "nginx",
        kinds: &[Proxy],
        names: &["nginx"],
        images: &["ingress-nginx", "nginx", "nginx-proxy", "nginx-unprivileged", "openresty"],
        variables: &["NGINX"],
        files: &["nginx.conf"],
        ..NOTHING
    },
    Technology {
        id: "opentelemetry",
        kinds: &[Tracing, Metrics],
        names: &["open telemetry", "opentelemetry", "otel"],
        images: &["opentelemetry-collector", "opentelemetry-collector-contrib", "otel-collector"],
        python: &["opentelemetry"],
        npm: &[
            "@opentelemetry/api",
            "@opentelemetry/auto-instrumentations-node",
            "@opentelemetry/sdk-node",
            "@opentelemetry/sdk-trace-node",
            "@vercel/otel",
        ],
        variables: &["OTEL", "OTLP"],
        files: &["otel-collector-config.yaml", "otel-collector-config.yml"],
        ..NOTHING
    },
    Technology {
        id: "papertrail",
        kinds: &[Logging],
        names: &["papertrail"],
        npm: &["winston-papertrail"],
        ..NOTHING
    },
    Technology {
        id: "pgadmin",
        kinds: &[Helper],
        names: &["pg admin", "pgadmin"],
        images: &["pgadmin", "pgadmin4"],
        variables: &["PGADMIN"],
        ..NOTHING
    },
    Technology {
        id: "phpmyadmin",
        kinds: &[Helper],
        names: &["phpmyadmin"],
        images: &["phpmyadmin"],
        variables: &["PMA"],
        ..NOTHING
    },
    Technology {
        id: "pino",
        kinds: &[Logging],
        names: &["pino"],
        npm: &["nestjs-pino", "pino", "pino-http"],
        ..NOTHING
    },
    Technology {
        id: "playwright",
        kinds: &[BrowserTest],
        names: &["playwright"],
        images: &["playwright"],
        python: &["playwright", "pytest_playwright"],
        npm: &["@playwright/test", "playwright"],
        variables: &["PLAYWRIGHT"],
        files: &["playwright.config.js", "playwright.config.ts"],
        ..NOTHING
    },
    Technology {
        id: "pm2",
        kinds: &[Process],
        names: &["pm2"],
        npm: &["pm2"],
        variables: &["PM2"],
        files: &["ecosystem.config.cjs", "ecosystem.config.js"],
        ..NOTHING
    },
    Technology {
        id: "podman",
        kinds: &[Container],
        names: &["podman"],
        variables: &["PODMAN"],
        files: &["Containerfile"],
        ..NOTHING
    },
    Technology {
        id: "portainer",
        kinds: &[Helper],
        names: &["portainer"],
        images: &["portainer", "portainer-ce"],
        ..NOTHING
    },
    Technology {
        id: "posthog",
        kinds: &[Metrics],
        names: &["posthog"],
        images: &["posthog"],
        python: &["posthog"],
        npm: &["posthog-js", "posthog-node"],
        variables: &["POSTHOG"],
        ..NOTHING
    },
    Technology {
        id: "prometheus",
        kinds: &[Metrics],
        names: &["prometheus"],
        images: &["prometheus"],
        python: &[
            "aioprometheus",
            "django_prometheus",
            "opentelemetry.exporter.prometheus",
            "prometheus_client",
            "prometheus_fastapi_instrumentator",
            "prometheus_flask_exporter",
            "starlette_exporter",
            "starlette_prometheus",
        ],
        npm: &[
            "@opentelemetry/exporter-prometheus",
            "@willsoto/nestjs-prometheus",
            "express-prom-bundle",
            "express-prometheus-middleware",
            "prom-client",
        ],
        variables: &["PROMETHEUS"],
        files: &["prometheus.yaml", "prometheus.yml"],
        ..NOTHING
    },
    Technology {
        id: "prometheus-exporter",
        kinds: &[Metrics],
        names: &["cadvisor", "node exporter", "node-exporter"],
        images: &[
            "blackbox-exporter",
            "cadvisor",
            "celery-exporter",
            "kafka-exporter",
            "mongodb_exporter",
            "mysqld-exporter",
            "nginx-prometheus-exporter",
            "node-exporter",
            "pgbouncer-exporter",
            "postgres-exporter",
            "pushgateway",
            "rabbitmq-exporter",
            "redis_exporter",
            "statsd-exporter",
        ],
        ..NOTHING
    },
    Technology {
        id: "promtail",
        kinds: &[Logging],
        names: &["grafana alloy", "promtail"],
        images: &["alloy", "promtail"],
        variables: &["PROMTAIL"],
        files: &["promtail-config.yaml", "promtail-config.yml", "promtail.yml"],
        ..NOTHING
    },
    Technology {
        id: "pulumi",
        kinds: &[Infrastructure],
        names: &["pulumi"],
        python: &["pulumi"],
        npm: &["@pulumi/pulumi"],
        variables: &["PULUMI"],
        files: &["Pulumi.yaml"],
        ..NOTHING
    },
    Technology {
        id: "pytest",
        kinds: &[UnitTest],
        names: &["pytest"],
        python: &["pytest"],
        variables: &["PYTEST"],
        files: &["conftest.py", "pytest.ini"],
        ..NOTHING
    },
    Technology {
        id: "redis-ui",
        kinds: &[Helper],
        names: &["redis commander", "redis insight", "redis-commander", "redisinsight"],
        images: &["phpredisadmin", "redis-commander", "redisinsight"],
        ..NOTHING
    },
    Technology {
        id: "selenium",
        kinds: &[BrowserTest],
        names: &["selenium"],
        images: &["selenium/hub", "standalone-chrome", "standalone-firefox"],
        python: &["selenium"],
        npm: &["selenium-webdriver"],
        variables: &["SELENIUM"],
        ..NOTHING
    },
    Technology {
        id: "sentry",
        kinds: &[ErrorTracking],
        names: &["glitchtip", "sentry"],
        images: &["glitchtip", "sentry"],
        python: &["raven", "sentry_sdk"],
        npm: &[
            "@sentry/browser",
            "@sentry/nestjs",
            "@sentry/nextjs",
            "@sentry/node",
            "@sentry/react",
            "@sentry/vue",
        ],
        variables: &["SENTRY"],
        ..NOTHING
    },
    Technology {
        id: "serverless",
        kinds: &[Infrastructure],
        names: &["serverless framework"],
        npm: &["serverless"],
        files: &["serverless.yaml", "serverless.yml"],
        ..NOTHING
    },
    Technology {
        id: "skaffold",
        kinds: &[Container],
        names: &["skaffold"],
        files: &["skaffold.yaml"],
        ..NOTHING
    },
    Technology {
        id: "sonarqube",
        kinds: &[Delivery],
        names: &["sonarcloud", "sonarqube"],
        images: &["sonarqube"],
        variables: &["SONAR"],
        files: &["sonar-project.properties"],
        ..NOTHING
    },
    Technology {
        id: "splunk",
        kinds: &[Logging],
        names: &["splunk"],
        images: &["splunk"],
        python: &["splunk_handler", "splunklib"],
        npm: &["splunk-logging"],
        variables: &["SPLUNK"],
        ..NOTHING
    },
    Technology {
        id: "statsd",
        kinds: &[Metrics],
        names: &["statsd"],
        images: &["graphite-statsd", "statsd"],
        python: &["statsd"],
        npm: &["hot-shots", "node-statsd"],
        variables: &["STATSD"],
        ..NOTHING
    },
    Technology {
        id: "structlog",
        kinds: &[Logging],
        names: &["structlog", "structured logging", "structured logs"],
        python: &["ecs_logging", "json_log_formatter", "loguru", "pythonjsonlogger", "structlog"],
        npm: &["bunyan", "nestjs-pino", "pino", "winston"],
        ..NOTHING
    },
    Technology {
        id: "swagger-ui",
        kinds: &[Helper],
        names: &["swagger ui"],
        images: &["redoc", "swagger-editor", "swagger-ui"],
        npm: &["swagger-ui-dist", "swagger-ui-express"],
        ..NOTHING
    },
    Technology {
        id: "tempo",
        kinds: &[Tracing],
        names: &["grafana tempo", "tempo"],
        images: &["tempo"],
        variables: &["TEMPO"],
        files: &["tempo.yaml", "tempo.yml"],
        ..NOTHING
    },
    Technology {
        id: "terraform",
        kinds: &[Infrastructure],
        names: &["opentofu", "terraform"],
        images: &["terraform"],
        npm: &["cdktf"],
        variables: &["TF"],
        files: &["*.tf"],
        ..NOTHING
    },
    Technology {
        id: "traefik",
        kinds: &[Proxy],
        names: &["traefik"],
        images: &["traefik"],
        variables: &["TRAEFIK"],
        files: &["traefik.toml", "traefik.yaml", "traefik.yml"],
        ..NOTHING
    },
    Technology {
        id: "vault",
        kinds: &[Security],
        names: &["hashicorp vault", "vault"],
        images: &["vault"],
        python: &["hvac"],
        npm: &["node-vault"],
        variables: &["VAULT"],
        ..NOTHING
    },
    Technology {
        id: "vector",
        kinds: &[Logging],
        names: &["vector.dev"],
        images: &["timberio/vector"],
        files: &["vector.toml", "vector.yaml"],
        ..NOTHING
    },
    Technology {
        id: "vitest",
        kinds: &[UnitTest],
        names: &["vitest"],
        npm: &["vitest"],
        variables: &["VITEST"],
        files: &["vitest.config.js", "vitest.config.ts"],
        ..NOTHING
    },
    Technology {
        id: "watchtower",
        kinds: &[Helper],
        names: &["watchtower"],
        images: &["watchtower"],
        variables: &["WATCHTOWER"],
        ..NOTHING
    },
    Technology {
        id: "winston",
        kinds: &[Logging],
        names: &["winston"],
        npm: &["nest-winston", "winston"],
        ..NOTHING
    },
    Technology {
        id: "zipkin",
        kinds: &[Tracing],
        names: &["zipkin"],
        images: &["zipkin"],
        python: &["opentelemetry.exporter.zipkin", "py_zipkin"],
        npm: &["@opentelemetry/exporter-zipkin", "zipkin"],
        variables: &["ZIPKIN"],
        ..NOTHING
    },
];
