//! Format 3, a folder of YAML files, becomes format 2, so that one walk reads both.
//!
//! It is given the listing and the bytes, and opens no file. Only what examples are made of is carried over:
//! no scripts, no authentication, no descriptions. A file that cannot be read costs nothing but itself.

mod body;
mod examples;
mod files;
mod folders;
mod locate;
mod order;
mod read;
mod request;
mod requests;
mod response;
mod rows;
#[cfg(test)]
mod tests;

pub use locate::is_collection_folder;
pub use read::{FolderFile, inspect_collection_folder, read_collection_folder};
