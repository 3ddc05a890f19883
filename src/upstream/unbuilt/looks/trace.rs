//! A stack trace by its first frame: what is below it differs from request to request, and says nothing of who answers.

/// `text` with only the first frame of each stack trace.
pub(super) fn first_frames(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut is_in_trace = false;
    for line in text.split_inclusive('\n') {
        let is_of_trace = is_frame(line) || (is_in_trace && is_indented(line));
        if !(is_in_trace && is_of_trace) {
            kept.push_str(line);
        }
        is_in_trace = is_of_trace;
    }
    kept
}

/// As JavaScript and Java print one, and as Python does.
fn is_frame(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("at ") || line.starts_with("File \"")
}

/// Python prints the source below a frame.
fn is_indented(line: &str) -> bool {
    line.starts_with("    ") && !line.trim().is_empty()
}
