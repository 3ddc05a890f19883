//! Databases.

use super::table::Generator::OneOf;
use super::table::Row;

pub(super) const ROWS: &[Row] = &[
    ("$randomDatabaseColumn", OneOf(COLUMNS)),
    ("$randomDatabaseType", OneOf(TYPES)),
    ("$randomDatabaseCollation", OneOf(COLLATIONS)),
    ("$randomDatabaseEngine", OneOf(ENGINES)),
];

const COLUMNS: &[&str] = &[
    "avatar",
    "category",
    "comment",
    "createdAt",
    "email",
    "group",
    "id",
    "name",
    "password",
    "phone",
    "status",
    "title",
    "token",
    "updatedAt",
];

const TYPES: &[&str] = &[
    "bigint",
    "binary",
    "bit",
    "blob",
    "boolean",
    "date",
    "datetime",
    "decimal",
    "double",
    "enum",
    "float",
    "geometry",
    "int",
    "mediumint",
    "point",
    "real",
    "serial",
    "set",
    "smallint",
    "text",
    "time",
    "timestamp",
    "tinyint",
    "varchar",
];

const COLLATIONS: &[&str] = &[
    "ascii_bin",
    "ascii_general_ci",
    "cp1250_bin",
    "cp1250_general_ci",
    "utf8_bin",
    "utf8_general_ci",
    "utf8_unicode_ci",
];

const ENGINES: &[&str] = &["Archive", "Blackhole", "CSV", "InnoDB", "Memory", "MyISAM"];
