# The commands of this project. Each one does its own set-up (script/bootstrap) and can be called at any time.

.DEFAULT_GOAL := help
.PHONY: help run test long dev build lint bench screens clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

run: ## build Caseline and start it with demo data
	@script/run

test: ## every test: Rust on both databases, deadline vectors in WebAssembly, sizes, browser journeys
	@script/test

long: ## the property tests of the deadlines and of the case at full size: 100,000 questions each, in some minutes
	@script/bootstrap run
	@CASES=100000 cargo test --release --package caseline-domain --features zones --test deadline_properties --test case

dev: ## run, and build and start again after every change
	@script/bootstrap run
	@cargo run --quiet --package caseline-site -- watch

build: ## the release binary, with its site inside: target/release/caseline
	@script/bootstrap run
	@cargo run --quiet --package caseline-site -- build
	@cargo build --release --package caseline

lint: ## rustfmt, clippy for both targets, unused dependencies, bans, licences, sources, advisories
	@script/lint

bench: ## measure a release build (bench/)
	@script/bench

screens: ## pictures of every page, into docs/screens
	@script/screens

clean: ## remove everything that was built or installed into this folder
	cargo clean
	rm -rf site/dist node_modules end2end/.results
