//! What calls do to the world.
//!
//! Three tables, asked in this order: whole names, packages all of whose calls do the same, and
//! methods that mean the same wherever they are found.

use shipworthy_core::facts::{Effect, Name, Root};
use shipworthy_core::naming;

/// Functions by their whole names.
pub(super) const EXACT: &[(&str, Effect)] = &[
    ("PIL.Image.open", Effect::Io),
    ("anyio.sleep", Effect::Sleep),
    ("arrow.now", Effect::Clock),
    ("arrow.utcnow", Effect::Clock),
    ("asyncio.create_subprocess_exec", Effect::Io),
    ("asyncio.create_subprocess_shell", Effect::Io),
    ("asyncio.open_connection", Effect::Io),
    ("asyncio.sleep", Effect::Sleep),
    ("asyncio.to_thread", Effect::Io),
    ("bson.ObjectId", Effect::Identifier),
    ("bson.objectid.ObjectId", Effect::Identifier),
    ("click.echo", Effect::Log),
    ("click.secho", Effect::Log),
    ("csv.DictReader", Effect::Io),
    ("csv.reader", Effect::Io),
    ("cuid.cuid", Effect::Identifier),
    ("curio.sleep", Effect::Sleep),
    ("datetime.date.today", Effect::Clock),
    ("datetime.datetime.now", Effect::Clock),
    ("datetime.datetime.today", Effect::Clock),
    ("datetime.datetime.utcnow", Effect::Clock),
    ("django.contrib.auth.authenticate", Effect::Io),
    ("django.core.mail.mail_admins", Effect::Io),
    ("django.core.mail.send_mail", Effect::Io),
    ("django.core.mail.send_mass_mail", Effect::Io),
    ("django.core.management.call_command", Effect::Io),
    ("django.shortcuts.get_list_or_404", Effect::Io),
    ("django.shortcuts.get_object_or_404", Effect::Io),
    ("django.utils.crypto.get_random_string", Effect::Identifier),
    ("django.utils.timezone.localdate", Effect::Clock),
    ("django.utils.timezone.localtime", Effect::Clock),
    ("django.utils.timezone.now", Effect::Clock),
    ("eventlet.sleep", Effect::Sleep),
    ("gevent.sleep", Effect::Sleep),
    ("glob.glob", Effect::Io),
    ("http.client.HTTPConnection", Effect::Io),
    ("http.client.HTTPSConnection", Effect::Io),
    ("input", Effect::Io),
    ("io.open", Effect::Io),
    ("joblib.dump", Effect::Io),
    ("joblib.load", Effect::Io),
    ("json.dump", Effect::Io),
    ("json.load", Effect::Io),
    ("logging.critical", Effect::Log),
    ("logging.debug", Effect::Log),
    ("logging.error", Effect::Log),
    ("logging.exception", Effect::Log),
    ("logging.info", Effect::Log),
    ("logging.log", Effect::Log),
    ("logging.warn", Effect::Log),
    ("logging.warning", Effect::Log),
    ("multiprocessing.Process", Effect::Io),
    ("nanoid.generate", Effect::Identifier),
    ("numpy.load", Effect::Io),
    ("numpy.loadtxt", Effect::Io),
    ("numpy.save", Effect::Io),
    ("open", Effect::Io),
    ("os.chmod", Effect::Io),
    ("os.chown", Effect::Io),
    ("os.execv", Effect::Io),
    ("os.execvp", Effect::Io),
    ("os.fork", Effect::Io),
    ("os.kill", Effect::Io),
    ("os.link", Effect::Io),
    ("os.listdir", Effect::Io),
    ("os.makedirs", Effect::Io),
    ("os.mkdir", Effect::Io),
    ("os.path.exists", Effect::Io),
    ("os.path.getsize", Effect::Io),
    ("os.path.isdir", Effect::Io),
    ("os.path.isfile", Effect::Io),
    ("os.popen", Effect::Io),
    ("os.read", Effect::Io),
    ("os.remove", Effect::Io),
    ("os.removedirs", Effect::Io),
    ("os.rename", Effect::Io),
    ("os.replace", Effect::Io),
    ("os.rmdir", Effect::Io),
    ("os.scandir", Effect::Io),
    ("os.stat", Effect::Io),
    ("os.symlink", Effect::Io),
    ("os.system", Effect::Io),
    ("os.unlink", Effect::Io),
    ("os.urandom", Effect::Random),
    ("os.walk", Effect::Io),
    ("os.write", Effect::Io),
    ("pandas.read_csv", Effect::Io),
    ("pandas.read_excel", Effect::Io),
    ("pandas.read_json", Effect::Io),
    ("pandas.read_parquet", Effect::Io),
    ("pandas.read_sql", Effect::Io),
    ("pandas.read_sql_query", Effect::Io),
    ("pathlib.Path.read_text", Effect::Io),
    ("pendulum.now", Effect::Clock),
    ("pendulum.today", Effect::Clock),
    ("pickle.dump", Effect::Io),
    ("pickle.load", Effect::Io),
    ("pprint.pprint", Effect::Log),
    ("print", Effect::Log),
    ("psutil.Process", Effect::Io),
    ("psutil.boot_time", Effect::Io),
    ("psutil.cpu_percent", Effect::Io),
    ("psutil.disk_usage", Effect::Io),
    ("psutil.net_io_counters", Effect::Io),
    ("psutil.process_iter", Effect::Io),
    ("psutil.virtual_memory", Effect::Io),
    ("rich.print", Effect::Log),
    ("secrets.SystemRandom", Effect::Random),
    ("secrets.choice", Effect::Identifier),
    ("secrets.randbelow", Effect::Identifier),
    ("secrets.randbits", Effect::Identifier),
    ("secrets.token_bytes", Effect::Identifier),
    ("secrets.token_hex", Effect::Identifier),
    ("secrets.token_urlsafe", Effect::Identifier),
    ("shortuuid.uuid", Effect::Identifier),
    ("sqlalchemy.create_engine", Effect::Io),
    ("sqlalchemy.ext.asyncio.create_async_engine", Effect::Io),
    ("sys.stderr.write", Effect::Log),
    ("sys.stdout.write", Effect::Log),
    ("tempfile.NamedTemporaryFile", Effect::Io),
    ("tempfile.SpooledTemporaryFile", Effect::Io),
    ("tempfile.TemporaryDirectory", Effect::Io),
    ("tempfile.TemporaryFile", Effect::Io),
    ("tempfile.mkdtemp", Effect::Io),
    ("tempfile.mkstemp", Effect::Io),
    ("threading.Thread", Effect::Io),
    ("time.ctime", Effect::Clock),
    ("time.gmtime", Effect::Clock),
    ("time.localtime", Effect::Clock),
    ("time.monotonic", Effect::Clock),
    ("time.monotonic_ns", Effect::Clock),
    ("time.perf_counter", Effect::Clock),
    ("time.perf_counter_ns", Effect::Clock),
    ("time.process_time", Effect::Clock),
    ("time.sleep", Effect::Sleep),
    ("time.strftime", Effect::Clock),
    ("time.time", Effect::Clock),
    ("time.time_ns", Effect::Clock),
    ("torch.load", Effect::Io),
    ("torch.save", Effect::Io),
    ("traceback.print_exc", Effect::Log),
    ("traceback.print_exception", Effect::Log),
    ("traceback.print_stack", Effect::Log),
    ("trio.sleep", Effect::Sleep),
    ("typer.echo", Effect::Log),
    ("typer.secho", Effect::Log),
    ("ulid.ULID", Effect::Identifier),
    ("ulid.new", Effect::Identifier),
    ("urllib.request.urlopen", Effect::Io),
    ("urllib.request.urlretrieve", Effect::Io),
    ("uuid.uuid1", Effect::Identifier),
    ("uuid.uuid3", Effect::Identifier),
    ("uuid.uuid4", Effect::Identifier),
    ("uuid.uuid5", Effect::Identifier),
    ("uuid.uuid6", Effect::Identifier),
    ("uuid.uuid7", Effect::Identifier),
    ("uuid.uuid8", Effect::Identifier),
    ("warnings.warn", Effect::Log),
    ("yaml.load", Effect::Io),
    ("yaml.safe_load", Effect::Io),
];

