//! The two stores, each on SQLite or on PostgreSQL: connections and transactions, the one SQL text that
//! both databases run, migrations, the keyring, and sealed columns.
//!
//! A *store* is the letterbox's or the desk's; see `ARCHITECTURE.md` for why there are two. A module
//! writes its SQL as `const` texts that begin with their name (`-- takedown.notice.find`), binds values
//! with [`values!`], and reads rows by column name. What cannot be one text stands in [`dialect`].

mod db;
pub mod dialect;
pub mod envelope;
mod keyring;
pub mod keyring_file;
pub mod migrate;
pub mod role;
mod room;
mod seal;
mod sqlite;
mod stack;
#[cfg(feature = "testing")]
pub mod testing;
mod tx;
mod value;

pub use db::{Config, Db, Kind};
pub use keyring::Keyring;
pub use room::Room;
pub use seal::{DataKey, Place, SealError};
pub use tx::Tx;
pub use value::{Column, FromRow, Row, Value};

/// What can go wrong between us and a database. Never holds a bound value.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database refused, broke or could not be reached.
    #[error("the database failed")]
    Database(#[source] DatabaseError),
    /// A sealed column did not open: another key, another place, or changed bytes.
    #[error("a sealed value did not open")]
    Seal(#[from] SealError),
    /// A row held what no code of ours writes.
    #[error("a stored value of {0} is not one we know")]
    Unreadable(&'static str),
    /// The store's tables are not those of this program.
    #[error("the store is {0}; run `hotline migrate`, or the program that made it")]
    Version(&'static str),
    /// The connection text of the configuration cannot be used.
    #[error(
        "the database address is not usable: it begins with sqlite: and a path in a folder that is there, \
         or with postgres:"
    )]
    Address,
}

/// A database's own complaint, cut to what can be logged: SQL parameters stand in some messages.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The server or SQLite answered with this code (SQLSTATE, or SQLite's extended result code).
    #[error("code {code}, constraint {constraint}")]
    Code {
        /// SQLSTATE or SQLite's extended result code.
        code: String,
        /// The violated constraint, or `none`.
        constraint: String,
    },
    /// Everything else: no connection, no time, a row or a type that was not expected.
    #[error("{0}")]
    Other(&'static str),
}

impl DatabaseError {
    pub(crate) const ROW: Self = Self::Other("a row that must be there is not");
    pub(crate) const COLUMN: Self = Self::Other("a column that must be there is not");
    pub(crate) const TYPE: Self = Self::Other("a column holds another type");
}

impl Error {
    /// Whether a unique key refused the row.
    pub fn is_duplicate(&self) -> bool {
        // 23505: PostgreSQL unique_violation. 1555 and 2067: SQLITE_CONSTRAINT_PRIMARYKEY and _UNIQUE.
        matches!(self, Self::Database(DatabaseError::Code { code, .. })
            if matches!(code.as_str(), "23505" | "1555" | "2067"))
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(match error {
            sqlx::Error::Database(database) => DatabaseError::Code {
                code: database.code().unwrap_or_default().into_owned(),
                constraint: database.constraint().unwrap_or("none").to_owned(),
            },
            sqlx::Error::PoolTimedOut => DatabaseError::Other("no connection came free in time"),
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) => {
                DatabaseError::Other("the connection broke")
            }
            sqlx::Error::RowNotFound => DatabaseError::ROW,
            sqlx::Error::ColumnNotFound(_) | sqlx::Error::ColumnIndexOutOfBounds { .. } => {
                DatabaseError::COLUMN
            }
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => DatabaseError::TYPE,
            sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
                DatabaseError::Other("the connections are closed")
            }
            _ => DatabaseError::Other("the driver failed"),
        })
    }
}

/// The result of whatever touches a store.
pub type Result<T> = std::result::Result<T, Error>;
