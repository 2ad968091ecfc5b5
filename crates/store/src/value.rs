//! Values that go into a statement and rows that come out, alike for both databases.

use kernel::{Day, Id, Timestamp};
use rusqlite::types::ValueRef;
use sqlx::postgres::PgRow;
use uuid::Uuid;

use crate::{DatabaseError, Error, Result};

/// A bound parameter. Each kind carries its own null, because PostgreSQL types its parameters.
#[derive(Clone, Debug)]
pub enum Value {
    /// `BIGINT`
    Integer(Option<i64>),
    /// `BOOLEAN`
    Boolean(Option<bool>),
    /// `TEXT`
    Text(Option<String>),
    /// `BYTEA`
    Bytes(Option<Vec<u8>>),
    /// `UUID`
    Uuid(Option<Uuid>),
    /// Many `BYTEA`: an array on PostgreSQL, a JSON array of hexadecimal texts on SQLite.
    ByteList(Vec<Vec<u8>>),
}

/// The parameters of a statement in order: `values![id, state.name(), now]`.
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => { ::std::vec![$($crate::Value::from($value)),*] };
}

macro_rules! value_from {
    ($variant:ident: $($from:ty => $with:expr),* $(,)?) => {$(
        impl From<$from> for Value {
            fn from(value: $from) -> Self {
                let convert: fn($from) -> _ = $with;
                Self::$variant(Some(convert(value)))
            }
        }
        impl From<Option<$from>> for Value {
            fn from(value: Option<$from>) -> Self {
                let convert: fn($from) -> _ = $with;
                Self::$variant(value.map(convert))
            }
        }
    )*};
}

value_from!(Integer: i64 => |v| v, i32 => i64::from, u32 => i64::from, Timestamp => Timestamp::micros, Day => Day::number);
value_from!(Boolean: bool => |v| v);
value_from!(Text: String => |v| v, &str => str::to_owned, &String => Clone::clone);
value_from!(Bytes: Vec<u8> => |v| v, &[u8] => <[u8]>::to_vec, &Vec<u8> => Clone::clone, [u8; 32] => |v| v.to_vec(), &[u8; 32] => |v| v.to_vec());
value_from!(Uuid: Uuid => |v| v);

impl From<Vec<Vec<u8>>> for Value {
    fn from(list: Vec<Vec<u8>>) -> Self {
        Self::ByteList(list)
    }
}

/// Many ids, as a statement takes them that reads a list of bytes.
impl<K> From<&[Id<K>]> for Value {
    fn from(ids: &[Id<K>]) -> Self {
        Self::ByteList(ids.iter().map(|id| id.as_bytes().to_vec()).collect())
    }
}

/// A list of bytes as SQLite takes it: `unhex(value)` of `json_each` reads it.
pub(crate) fn hexadecimal_list(list: &[Vec<u8>]) -> String {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
    ];
    let bytes: usize = list.iter().map(Vec::len).sum();
    let mut text = String::with_capacity(2 * bytes + 3 * list.len() + 2);
    text.push('[');
    for (number, item) in list.iter().enumerate() {
        text.push_str(if number == 0 { "\"" } else { ",\"" });
        for byte in item {
            let [high, low] = [byte >> 4, byte & 15].map(|digit| DIGITS.get(usize::from(digit)));
            text.extend(high);
            text.extend(low);
        }
        text.push('"');
    }
    text.push(']');
    text
}

impl<K> From<Id<K>> for Value {
    fn from(id: Id<K>) -> Self {
        Self::Uuid(Some(id.uuid()))
    }
}

impl<K> From<Option<Id<K>>> for Value {
    fn from(id: Option<Id<K>>) -> Self {
        Self::Uuid(id.map(Id::uuid))
    }
}

/// A row of either database.
#[derive(Debug)]
pub enum Row<'a> {
    /// From SQLite.
    Sqlite {
        /// Its values.
        row: &'a rusqlite::Row<'a>,
        /// Their names.
        columns: &'a [Box<str>],
    },
    /// From PostgreSQL.
    Postgres(&'a PgRow),
}

impl Row<'_> {
    /// The value of the column with this name.
    pub fn get<T: Column>(&self, name: &str) -> Result<T> {
        T::read(self, name)
    }
}

/// A type that a column can be read as.
pub trait Column: Sized {
    /// Reads the column with this name.
    fn read(row: &Row<'_>, name: &str) -> Result<Self>;
}

macro_rules! column {
    ($($plain:ty: $from:pat => $value:expr),* $(,)?) => {$(
        impl Column for $plain {
            fn read(row: &Row<'_>, name: &str) -> Result<Self> {
                <Option<$plain>>::read(row, name)?.ok_or(Error::Database(DatabaseError::TYPE))
            }
        }
        impl Column for Option<$plain> {
            fn read(row: &Row<'_>, name: &str) -> Result<Self> {
                let (row, columns) = match row {
                    Row::Sqlite { row, columns } => (row, columns),
                    Row::Postgres(row) => return Ok(sqlx::Row::try_get(*row, name)?),
                };
                let column = columns.iter().position(|column| **column == *name);
                let column = column.ok_or(Error::Database(DatabaseError::COLUMN))?;
                let value: Option<$plain> = match row.get_ref(column)? {
                    ValueRef::Null => return Ok(None),
                    $from => $value,
                    _ => None,
                };
                value.map(Some).ok_or(Error::Database(DatabaseError::TYPE))
            }
        }
    )*};
}

column! {
    i64: ValueRef::Integer(value) => Some(value),
    bool: ValueRef::Integer(value) => Some(value != 0),
    String: ValueRef::Text(value) => String::from_utf8(value.to_vec()).ok(),
    Vec<u8>: ValueRef::Blob(value) => Some(value.to_vec()),
    Uuid: ValueRef::Blob(value) => Uuid::from_slice(value).ok(),
}

macro_rules! column_as {
    ($($wrapped:ty as $plain:ty, $wrap:expr);* $(;)?) => {$(
        impl Column for $wrapped {
            fn read(row: &Row<'_>, name: &str) -> Result<Self> {
                <$plain>::read(row, name).map($wrap)
            }
        }
        impl Column for Option<$wrapped> {
            fn read(row: &Row<'_>, name: &str) -> Result<Self> {
                Ok(<Option<$plain>>::read(row, name)?.map($wrap))
            }
        }
    )*};
}

column_as! {
    Timestamp as i64, Timestamp::from_micros;
    Day as i64, Day::from_number;
}

impl<K> Column for Id<K> {
    fn read(row: &Row<'_>, name: &str) -> Result<Self> {
        Uuid::read(row, name).map(Self::from_uuid)
    }
}

impl<K> Column for Option<Id<K>> {
    fn read(row: &Row<'_>, name: &str) -> Result<Self> {
        Ok(<Option<Uuid>>::read(row, name)?.map(Id::from_uuid))
    }
}

/// A type that a whole row can be read as: by column names, or a tuple's fields by position as written
/// in the statement's `AS a, b, c, ..` names.
pub trait FromRow: Sized {
    /// Reads the row.
    fn from_row(row: &Row<'_>) -> Result<Self>;
}

/// A row of one column: `AS value`.
impl<T: Column> FromRow for (T,) {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok((row.get("value")?,))
    }
}
