//! `understudy explain`: loads what serving would, and tells what a request would get and why.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, header};

use super::args::ExplainArgs;
use super::exit::Exit;
use super::print;
use super::run::as_options;
use crate::config::QuickStart;
use crate::diagnostic::Diagnostic;
use crate::explain;
use crate::observe::Metrics;
use crate::reload::{Loader, Snapshot, Source, Strictness};

pub(super) fn explain(args: &ExplainArgs) -> Exit {
    let told = request(args)
        .map_err(|problem| (Exit::Usage, vec![problem]))
        .and_then(|request| Ok(explain::explain(&loaded(args)?, request, args.most)));
    match told {
        Ok(explained) if args.json => match serde_json::to_string_pretty(&explained) {
            Ok(json) => {
                print::line(json);
                Exit::Success
            }
            Err(_) => Exit::Problem,
        },
        Ok(explained) => {
            print::text(explained);
            Exit::Success
        }
        Err((exit, problems)) => {
            print::problems(&problems);
            exit
        }
    }
}

fn loaded(args: &ExplainArgs) -> Result<Snapshot, (Exit, Vec<Diagnostic>)> {
    let source = match &args.config {
        Some(file) => Source::File(file.clone()),
        None => Source::Checked(
            QuickStart {
                collections: args.collection.clone(),
                environment: args.environment.clone(),
                upstream: args.upstream.clone(),
                mode: args.mode,
                matching: args.matching.unwrap_or_default(),
                ..QuickStart::default()
            }
            .check()
            .map_err(|problems| (Exit::Usage, as_options(problems)))?,
        ),
    };
    let mut loader = Loader::new(source, Arc::new(Metrics::new()));
    loader.first(Strictness::Lenient).map_err(|problems| (Exit::Problem, problems))
}

/// The request that the arguments describe.
fn request(args: &ExplainArgs) -> Result<Request<Bytes>, Diagnostic> {
    let method = args.method.to_ascii_uppercase();
    let method = Method::from_bytes(method.as_bytes()).map_err(|_| {
        Diagnostic::error(format!("`{}` is no method", args.method)).hint("write `GET`, for instance")
    })?;
    let uri = explain::target(&args.url).map_err(|problem| {
        Diagnostic::error(problem).hint("write a path such as `/books?page=2`, or a whole URL")
    })?;
    let host = uri.authority().map(ToString::to_string);
    let mut request = Request::builder().method(method).uri(uri);
    if let Some(host) = host {
        request = request.header(header::HOST, host);
    }
    for text in &args.header {
        let (name, value) = header_of(text)?;
        request = request.header(name, value);
    }
    let body = Bytes::from(args.data.clone().unwrap_or_default());
    request.body(body).map_err(|error| Diagnostic::error(format!("this is no request: {error}")))
}

fn header_of(text: &str) -> Result<(HeaderName, HeaderValue), Diagnostic> {
    let parsed = text.split_once(':').and_then(|(name, value)| {
        Some((
            HeaderName::try_from(name.trim()).ok()?,
            HeaderValue::from_bytes(value.trim().as_bytes()).ok()?,
        ))
    });
    parsed.ok_or_else(|| {
        Diagnostic::error(format!("`{text}` is no header"))
            .hint("write name and value: `-H 'accept: text/html'`")
    })
}