/// Packages whose calls all have the same effect.
pub(super) const PACKAGES: &[(&str, Effect)] = &[
    ("MySQLdb", Effect::Io),
    ("aio_pika", Effect::Io),
    ("aioboto3", Effect::Io),
    ("aiobotocore", Effect::Io),
    ("aiofiles", Effect::Io),
    ("aiohttp", Effect::Io),
    ("aiokafka", Effect::Io),
    ("aiomysql", Effect::Io),
    ("aiopg", Effect::Io),
    ("aioredis", Effect::Io),
    ("aiosmtplib", Effect::Io),
    ("aiosqlite", Effect::Io),
    ("anthropic", Effect::Io),
    ("asyncpg", Effect::Io),
    ("asyncssh", Effect::Io),
    ("azure", Effect::Io),
    ("boto", Effect::Io),
    ("boto3", Effect::Io),
    ("botocore", Effect::Io),
    ("bugsnag", Effect::Log),
    ("cassandra", Effect::Io),
    ("chromadb", Effect::Io),
    ("clickhouse_connect", Effect::Io),
    ("clickhouse_driver", Effect::Io),
    ("cohere", Effect::Io),
    ("confluent_kafka", Effect::Io),
    ("consul", Effect::Io),
    ("cx_Oracle", Effect::Io),
    ("dask", Effect::Io),
    ("databases", Effect::Io),
    ("docker", Effect::Io),
    ("dramatiq", Effect::Io),
    ("elasticsearch", Effect::Io),
    ("elasticsearch_dsl", Effect::Io),
    ("faker", Effect::Random),
    ("fsspec", Effect::Io),
    ("ftplib", Effect::Io),
    ("gcsfs", Effect::Io),
    ("git", Effect::Io),
    ("google", Effect::Io),
    ("googleapiclient", Effect::Io),
    ("grpc", Effect::Io),
    ("gspread", Effect::Io),
    ("httplib2", Effect::Io),
    ("httpx", Effect::Io),
    ("hubspot", Effect::Io),
    ("huggingface_hub", Effect::Io),
    ("hvac", Effect::Io),
    ("imaplib", Effect::Io),
    ("influxdb_client", Effect::Io),
    ("kafka", Effect::Io),
    ("kazoo", Effect::Io),
    ("kombu", Effect::Io),
    ("kubernetes", Effect::Io),
    ("ldap", Effect::Io),
    ("ldap3", Effect::Io),
    ("litellm", Effect::Io),
    ("logfire", Effect::Log),
    ("loguru", Effect::Log),
    ("mailchimp_marketing", Effect::Io),
    ("meilisearch", Effect::Io),
    ("memcache", Effect::Io),
    ("milvus", Effect::Io),
    ("mimesis", Effect::Random),
    ("minio", Effect::Io),
    ("mistralai", Effect::Io),
    ("mongoengine", Effect::Io),
    ("motor", Effect::Io),
    ("mysql", Effect::Io),
    ("nats", Effect::Io),
    ("neo4j", Effect::Io),
    ("nntplib", Effect::Io),
    ("ollama", Effect::Io),
    ("openai", Effect::Io),
    ("opensearchpy", Effect::Io),
    ("oracledb", Effect::Io),
    ("paramiko", Effect::Io),
    ("peewee", Effect::Io),
    ("pika", Effect::Io),
    ("pinecone", Effect::Io),
    ("poplib", Effect::Io),
    ("praw", Effect::Io),
    ("psycopg", Effect::Io),
    ("psycopg2", Effect::Io),
    ("pulsar", Effect::Io),
    ("pyhive", Effect::Io),
    ("pylibmc", Effect::Io),
    ("pymemcache", Effect::Io),
    ("pymongo", Effect::Io),
    ("pymssql", Effect::Io),
    ("pymysql", Effect::Io),
    ("pynamodb", Effect::Io),
    ("pyodbc", Effect::Io),
    ("qdrant_client", Effect::Io),
    ("random", Effect::Random),
    ("redis", Effect::Io),
    ("replicate", Effect::Io),
    ("requests", Effect::Io),
    ("requests_html", Effect::Io),
    ("rollbar", Effect::Log),
    ("rq", Effect::Io),
    ("s3fs", Effect::Io),
    ("sendgrid", Effect::Io),
    ("sentry_sdk", Effect::Log),
    ("serial", Effect::Io),
    ("shutil", Effect::Io),
    ("slack_sdk", Effect::Io),
    ("smtplib", Effect::Io),
    ("snowflake", Effect::Io),
    ("socket", Effect::Io),
    ("sqlite3", Effect::Io),
    ("sshtunnel", Effect::Io),
    ("stripe", Effect::Io),
    ("structlog", Effect::Log),
    ("subprocess", Effect::Io),
    ("supabase", Effect::Io),
    ("telegram", Effect::Io),
    ("telethon", Effect::Io),
    ("telnetlib", Effect::Io),
    ("tortoise", Effect::Io),
    ("trino", Effect::Io),
    ("tweepy", Effect::Io),
    ("twilio", Effect::Io),
    ("typesense", Effect::Io),
    ("urllib2", Effect::Io),
    ("urllib3", Effect::Io),
    ("weaviate", Effect::Io),
    ("web3", Effect::Io),
    ("websocket", Effect::Io),
    ("websockets", Effect::Io),
    ("xmlrpc", Effect::Io),
    ("yfinance", Effect::Io),
    ("zmq", Effect::Io),
];

