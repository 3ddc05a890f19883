//! Endpoints of the config that are told to be doubtful once the collections are loaded.

use super::*;

/// A config whose route has these endpoints.
fn site(endpoints: &str) -> Site {
    let site = Site::shop();
    site.write("understudy.toml", &format!("{SHOP}[routes.endpoints]\n{endpoints}"));
    site
}

#[track_caller]
fn check(row: &str, endpoints: &str, expected: &[(&str, &str)]) {
    let site = site(endpoints);
    let snapshot = site.loader().first(Strictness::Strict).unwrap();
    let hints = snapshot.problems.iter().map(|problem| problem.hint.clone().unwrap_or_default());
    let told: Vec<_> = site.told(&snapshot.problems).into_iter().zip(hints).collect();
    let expected: Vec<_> =
        expected.iter().map(|(told, hint)| ((*told).to_owned(), (*hint).to_owned())).collect();
    assert_eq!(told, expected, "{row}");
}

const NO_IDEA: &str = "write it as the collection does; its mode applies all the same";

#[test]
fn an_endpoint_that_no_collection_has_is_told() {
    check("known", "\"GET /v1/one\" = \"mock\"", &[]);
    check("case and slashes aside", "\"GET /V1/One/\" = \"mock\"", &[]);
    check(
        "a slip of the pen",
        "\n\"GET /v1/on\" = \"mock\"",
        &[(
            "understudy.toml:12:1: routes[0].endpoints.\"GET /v1/on\": \
             no collection of mock `shop` has the endpoint `GET /v1/on`",
            "did you mean `GET /v1/one`?",
        )],
    );
    check(
        "another method",
        "\"put  /v1/one\" = \"mock\"",
        &[(
            "understudy.toml:11:1: routes[0].endpoints.\"PUT /v1/one\": \
             no collection of mock `shop` has the endpoint `PUT /v1/one`",
            "did you mean `GET /v1/one`?",
        )],
    );
    check(
        "nothing like it",
        "\"GET /quite/another\" = \"mock\"",
        &[(
            "understudy.toml:11:1: routes[0].endpoints.\"GET /quite/another\": \
             no collection of mock `shop` has the endpoint `GET /quite/another`",
            NO_IDEA,
        )],
    );
}

#[test]
fn two_modes_for_the_same_requests_are_told() {
    check(
        "names of wildcards",
        "\"GET /v1/:one\" = \"mock\"\n\"GET /v1/:two\" = \"mock\"",
        &[
            (
                "understudy.toml:11:1: routes[0].endpoints.\"GET /v1/:one\": \
                 no collection of mock `shop` has the endpoint `GET /v1/:one`",
                "did you mean `GET /v1/one`?",
            ),
            (
                "understudy.toml:12:1: routes[0].endpoints.\"GET /v1/:two\": \
                 a second mode for the requests of `GET /v1/:two`: this one applies",
                "remove one of them: case, trailing slashes and the names of wildcards make no difference",
            ),
        ],
    );
}

#[test]
fn nothing_is_said_of_a_mock_that_could_not_be_loaded() {
    let site = site("\"GET /v1/on\" = \"mock\"");
    site.write("shop.json", "[]");
    let snapshot = site.loader().first(Strictness::Lenient).unwrap();
    assert_eq!(site.told(&snapshot.problems), ["shop.json: not a Postman collection: this is a list"]);
}

#[test]
fn a_reload_tells_it_where_it_stands_now_and_no_more_once_it_is_mended() {
    let mut loading = Loading::start(site("\"GET /v1/on\" = \"mock\""));
    let line = |loading: &Loading| loading.snapshot.problems.first()?.place.as_ref().map(|place| place.line);
    assert_eq!(line(&loading), Some(11));
    let config = fs::read_to_string(loading.site.path("understudy.toml")).unwrap();
    loading.site.write("understudy.toml", &format!("# moved\n{config}"));
    assert_eq!(loading.reload().snapshot.generation, 1, "nothing that serves changed");
    assert_eq!(line(&loading), Some(12));
    loading.site.write("shop.json", &collection("on"));
    loading.reload();
    assert_eq!(loading.snapshot.problems.len(), 0);
}
