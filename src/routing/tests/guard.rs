//! Which of several routes takes a request beside private ones, however it is spelt.

use std::path::Path;

use crate::config::{Config, PathForm, parse};
use crate::routing::{Access, Asked, Entry, KeyLimits, Owner, RouteTable, normal};

/// Routes at paths; those that are called `private...` are.
fn config(routes: &[(&str, &str)]) -> Config {
    let lines = routes
        .iter()
        .map(|(name, path)| format!("[[routes]]\nname = \"{name}\"\nmock = \"shop\"\npath = \"{path}\"\n"));
    let text = format!("[mocks.shop]\ncollections = [\"shop.json\"]\n{}", lines.collect::<String>());
    parse(&text, Path::new("understudy.toml")).unwrap_or_else(|problems| panic!("{problems:#?}")).config
}

struct Routes(Config, RouteTable);

impl Routes {
    fn new(paths: PathForm, limits: KeyLimits, routes: &[(&str, &str)]) -> Self {
        let config = config(routes);
        let entries: Vec<_> = config
            .routes
            .iter()
            .map(|route| {
                let is_private = route.name.starts_with("private");
                Entry { route, access: if is_private { Access::Private } else { Access::Public }, paths }
            })
            .collect();
        let table = RouteTable::new(&entries, limits);
        Self(config, table)
    }

    #[track_caller]
    fn check(&self, sent: &str, expected: &str) {
        let path = normal(sent);
        let asked = Asked { host: Some("shop"), sent, path: &path, method: "GET" };
        let found = match self.1.owner(&asked) {
            Owner::Route(index) => &*self.0.routes[index].name,
            Owner::Nobody => "-",
            Owner::Ambiguous => "400",
        };
        assert_eq!(found, expected, "{sent}");
    }
}

const ROUTES: [(&str, &str); 4] =
    [("root", "/"), ("private", "/admin"), ("docs", "/admin/Docs"), ("private-deep", "/admin/deep")];

#[test]
fn what_is_private_stays_so_in_every_spelling() {
    let routes = Routes::new(PathForm::Normalised, KeyLimits::None, &ROUTES);
    for (sent, expected) in [
        ("/books/1", "root"),
        ("/Books//1;x", "root"),
        ("/admin", "private"),
        ("/admin/users", "private"),
        ("/%61dmin", "private"),
        ("/x/../admin", "private"),
        ("/admin/../x", "root"),
        ("/ADMIN/users", "private"),
        ("//admin", "private"),
        ("/admin;x=1/users", "private"),
        ("/x/..;/admin", "private"),
        ("/admins", "root"),
        ("/admin/Docs/1", "docs"),
        ("/admin/docs/1", "private"),
        ("/admin/Deep", "400"),
        ("/admin/a%2Fb", "private"),
        ("/a%2Fb", "root"),
        ("/admin%2Fusers", "400"),
        ("/x%2F..%2Fadmin", "400"),
        ("/x/..%2Fadmin", "400"),
        ("/x%5C..%5Cadmin", "400"),
        ("/x\\..\\admin", "400"),
        ("/admin%00", "400"),
        ("/admin%00.png", "400"),
        ("/x/%2e%2e/admin", "400"),
        ("/admin/%2e%2e/x", "400"),
        ("/x/%2e%2e/y", "root"),
        ("/%2561dmin", "private"),
        ("/%%36%31dmin", "private"),
        ("/%252561dmin", "root"),
        ("/x/%252e%252e/admin", "private"),
        ("/admin/%252e%252e/x", "private"),
        ("/a%2520b", "root"),
        ("//admin/Docs/1", "root"),
        ("//admin/docs/1", "private"),
        ("//admin/DOCS/1", "private"),
        ("/%2561dmin/DOCS/1", "private"),
        ("/adm%C4%B1n", "private"),
    ] {
        routes.check(sent, expected);
    }
}

#[test]
fn what_is_public_below_something_private_stays_so_in_its_own_spelling() {
    let routes = [("private", "/"), ("cafe", "/caf%C3%A9"), ("space", "/a%20b"), ("upper", "/A")];
    let routes = Routes::new(PathForm::Normalised, KeyLimits::None, &routes);
    for (sent, expected) in [
        ("/caf%c3%a9/x", "cafe"),
        ("/a%20b/%20", "space"),
        ("/A/B", "upper"),
        ("/a/B", "private"),
        ("//A", "private"),
        ("/x", "private"),
    ] {
        routes.check(sent, expected);
    }
}

#[test]
fn a_backend_that_gets_paths_as_they_are_sent_may_read_them_so() {
    let routes = Routes::new(PathForm::AsSent, KeyLimits::None, &ROUTES);
    routes.check("/admin/../x", "private");
    routes.check("/x//../admin", "private");
    routes.check("/x/../y", "root");
}

#[test]
fn a_private_path_in_capitals_is_private_in_small_letters_too() {
    let routes = [("root", "/"), ("private", "/Admin")];
    let routes = Routes::new(PathForm::Normalised, KeyLimits::None, &routes);
    routes.check("/admin", "private");
    routes.check("/Admin", "private");
    routes.check("/admins", "root");
}

#[test]
fn a_key_for_some_routes_makes_doubt_count_too() {
    let routes = [("root", "/"), ("api", "/api")];
    for (limits, expected) in [(KeyLimits::None, "root"), (KeyLimits::Routes, "400")] {
        let routes = Routes::new(PathForm::AsSent, limits, &routes);
        routes.check("/api%2Fx", expected);
        routes.check("/API", "root");
        routes.check("/%61pi", "api");
    }
}
