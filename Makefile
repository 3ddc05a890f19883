# Everything a fresh Debian with Rust on it needs to try, test and measure Understudy.
# Each target installs what it lacks and says what; nothing is asked.

.PHONY: demo test lint deny docs fuzz soak bench bench-instructions guard setup setup-e2e setup-bench

demo: setup ## A half-built backend, its collection, and Understudy in front
	cargo run -- demo $(ARGS)

test: setup-e2e ## Unit, integration and documentation tests
	cargo test

lint: setup ## Formatting, and clippy with warnings as errors
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings

deny: setup ## Licences, sources and duplicates of what Understudy is made of, as deny.toml allows them
	@.ci/install-deny target/deny
	target/deny/bin/cargo-deny --offline --locked check bans licenses sources

docs: setup ## The documentation of the library, warnings as errors
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps

fuzz: setup ## Every fuzz target, or one, for so long: make fuzz [MINUTES=10] [TARGET=collection]
	@.ci/install-fuzz target/fuzz-tools
	.ci/fuzz $(or $(MINUTES),10) $(TARGET)

soak: setup ## Good clients beside bad ones, reloads, toggles and outages: make soak [MINUTES=10]
	cargo bench --bench soak -- --minutes $(or $(MINUTES),10)

bench: setup-bench ## Everything beside bare Pingora and nginx, into benches/RESULTS.md
	cargo bench --bench compare

bench-instructions: setup-bench ## Instructions per request, beside bare Pingora and nginx: make bench-instructions [ROWS="mock live"]
	cargo bench --bench compare -- instructions $(ROWS)

guard: setup ## Instructions of chosen paths; more than 5 % above those kept in benches/guard.txt fail
	@.ci/install valgrind
	@.ci/install-gungraun target/tools
	.ci/guard

setup-e2e: setup ## What the end-to-end tests need: newman, Prometheus, Redis, curl, nginx, h2load, a browser, web frameworks, SDKs and more, systemd
	@.ci/install prometheus redis-server curl nginx-light nghttp2-client chromium chromium-driver openssl systemd
	@.ci/install-newman target/node
	@.ci/install-axe target/node
	@.ci/install-frameworks target/frameworks
	@.ci/install-packages tests/it/clients/apps target/clients

setup-bench: setup ## What the comparison needs: load generators, callgrind, nginx
	@.ci/install wrk nghttp2-client valgrind nginx-light

setup: ## What the build needs beside Rust
	@.ci/install cmake
