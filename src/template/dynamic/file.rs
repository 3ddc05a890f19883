//! Files and directories.

use std::fmt::{self, Write};

use super::grammar::{ADJECTIVES, NOUNS};
use super::table::Generator::{OneOf, Rolled};
use super::table::Row;
use crate::template::draw::Dice;

pub(super) const ROWS: &[Row] = &[
    ("$randomFileName", Rolled(file_name)),
    ("$randomFileType", OneOf(TYPES)),
    ("$randomFileExt", OneOf(EXTENSIONS)),
    ("$randomCommonFileName", Rolled(common_file_name)),
    ("$randomCommonFileType", OneOf(COMMON_TYPES)),
    ("$randomCommonFileExt", OneOf(COMMON_EXTENSIONS)),
    ("$randomFilePath", Rolled(file_path)),
    ("$randomDirectoryPath", OneOf(DIRECTORIES)),
    ("$randomMimeType", OneOf(MIME_TYPES)),
];

fn file_name(dice: &mut Dice, out: &mut String) -> fmt::Result {
    stem(dice, out);
    write!(out, ".{}", dice.one_of(EXTENSIONS))
}

fn common_file_name(dice: &mut Dice, out: &mut String) -> fmt::Result {
    stem(dice, out);
    write!(out, ".{}", dice.one_of(COMMON_EXTENSIONS))
}

fn file_path(dice: &mut Dice, out: &mut String) -> fmt::Result {
    write!(out, "{}/", dice.one_of(DIRECTORIES))?;
    file_name(dice, out)
}

/// Two or three words, as in `programming_chicken`.
fn stem(dice: &mut Dice, out: &mut String) {
    if dice.flip() {
        snake(dice.one_of(ADJECTIVES), out);
        out.push('_');
    }
    snake(dice.one_of(ADJECTIVES), out);
    out.push('_');
    snake(dice.one_of(NOUNS), out);
}

fn snake(word: &str, out: &mut String) {
    out.extend(word.chars().map(|character| if character == '-' { '_' } else { character }));
}

const TYPES: &[&str] =
    &["application", "audio", "font", "image", "message", "model", "multipart", "text", "video"];

const COMMON_TYPES: &[&str] = &["application", "audio", "image", "text", "video"];

const EXTENSIONS: &[&str] = &[
    "7z", "aac", "avi", "book", "bz2", "cpio", "csh", "css", "csv", "dae", "deb", "docx", "dvi", "epub",
    "fsc", "gdoc", "gif", "gz", "html", "ics", "iso", "jar", "jpeg", "json", "latex", "m3u", "mobi", "mov",
    "mp3", "mp4", "odt", "ogg", "otf", "pdf", "png", "pptx", "ps", "rtf", "sh", "svg", "tar", "tiff",
    "torrent", "ttf", "txt", "war", "wasm", "wav", "webm", "webp", "woff2", "xlsx", "xml", "yaml", "zip",
];

const COMMON_EXTENSIONS: &[&str] = &[
    "gif", "htm", "html", "jpe", "jpeg", "jpg", "m1v", "m2a", "m2v", "m3a", "mp2", "mp2a", "mp3", "mp4",
    "mp4v", "mpe", "mpeg", "mpg", "mpg4", "mpga", "pdf", "png", "shtml", "wav",
];

const DIRECTORIES: &[&str] = &[
    "/bin",
    "/boot",
    "/etc",
    "/home",
    "/home/user",
    "/lib",
    "/media",
    "/mnt",
    "/opt",
    "/opt/bin",
    "/root",
    "/sbin",
    "/srv",
    "/sys",
    "/tmp",
    "/usr",
    "/usr/bin",
    "/usr/lib",
    "/usr/local/bin",
    "/usr/share",
    "/var",
    "/var/log",
    "/var/mail",
    "/var/spool",
    "/var/tmp",
];

const MIME_TYPES: &[&str] = &[
    "application/gzip",
    "application/json",
    "application/msword",
    "application/octet-stream",
    "application/pdf",
    "application/rtf",
    "application/sql",
    "application/vnd.ms-excel",
    "application/vnd.oasis.opendocument.text",
    "application/wasm",
    "application/x-tar",
    "application/xml",
    "application/zip",
    "audio/aac",
    "audio/midi",
    "audio/mpeg",
    "audio/ogg",
    "audio/vnd.dts",
    "audio/wav",
    "font/otf",
    "font/ttf",
    "font/woff2",
    "image/avif",
    "image/bmp",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/svg+xml",
    "image/tiff",
    "image/webp",
    "message/rfc822",
    "model/gltf+json",
    "model/stl",
    "multipart/form-data",
    "multipart/mixed",
    "text/calendar",
    "text/css",
    "text/csv",
    "text/html",
    "text/markdown",
    "text/plain",
    "video/mp4",
    "video/mpeg",
    "video/ogg",
    "video/quicktime",
    "video/webm",
];
