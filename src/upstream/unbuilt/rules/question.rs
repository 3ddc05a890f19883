//! What has to be asked of a backend before a rule can decide.

/// A request that nothing but reads: GET or OPTIONS, without a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Question {
    /// GET of a path that cannot exist, the one at this place of those that come into question.
    Unknown(usize, Form),
    /// OPTIONS of the path that was asked for.
    OptionsHere(Form),
    /// OPTIONS of a path that cannot exist.
    OptionsUnknown(usize, Form),
    /// GET of the path that was asked for with another method.
    Get,
    /// GET of the thing that the request is about.
    Thing,
    /// GET of a thing that cannot exist.
    Neighbour,
    /// GET of what the thing would be listed in.
    Parent,
}

/// Which media type is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub(crate) enum Form {
    /// As the client does.
    AsClient,
    /// JSON: a catch-all may give pages to browsers alone.
    Json,
}
