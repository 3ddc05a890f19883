//! Every callback of the trait reaches the inner proxy: one that does not would silently do what the trait
//! does by default.

const MIDDLEWARE: &str = include_str!("middleware.rs");

/// How many callbacks `ProxyHttp` of Pingora 0.9 has, with its modules for upstreams.
const CALLBACKS: usize = 42;

#[test]
fn every_callback_is_passed_on() {
    let (_, callbacks) = MIDDLEWARE.split_once("impl<P> ProxyHttp for Understudy<P>").unwrap();
    let callbacks: Vec<_> =
        callbacks.split("    fn ").flat_map(|text| text.split("    async fn ")).skip(1).collect();
    assert_eq!(callbacks.len(), CALLBACKS);
    for callback in callbacks {
        let (name, _) = callback.split_once(['(', '<']).unwrap();
        assert!(callback.contains(&format!(".inner.{name}(")), "{name} is not passed on");
    }
}
