//! The role of a letterbox on a machine of its own: what PostgreSQL lets it do, as SQL for an operator to
//! run and as a look at what a role may do in truth. SQLite has no roles; its files have an owner.

use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;

use crate::{Db, Error, Result, values};

/// What makes a database name an identifier whatever it holds.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn options(address: &str) -> Result<PgConnectOptions> {
    if !address.starts_with("postgres:") && !address.starts_with("postgresql:") {
        return Err(Error::Address);
    }
    PgConnectOptions::from_str(address).map_err(|_| Error::Address)
}

/// The database that an address of PostgreSQL names; without a name it is the user's.
fn database(options: &PgConnectOptions) -> &str {
    options.get_database().unwrap_or(options.get_username())
}

/// The SQL that makes a role which may put submissions into the letterbox at this address and read the
/// replies of one receipt, and nothing else. Where the desk's store is on the same server, the role is kept
/// out of it too.
pub fn sql(role: &str, letterbox: &str, desk: Option<&str>) -> Result<String> {
    let letterbox = options(letterbox)?;
    let database_name = quoted(database(&letterbox));
    let role_text = format!("'{}'", role.replace('\'', "''"));
    let mut text = include_str!("role.sql")
        .replace("ROLE_NAME", &quoted(role))
        .replace("ROLE_TEXT", &role_text)
        .replace("DATABASE_NAME", &database_name);
    let neighbour = desk.and_then(|desk| options(desk).ok()).filter(|desk| {
        (desk.get_host(), desk.get_port()) == (letterbox.get_host(), letterbox.get_port())
    });
    if let Some(desk) = neighbour {
        let desk = quoted(database(&desk));
        text.push_str(&NEIGHBOUR.replace("DESK_NAME", &desk));
    }
    Ok(text)
}

/// What a role may do in the letterbox's store, held against what its part needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    /// What the part of the letterbox's process does not need and this role may do.
    pub excess: Vec<String>,
    /// What that part needs and this role may not do.
    pub missing: Vec<String>,
    /// What the workers need, who collect and answer, and this role may not do.
    pub withheld: Vec<String>,
    /// Other databases of the server that the role may connect to, those of the server itself left out.
    pub neighbours: i64,
}

/// What the role that this store is opened with may do; nothing on SQLite, which has no roles.
pub async fn rights(db: &Db) -> Result<Option<Rights>> {
    if !db.is_postgres() {
        return Ok(None);
    }
    let mut tx = db.read().await?;
    let mut found = Vec::new();
    for statement in [EXCESS, MISSING, WITHHELD] {
        let rows: Vec<(String,)> = tx.all(statement, values![]).await?;
        found.push(rows.into_iter().map(|(what,)| what).collect());
    }
    let (neighbours,) = tx.one(NEIGHBOURS, values![]).await?;
    let mut found = found.into_iter();
    let mut next = || found.next().unwrap_or_default();
    Ok(Some(Rights {
        excess: next(),
        missing: next(),
        withheld: next(),
        neighbours,
    }))
}

const NEIGHBOUR: &str = "
-- The desk's store is on the same server. This line is its owner's to run.
REVOKE ALL ON DATABASE DESK_NAME FROM PUBLIC;
";

