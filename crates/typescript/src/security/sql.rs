//! Drivers, mappers and services that take SQL.

use shipworthy_core::facts::SqlSink::{Execute, OrmRaw};
use shipworthy_core::security::{SqlTaker, Wants};

/// A method with a statement first, whatever it is called on.
const fn taker(methods: &'static [&'static str], wants: Wants) -> SqlTaker {
    SqlTaker {
        imported: &[],
        methods,
        receivers: &[],
        arguments: &[0],
        keywords: &[],
        sink: Execute,
        wants,
    }
}

/// What takes SQL.
pub(super) const TAKERS: &[SqlTaker] = &[
    taker(&["query", "execute", "queryAsync"], Wants::Statement),
    // Methods of pg-promise, better-sqlite3 and sqlite3 that mean other things elsewhere.
    taker(
        &[
            "prepare",
            "run",
            "all",
            "get",
            "each",
            "exec",
            "many",
            "one",
            "none",
            "any",
            "oneOrNone",
            "manyOrNone",
            "map",
            "multi",
            "multiResult",
            "result",
        ],
        Wants::StatementOnly,
    ),
    // On a connection that its driver made, a text is a statement or the name of a procedure, however it begins.
    SqlTaker {
        receivers: DRIVERS,
        ..taker(
            &["query", "execute", "queryAsync", "prepare", "exec", "batch", "queryStream"],
            Wants::Given,
        )
    },
    SqlTaker {
        imported: &["pg-promise"],
        ..taker(
            &[
                "query",
                "one",
                "none",
                "any",
                "many",
                "oneOrNone",
                "manyOrNone",
                "multi",
                "multiResult",
                "func",
                "proc",
            ],
            Wants::Given,
        )
    },
    SqlTaker { receivers: &["tedious"], ..taker(&["Request"], Wants::Given) },
    // https://help.sap.com/docs/SAP_HANA_CLIENT
    SqlTaker {
        receivers: &["@sap/"],
        arguments: &[1],
        ..taker(&["createProcStatement"], Wants::Given)
    },
    SqlTaker { receivers: &["@sap/"], arguments: &[2], ..taker(&["loadProcedure"], Wants::Given) },
    // The services of AWS that are asked in SQL: https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/
    SqlTaker {
        receivers: &["@aws-sdk/"],
        ..taker(
            &[
                "BatchExecuteStatementCommand",
                "CreateNamedQueryCommand",
                "CreatePreparedStatementCommand",
                "ExecuteSqlCommand",
                "ExecuteStatementCommand",
                "ExecuteTransactionCommand",
                "SelectObjectContentCommand",
                "StartQueryExecutionCommand",
                "UpdateNamedQueryCommand",
                "UpdatePreparedStatementCommand",
            ],
            Wants::Given,
        )
    },
    SqlTaker {
        receivers: &["aws-sdk", "@aws-sdk/"],
        ..taker(
            &[
                "batchExecuteStatement",
                "createNamedQuery",
                "createPreparedStatement",
                "executeSql",
                "executeStatement",
                "executeTransaction",
                "selectObjectContent",
                "startQueryExecution",
                "updateNamedQuery",
                "updatePreparedStatement",
            ],
            Wants::Given,
        )
    },
    SqlTaker { sink: OrmRaw, ..taker(&["$queryRawUnsafe", "$executeRawUnsafe"], Wants::Anything) },
    SqlTaker {
        sink: OrmRaw,
        ..taker(
            &[
                "raw",
                "whereRaw",
                "orderByRaw",
                "havingRaw",
                "joinRaw",
                "selectRaw",
                "fromRaw",
                "groupByRaw",
                "literal",
                "unsafe",
            ],
            Wants::Given,
        )
    },
    SqlTaker {
        receivers: &["createQueryBuilder"],
        sink: OrmRaw,
        ..taker(
            &["where", "andWhere", "orWhere", "having", "addSelect", "leftJoin", "innerJoin"],
            Wants::Built,
        )
    },
    SqlTaker {
        receivers: &["createQueryBuilder"],
        sink: OrmRaw,
        ..taker(&["orderBy", "addOrderBy", "groupBy", "addGroupBy"], Wants::Given)
    },
];

/// Parts of the paths of connections, as their drivers make them.
const DRIVERS: &[&str] = &[
    "@databases/",
    "@neondatabase/serverless",
    "@planetscale/database",
    "@sap/hana-client",
    "@vercel/postgres",
    "Sequelize()",
    "better-sqlite3",
    "hdb.",
    "knex()",
    "mariadb.",
    "mssql.",
    "mysql.",
    "mysql2.",
    "mysql2/promise.",
    "oracledb.",
    "pg-pool",
    "pg-promise()",
    "pg.Client()",
    "pg.Pool()",
    "promise-mysql.",
    "snowflake-sdk.",
    "sqlite3.",
    "typeorm.DataSource()",
];

/// Entries of options that hold a statement: node-postgres and mysql2, BigQuery and ClickHouse, Snowflake, Athena,
/// DynamoDB, RDS and S3 Select.
pub(super) const STATEMENTS: &[&str] = &[
    "text",
    "sql",
    "query",
    "statement",
    "sqlText",
    "sqlStatements",
    "QueryString",
    "QueryStatement",
    "Statement",
    "Statements",
    "TransactStatements",
    "Expression",
    "Sql",
];

/// Functions that put values into the text before them.
pub(super) const FORMAT_FUNCTIONS: &[&str] =
    &["util.format", "node:util.format", "sprintf-js.sprintf", "sprintf-js.vsprintf"];

/// Functions that quote values for SQL.
pub(super) const QUOTING: &[&str] = &[
    "*.escape",
    "*.escapeId",
    "*.escapeLiteral",
    "*.escapeIdentifier",
    // The text of a query that a builder made, with marks for its values.
    "*.getQuery",
    "sqlstring",
    "pg-format",
    "mysql.escape",
    "mysql2.escape",
    "mysql.format",
    "mysql2.format",
];

/// Drivers that put variables into texts where a modifier says so.
pub(super) const FORMATTING_DRIVERS: &[&str] = &["pg-promise"];