/// Methods of connections, sessions, models, queues and paths.
pub(super) const METHODS: &[(&str, Effect)] = &[
    ("acreate", Effect::Io),
    ("adelete", Effect::Io),
    ("afirst", Effect::Io),
    ("aget", Effect::Io),
    ("aggregate", Effect::Io),
    ("ainvoke", Effect::Io),
    ("apply_async", Effect::Io),
    ("asave", Effect::Io),
    ("astream", Effect::Io),
    ("basic_publish", Effect::Io),
    ("blpop", Effect::Io),
    ("brpop", Effect::Io),
    ("bulk_create", Effect::Io),
    ("bulk_insert_mappings", Effect::Io),
    ("bulk_save_objects", Effect::Io),
    ("bulk_update", Effect::Io),
    ("bulk_write", Effect::Io),
    ("capture_exception", Effect::Log),
    ("capture_message", Effect::Log),
    ("commit", Effect::Io),
    ("connect", Effect::Io),
    ("count_documents", Effect::Io),
    ("decr", Effect::Io),
    ("delay", Effect::Io),
    ("delete_item", Effect::Io),
    ("delete_many", Effect::Io),
    ("delete_one", Effect::Io),
    ("download_file", Effect::Io),
    ("enqueue", Effect::Io),
    ("enqueue_job", Effect::Io),
    ("execute", Effect::Io),
    ("execute_async", Effect::Io),
    ("execute_query", Effect::Io),
    ("executebatch", Effect::Io),
    ("executemany", Effect::Io),
    ("executescript", Effect::Io),
    ("expire", Effect::Io),
    ("fetch", Effect::Io),
    ("fetch_all", Effect::Io),
    ("fetch_one", Effect::Io),
    ("fetchall", Effect::Io),
    ("fetchmany", Effect::Io),
    ("fetchone", Effect::Io),
    ("fetchrow", Effect::Io),
    ("fetchval", Effect::Io),
    ("find_many", Effect::Io),
    ("find_one", Effect::Io),
    ("flush", Effect::Io),
    ("get_item", Effect::Io),
    ("get_object", Effect::Io),
    ("get_or_create", Effect::Io),
    ("get_or_none", Effect::Io),
    ("hget", Effect::Io),
    ("hgetall", Effect::Io),
    ("hincrby", Effect::Io),
    ("hset", Effect::Io),
    ("incr", Effect::Io),
    ("insert_many", Effect::Io),
    ("insert_one", Effect::Io),
    ("invoke", Effect::Io),
    ("iterdir", Effect::Io),
    ("lpop", Effect::Io),
    ("lpush", Effect::Io),
    ("mkdir", Effect::Io),
    ("one_or_none", Effect::Io),
    ("ping", Effect::Io),
    ("publish", Effect::Io),
    ("put_item", Effect::Io),
    ("put_object", Effect::Io),
    ("read_bytes", Effect::Io),
    ("read_text", Effect::Io),
    ("recv", Effect::Io),
    ("recvfrom", Effect::Io),
    ("refresh", Effect::Io),
    ("replace_one", Effect::Io),
    ("rglob", Effect::Io),
    ("rmdir", Effect::Io),
    ("rollback", Effect::Io),
    ("rpc", Effect::Io),
    ("rpop", Effect::Io),
    ("rpush", Effect::Io),
    ("run_command", Effect::Io),
    ("run_query", Effect::Io),
    ("sadd", Effect::Io),
    ("save", Effect::Io),
    ("scalar", Effect::Io),
    ("scalar_one", Effect::Io),
    ("scalar_one_or_none", Effect::Io),
    ("scalars", Effect::Io),
    ("select_for_update", Effect::Io),
    ("send_email", Effect::Io),
    ("send_mail", Effect::Io),
    ("send_message", Effect::Io),
    ("sendall", Effect::Io),
    ("sendmail", Effect::Io),
    ("setex", Effect::Io),
    ("smembers", Effect::Io),
    ("to_sql", Effect::Io),
    ("unlink", Effect::Io),
    ("update_many", Effect::Io),
    ("update_one", Effect::Io),
    ("update_or_create", Effect::Io),
    ("upload_file", Effect::Io),
    ("upload_fileobj", Effect::Io),
    ("urlopen", Effect::Io),
    ("write_bytes", Effect::Io),
    ("write_text", Effect::Io),
    ("zadd", Effect::Io),
    ("zrange", Effect::Io),
];

