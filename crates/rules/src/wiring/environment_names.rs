//! Variables of the environment that are not the project's own.

/// Names, and beginnings with `*`, of variables that systems, hosts and tools set, or that libraries read by
/// themselves; sorted.
const NOT_OWN: &[&str] = &[
    "ACCEPT_EULA",
    "AIRFLOW*",
    "ALLUSERSPROFILE",
    "ANTHROPIC_API_KEY",
    "APPDATA",
    "AUTH_*",
    "AWS_*",
    "AZURE_*",
    "BROWSERSLIST*",
    "BUILDKIT*",
    "BUILD_ID",
    "BUNDLE_*",
    "C_FORCE_ROOT",
    "CARGO*",
    "CELERY_*",
    "CI",
    "CI_*",
    "CIRCLE*",
    "CLERK_*",
    "COLORTERM",
    "COLUMNS",
    "COMPOSE_*",
    "CYPRESS_*",
    "DD_*",
    "DEBIAN_FRONTEND",
    "DEBUG",
    "DENO_*",
    "DISPLAY",
    "DJANGO_SETTINGS_MODULE",
    "DJANGO_SUPERUSER_*",
    "DOCKER*",
    "DYNO",
    "EDITOR",
    "ELASTIC_*",
    "ES_JAVA_OPTS",
    "EXPO_*",
    "FLASK_*",
    "FLY_*",
    "FORCE_COLOR",
    "FORWARDED_ALLOW_IPS",
    "GCP_*",
    "GF_*",
    "GITHUB_*",
    "GITLAB_*",
    "GOOGLE_*",
    "GRAFANA_*",
    "GUNICORN_*",
    "HEROKU_*",
    "HF_*",
    "HOME",
    "HOST",
    "HOSTNAME",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "HUGGING*",
    "INIT_CWD",
    "INVOCATION_ID",
    "JAVA_*",
    "JEST_WORKER_ID",
    "KAFKA_*",
    "KC_*",
    "KEYCLOAK_*",
    "KUBECONFIG",
    "KUBERNETES_*",
    "K_*",
    "LANG",
    "LANGCHAIN_*",
    "LANGFUSE_*",
    "LANGSMITH_*",
    "LC_*",
    "LD_*",
    "LOCALAPPDATA",
    "LOGNAME",
    "MALLOC_*",
    "MARIADB_*",
    "ME_CONFIG_*",
    "MINIO_ROOT_*",
    "MONGO_INITDB_*",
    "MPLBACKEND",
    "MYSQL_*",
    "NETLIFY*",
    "NEW_RELIC_*",
    "NEXTAUTH_*",
    "NEXT_PHASE",
    "NEXT_RUNTIME",
    "NEXT_TELEMETRY*",
    "NODE_*",
    "NO_COLOR",
    "NO_PROXY",
    "NPM_*",
    "NUXT_*",
    "NVIDIA_*",
    "OLLAMA_*",
    "OMP_*",
    "OPENAI_API_KEY",
    "OTEL_*",
    "PATH",
    "PGADMIN_*",
    "PGDATA",
    "PGDATABASE",
    "PGHOST",
    "PGPASSWORD",
    "PGPORT",
    "PGSSLMODE",
    "PGUSER",
    "PIP_*",
    "PNPM_*",
    "POETRY_*",
    "PORT",
    "POSTGRES_*",
    "PROMETHEUS_MULTIPROC_DIR",
    "PUID",
    "PGID",
    "PUPPETEER_*",
    "PWD",
    "PYDEVD*",
    "PYTEST_*",
    "PYTHON*",
    "QSTASH_*",
    "RABBITMQ_*",
    "RAILWAY_*",
    "RENDER*",
    "REPLIT*",
    "SENTRY_*",
    "SHELL",
    "SSL_CERT_*",
    "STORYBOOK*",
    "SYSTEMROOT",
    "TEMP",
    "TERM",
    "TF_*",
    "TMP",
    "TMPDIR",
    "TOKENIZERS_PARALLELISM",
    "TRANSFORMERS_*",
    "TRAVIS*",
    "TZ",
    "USER",
    "UPSTASH_*",
    "USERPROFILE",
    "UVICORN_*",
    "UV_*",
    "VERCEL*",
    "VIRTUAL_ENV",
    "VITEST*",
    "WEB_CONCURRENCY",
    "WERKZEUG_*",
    "WORKSPACE*",
    "XDG_*",
    "npm_*",
];

/// Whether systems, hosts, tools or libraries set or read a variable, whatever the project's own code does.
pub(super) fn is_not_own(name: &str) -> bool {
    NOT_OWN.iter().any(|it| match it.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == *it,
    })
}

/// Whether one name is likely meant where the other stands: the same words in another order, with some left out or
/// with a letter mistaken.
pub(super) fn is_near(documented: &str, read: &str) -> bool {
    if documented == read {
        return false;
    }
    let words = |name: &str| -> Vec<String> {
        let mut words: Vec<String> =
            name.split('_').filter(|word| !word.is_empty()).map(str::to_ascii_uppercase).collect();
        words.sort_unstable();
        words
    };
    let (ours, theirs) = (words(documented), words(read));
    let shorter = if ours.len() < theirs.len() { (&ours, &theirs) } else { (&theirs, &ours) };
    let shared = shorter.0.iter().filter(|word| shorter.1.contains(word)).count();
    let telling = shorter.0.iter().any(|word| word.len() > 3 && !COMMON.contains(&word.as_str()));
    // `OTLP_ENDPOINT` for `OTEL_EXPORTER_OTLP_ENDPOINT`; `DATABASE_HOST` and `DATABASE_URL` are two things.
    let same_words = shared == shorter.0.len() && shared >= 2 && telling;
    same_words || documented.len() >= 6 && distance_is_one(documented, read)
}

/// Words that many names have.
const COMMON: &[&str] = &[
    "HOST", "NAME", "PASSWORD", "PORT", "SECRET", "TOKEN", "USER", "USERNAME", "KEY", "PATH",
    "MODE",
];

/// Whether one letter was added, left out or mistaken.
fn distance_is_one(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() {
        (a.as_bytes(), b.as_bytes())
    } else {
        (b.as_bytes(), a.as_bytes())
    };
    if long.len() - short.len() > 1 {
        return false;
    }
    let start = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let digit = long.get(start).is_some_and(u8::is_ascii_digit);
    let rest = if long.len() == short.len() { start + 1 } else { start };
    !digit && short.get(rest..) == long.get(start + 1..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_near_by_their_words_or_but_for_a_letter() {
        assert!(is_near("OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"));
        assert!(is_near("REDIS_CACHE_URL", "CACHE_REDIS_URL"));
        assert!(is_near("STRIPE_API_KEY", "STRIPE_API_KEYS"));
        assert!(!is_near("DATABASE_HOST", "DATABASE_URL"));
        assert!(!is_near("WORKER_1", "WORKER_2"));
        assert!(!is_near("API_KEY", "SECRET_KEY"));
    }
}
