//! What a backend has not built is answered by the mock; a thing that it has not got is its own to deny.

mod asked;
mod connections;
mod encodings;
mod frameworks;
mod kept;
mod load;
mod pages;
mod probes;
mod shown;
mod stage;