/// Methods of loggers.
const LOG_METHODS: &[&str] = &[
    "critical",
    "debug",
    "error",
    "exception",
    "fatal",
    "info",
    "log",
    "trace",
    "warn",
    "warning",
];

/// Methods of HTTP clients and database sessions, where the receiver is one by its name.
const CLIENT_METHODS: &[&str] = &[
    "add", "all", "count", "create", "delete", "exists", "first", "get", "head", "insert", "list",
    "merge", "one", "options", "patch", "post", "put", "query", "read", "request", "search",
    "select", "send", "set", "stream", "update", "upsert", "write",
];

/// Words in the names of receivers that reach out of the process.
const CLIENTS: &[&str] = &[
    "api",
    "cache",
    "client",
    "collection",
    "conn",
    "connection",
    "cursor",
    "database",
    "db",
    "http",
    "objects",
    "query",
    "queue",
    "redis",
    "repo",
    "repository",
    "session",
    "socket",
    "storage",
    "store",
    "websocket",
];

/// What a call does to the world.
pub(super) fn effect(callee: &Name) -> Option<Effect> {
    if callee.root == Root::Module && !callee.path.contains(['.', '(']) {
        return None;
    }
    let path = callee.path.as_str();
    if let Some(effect) = find(EXACT, path) {
        return Some(effect);
    }
    if matches!(callee.root, Root::Import(..)) || path.contains("()") {
        let package = path.split(['.', '(']).next().unwrap_or_default();
        if let Some(effect) = find(PACKAGES, package) {
            return Some(effect);
        }
        if path.starts_with("numpy.random.") {
            return Some(Effect::Random);
        }
        if path.starts_with("logging.getLogger()") {
            return Some(Effect::Log);
        }
    }
    let (receiver, method) = path.rsplit_once('.')?;
    if LOG_METHODS.binary_search(&method).is_ok() && last_word(receiver).contains("log") {
        return Some(Effect::Log);
    }
    if let Some(effect) = find(METHODS, method) {
        return Some(effect);
    }
    (CLIENT_METHODS.binary_search(&method).is_ok() && is_client(receiver)).then_some(Effect::Io)
}