const EXCESS: &str = "-- store.role.excess
/*on postgres*/
WITH own_schema AS (
    SELECT oid, nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
), relation AS (
    SELECT class.oid, class.relname, class.relkind FROM pg_class AS class
    JOIN own_schema ON own_schema.oid = class.relnamespace
)
SELECT what AS value FROM (
    SELECT 'is a superuser' AS what FROM pg_roles WHERE rolname = current_user AND rolsuper
    UNION ALL SELECT 'makes roles' FROM pg_roles WHERE rolname = current_user AND rolcreaterole
    UNION ALL SELECT 'makes databases' FROM pg_roles WHERE rolname = current_user AND rolcreatedb
    UNION ALL SELECT 'replicates' FROM pg_roles WHERE rolname = current_user AND rolreplication
    UNION ALL SELECT 'passes row security by' FROM pg_roles WHERE rolname = current_user AND rolbypassrls
    UNION ALL SELECT 'is a member of ' || roleid::regrole FROM pg_auth_members WHERE member = (SELECT oid FROM pg_roles WHERE rolname = current_user)
    UNION ALL SELECT lower(name) || ' in the database' FROM unnest(ARRAY['CREATE', 'TEMPORARY']) AS name
        WHERE has_database_privilege(current_database(), name)
    UNION ALL SELECT 'create in the schema ' || nspname FROM own_schema WHERE has_schema_privilege(oid, 'CREATE')
    UNION ALL SELECT string_agg(lower(name), ', ') || ' on ' || relname FROM relation,
            unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS name
        WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND (relname, name) <> ('store_migration', 'SELECT')
        AND CASE WHEN name IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
            THEN has_any_column_privilege(oid, name) ELSE has_table_privilege(oid, name) END
        GROUP BY relname
    UNION ALL SELECT 'the sequence ' || relname FROM relation
        WHERE CASE WHEN relkind = 'S' THEN has_sequence_privilege(oid, 'USAGE, SELECT, UPDATE') END
    UNION ALL SELECT 'execute ' || proname FROM pg_proc AS function JOIN own_schema ON own_schema.oid = pronamespace
        WHERE has_function_privilege(function.oid, 'EXECUTE') AND proname NOT IN ('letterbox_submit', 'letterbox_replies')
    UNION ALL SELECT 'owns ' || proname FROM pg_proc WHERE proowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)
) AS excess ORDER BY what LIMIT 100
/*on sqlite*/ SELECT '' AS value LIMIT 0 /*end*/";

const MISSING: &str = "-- store.role.missing
/*on postgres*/
SELECT 'execute ' || name AS value FROM unnest(ARRAY['letterbox_submit', 'letterbox_replies']) AS name
WHERE NOT EXISTS (
    SELECT FROM pg_proc WHERE proname = name
    AND has_schema_privilege(pronamespace, 'USAGE') AND has_function_privilege(oid, 'EXECUTE'))
UNION ALL SELECT 'select on store_migration' WHERE NOT EXISTS (
    SELECT FROM pg_class WHERE relname = 'store_migration'
    AND has_schema_privilege(relnamespace, 'USAGE') AND has_table_privilege(oid, 'SELECT'))
/*on sqlite*/ SELECT '' AS value LIMIT 0 /*end*/";

const WITHHELD: &str = "-- store.role.withheld
/*on postgres*/
SELECT string_agg(lower(name), ', ') || ' on ' || relname AS value FROM pg_class AS class
JOIN pg_namespace AS schema ON schema.oid = class.relnamespace
CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS name
WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema' AND relkind = 'r'
AND NOT has_table_privilege(class.oid, name) GROUP BY relname ORDER BY relname LIMIT 100
/*on sqlite*/ SELECT '' AS value LIMIT 0 /*end*/";

const NEIGHBOURS: &str = "-- store.role.neighbours
/*on postgres*/
SELECT count(*) AS value FROM pg_database
WHERE datname NOT IN (current_database(), 'postgres') AND NOT datistemplate AND has_database_privilege(oid, 'CONNECT')
/*on sqlite*/ SELECT 0 AS value /*end*/";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_desk_is_closed_where_it_is_on_the_same_server() {
        let letterbox = "postgres://owner@db.example/letter-box";
        let alone = sql(
            "apart",
            letterbox,
            Some("postgres://owner@other.example/desk"),
        )
        .unwrap();
        assert!(alone.contains("CREATE ROLE \"apart\" LOGIN"), "{alone}");
        assert!(
            alone.contains("GRANT CONNECT ON DATABASE \"letter-box\" TO \"apart\""),
            "{alone}"
        );
        assert!(!alone.contains("\"desk\""), "{alone}");
        let both = sql("apart", letterbox, Some("postgres://owner@db.example/desk")).unwrap();
        assert!(
            both.contains("REVOKE ALL ON DATABASE \"desk\" FROM PUBLIC;"),
            "{both}"
        );
    }

    #[test]
    fn a_name_cannot_end_its_quotes_and_sqlite_has_no_roles() {
        let text = sql("a\"; DROP", "postgres://owner@db.example/x", None).unwrap();
        assert!(text.contains("CREATE ROLE \"a\"\"; DROP\" LOGIN"), "{text}");
        assert!(matches!(
            sql("apart", "sqlite:file", None),
            Err(Error::Address)
        ));
    }
}
