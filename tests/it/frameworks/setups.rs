//! The set-ups: frameworks, each in the ways it is commonly used.

use std::net::SocketAddr;

use futures_util::future::join;

use super::calls::Due;
use super::program::Program;
use crate::peers::Nginx;

/// A backend, and what can be told of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setup {
    pub(super) name: &'static str,
    /// Who is to answer `DELETE` of a thing that is there; none where that is built.
    pub(super) method_of_a_thing: Option<Due>,
}

const fn setup(name: &'static str) -> Setup {
    Setup { name, method_of_a_thing: Some(Due::Unbuilt) }
}

/// A method that it has not got, a missing thing and an unknown path are one to it, also to `OPTIONS`: the backend's
/// answer passes, as proxy.md U9 says.
const fn indistinct(name: &'static str) -> Setup {
    Setup { name, method_of_a_thing: Some(Due::Missing) }
}

pub(super) const NODE: [Setup; 33] = [
    setup("express4"),
    setup("express4-next"),
    setup("express4-status"),
    setup("express4-alike"),
    setup("express4-generated-development"),
    setup("express4-generated-production"),
    setup("express4-token"),
    setup("express4-single-page"),
    setup("express4-compressed"),
    setup("express4-compressed-next"),
    setup("express4-two-routers"),
    setup("express5"),
    setup("express5-next"),
    setup("express5-status"),
    setup("express5-alike"),
    setup("express5-generated-development"),
    setup("express5-generated-production"),
    setup("express5-token"),
    setup("express5-single-page"),
    setup("express5-compressed"),
    setup("express5-compressed-next"),
    setup("express5-two-routers"),
    setup("fastify"),
    indistinct("fastify-not-found"),
    indistinct("koa"),
    setup("koa-allowed-methods"),
    setup("hono"),
    indistinct("hono-not-found"),
    indistinct("hapi"),
    setup("hapi-message"),
    setup("nest"),
    setup("nest-bare"),
    // It builds every method of a resource.
    Setup { name: "json-server", method_of_a_thing: None },
];

pub(super) const ASYNC: [Setup; 9] = [
    setup("fastapi"),
    setup("fastapi-detail"),
    setup("starlette"),
    setup("litestar"),
    setup("litestar-detail"),
    setup("sanic"),
    setup("sanic-message"),
    setup("tornado"),
    setup("aiohttp"),
];

pub(super) const FLASK: [Setup; 2] = [setup("flask"), setup("flask-json")];
pub(super) const DJANGO: [Setup; 3] = [setup("django"), setup("django-debug"), setup("drf")];
pub(super) const FALCON: Setup = setup("falcon");

/// Their unknown paths are 405 to `PUT` and `DELETE`, and `OPTIONS` is 200 everywhere.
pub(super) const TOMCAT: Setup = setup("tomcat");
pub(super) const JETTY: Setup = setup("jetty");

/// Before two of the others, by prefix: items are Express's, notes are Flask's, and the rest is its own to refuse.
pub(super) const NGINX: Setup = setup("nginx");

/// Every set-up, running.
pub(super) struct Running {
    pub(super) served: Vec<(Setup, SocketAddr)>,
    _programs: Vec<Program>,
    _nginx: Nginx,
}

impl Running {
    /// Starts all of them side by side; none where the frameworks are not installed.
    pub(super) async fn start() -> Option<Self> {
        let java = join(Program::java(TOMCAT.name, "TomcatApp"), Program::java(JETTY.name, "JettyApp"));
        let (node, (asynchronous, (flask, (django, (tomcat, jetty))))) = join(
            node(&NODE),
            join(python("async_apps", &ASYNC), join(python("flask_apps", &FLASK), join(django(), java))),
        )
        .await;
        let (node, flask, [plain, debug, rest]) = (node?, flask?, django?);
        let falcon = Program::gunicorn("falcon_app", FALCON.name).await?;
        let nginx = nginx(node.address("express4-next"), flask.address("flask")).await?;
        let programs = [
            (&NODE[..], node),
            (&ASYNC[..], asynchronous?),
            (&FLASK[..], flask),
            (&DJANGO[..1], plain),
            (&DJANGO[1..2], debug),
            (&DJANGO[2..], rest),
            (&[FALCON][..], falcon),
            (&[TOMCAT][..], tomcat?),
            (&[JETTY][..], jetty?),
        ];
        let of = |(setups, program): &(&[Setup], Program)| {
            setups.iter().map(|setup| (*setup, program.address(setup.name))).collect::<Vec<_>>()
        };
        let mut served: Vec<_> = programs.iter().flat_map(of).collect();
        served.push((NGINX, nginx.address()));
        let programs = programs.into_iter().map(|(_, program)| program).collect();
        Some(Self { served, _programs: programs, _nginx: nginx })
    }
}

fn names(setups: &[Setup]) -> Vec<&'static str> {
    setups.iter().map(|setup| setup.name).collect()
}

async fn node(setups: &[Setup]) -> Option<Program> {
    Program::node(&names(setups)).await
}

async fn python(module: &str, setups: &[Setup]) -> Option<Program> {
    Program::python(module, &names(setups)).await
}

/// Their settings are those of a process, so each has its own.
async fn django() -> Option<[Program; 3]> {
    let [plain, debug, rest] = DJANGO.map(|setup| setup.name);
    let start = async |name| Program::python("django_apps", &[name]).await;
    let (plain, (debug, rest)) = join(start(plain), join(start(debug), start(rest))).await;
    Some([plain?, debug?, rest?])
}

async fn nginx(items: SocketAddr, notes: SocketAddr) -> Option<Nginx> {
    let compression = "gzip on; gzip_min_length 0; gzip_proxied any; gzip_types *;";
    let locations = format!(
        "location /items {{ proxy_pass http://{items}; }} location /notes {{ proxy_pass http://{notes}; }}"
    );
    Nginx::start_with(compression, &locations).await
}