/// Whether a receiver is, by its name, a client, a connection or a store.
pub(super) fn is_client(receiver: &str) -> bool {
    last_word(receiver).split('_').any(|word| CLIENTS.binary_search(&word).is_ok())
}

fn last_word(receiver: &str) -> String {
    let last = receiver.rsplit('.').next().unwrap_or(receiver);
    naming::bare(last).trim_start_matches('_').to_ascii_lowercase()
}

fn find(table: &[(&str, Effect)], key: &str) -> Option<Effect> {
    table.binary_search_by(|(name, _)| (*name).cmp(key)).ok().map(|at| table[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effect_of(path: &str, root: Root) -> Option<Effect> {
        effect(&Name { path: path.into(), root })
    }

    #[test]
    fn the_tables_are_sorted_and_unique() {
        for table in [EXACT, PACKAGES, METHODS] {
            assert!(table.is_sorted_by(|a, b| a.0 < b.0));
        }
        for table in [LOG_METHODS, CLIENT_METHODS, CLIENTS] {
            assert!(table.is_sorted_by(|a, b| a < b));
        }
    }

    #[test]
    fn calls_are_told_apart() {
        let import = Root::Import(0, 0);
        assert_eq!(effect_of("requests.get", import), Some(Effect::Io));
        assert_eq!(effect_of("httpx.AsyncClient().post", import), Some(Effect::Io));
        assert_eq!(effect_of("random.randint", import), Some(Effect::Random));
        assert_eq!(effect_of("uuid.uuid4", import), Some(Effect::Identifier));
        assert_eq!(effect_of("datetime.datetime.now", import), Some(Effect::Clock));
        assert_eq!(effect_of("asyncio.sleep", import), Some(Effect::Sleep));
        assert_eq!(effect_of("logging.getLogger().info", import), Some(Effect::Log));
        assert_eq!(effect_of(".core.logging.logger.error", import), Some(Effect::Log));
        assert_eq!(effect_of("print", Root::Unknown), Some(Effect::Log));
        assert_eq!(effect_of("open", Root::Unknown), Some(Effect::Io));
        assert_eq!(effect_of("open", Root::Module), None);
        assert_eq!(effect_of("db.query", Root::Parameter), Some(Effect::Io));
        assert_eq!(effect_of("self.session.get", Root::Receiver), Some(Effect::Io));
        assert_eq!(effect_of("data.get", Root::Parameter), None);
        assert_eq!(effect_of("compute", Root::Unknown), None);
    }
}
