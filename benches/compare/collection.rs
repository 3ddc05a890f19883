//! Collections of any size, and the paths to ask for.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use serde_json::{Value, json};

use crate::Result;

/// The length of every body that is asked for, in bytes.
pub(crate) const BODY: usize = 1024;

/// How many different paths one server is asked for, in turn.
const ASKED: usize = 64;

/// Of each of these many examples the first has a body of [`BODY`] bytes, and the others have half of it.
const FULL: usize = 4;

/// What the bodies of a collection hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// Text that is the same for every request.
    Static,
    /// Six slots, filled in for each request.
    Slots,
}

/// Writes a collection of so many examples, one a line.
pub(crate) fn write(file: &Path, examples: usize, content: Content) -> Result<()> {
    let mut file = BufWriter::new(File::create(file)?);
    write!(file, "{{\"info\": {{\"name\": \"bench\"}}, \"item\": [")?;
    for number in 0..examples {
        let comma = if number == 0 { "" } else { "," };
        write!(file, "{comma}\n{}", item(number, content))?;
    }
    write!(file, "\n]}}")?;
    Ok(file.flush()?)
}

fn item(number: usize, content: Content) -> Value {
    let (last, body) = match content {
        Content::Static => ("", body(number)),
        Content::Slots => ("/{{id}}", slots(number)),
    };
    let request =
        json!({"method": "GET", "url": format!("{{{{baseUrl}}}}/api/v1/{}{last}", resource(number))});
    let example = json!({
        "id": format!("id-{number:08}"),
        "name": "OK",
        "originalRequest": request,
        "code": 200,
        "header": [{"key": "Content-Type", "value": "application/json"}],
        "body": body,
    });
    json!({"name": resource(number), "request": request, "response": [example]})
}

/// The body of an example: JSON of a fixed length.
pub(crate) fn body(number: usize) -> String {
    let length = if number.is_multiple_of(FULL) { BODY } else { BODY / 2 };
    padded(&format!("{{\"number\": {number}, \"text\": \""), length)
}

/// A body with six slots, about as long as the others once they are filled in.
fn slots(number: usize) -> String {
    let start = format!(
        "{{\"number\": {number}, \"order\": \"{{{{$guid}}}}\", \"at\": {{{{$timestamp}}}}, \"id\": \"{{{{id}}}}\", \
         \"resource\": \"{{{{$pathSegments '2'}}}}\", \"count\": {{{{$randomInt}}}}, \
         \"buyer\": \"{{{{$randomFullName}}}}\", \"text\": \""
    );
    padded(&start, BODY)
}

fn padded(start: &str, length: usize) -> String {
    const END: &str = "\"}";
    let words = "lorem ipsum dolor sit amet ".chars().cycle();
    let text: String = words.take(length.saturating_sub(start.len() + END.len())).collect();
    format!("{start}{text}{END}")
}

/// Paths that a collection of so many examples answers, spread over it.
pub(crate) fn paths(examples: usize, content: Content) -> Vec<String> {
    let last = match content {
        Content::Static => "",
        Content::Slots => "/4711",
    };
    let step = (examples / ASKED).max(1).next_multiple_of(FULL);
    let numbers = (0..examples).step_by(step).take(ASKED);
    numbers.map(|number| format!("/api/v1/{}{last}", resource(number))).collect()
}

/// A word for a number, such that neighbours are not alike.
fn resource(number: usize) -> String {
    let mixed = number.wrapping_mul(2_654_435_761);
    let letters = [3, 8, 13, 18].map(|shift| "abcdefghijklmnopqrstuvwxyz".as_bytes()[(mixed >> shift) % 26]);
    format!("{}-{number}", letters.map(char::from).iter().collect::<String>())
}
