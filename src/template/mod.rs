//! What is filled into an answer per request: `{{...}}` in bodies and header values (templates.md).
//!
//! A text is compiled once, when it is loaded, into literal pieces and slots ([`Template`]); a text
//! without slots gives no template and is never looked at again. A slot means, in this order:
//!
//! 1. what a wildcard of the example captured;
//! 2. a helper on the request (`$body`, `$queryParams`, `$headers`, `$pathSegments`);
//! 3. one of the 118 dynamic variables, a new value at every place;
//! 4. the time (`$now`), unless Postman's rules alone are in force.
//!
//! With the rules that are ours ([`Vocabulary`]) two more kinds of places are slots: placeholders of generated
//! collections such as `"<integer>"`, and addresses that would lead the client away to the backend.
//!
//! Anything else stays as it stands. A value filled in is never looked into again, and never breaks out
//! of the header or the JSON string it stands in ([`Escape`]).
//!
//! Clock and dice are passed in ([`Draw`]): equal inputs give equal answers on every machine.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod address;
mod body_path;
mod compile;
mod document;
mod draw;
mod dynamic;
mod escape;
mod fill;
mod helper;
mod inputs;
mod json_values;
mod node;
mod now;
mod origin;
mod placeholder;
mod places;
mod slot;
#[cfg(test)]
mod tests;
mod vocabulary;

pub use address::{Addresses, Host};
pub use compile::Template;
pub use draw::Draw;
pub use escape::Escape;
pub use fill::TooLong;
pub use inputs::Inputs;
pub use origin::{Origin, Scheme};
pub use vocabulary::Vocabulary;
