# What each target does is fixed by the contract; `make help` lists them.
PREFIX ?= /usr/local
COMPONENT ?= examples/hello-http/hello-http.wasm

.DEFAULT_GOAL := help
.PHONY: help quick test dist demo install uninstall bench format clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

quick: ## compile and unit tests, without format, lint and analysis
	@scripts/with-jdk.sh mvn -q -Dquick test

test: ## everything that must hold; ends with `N passed, N failed, N skipped`
	@scripts/test.sh

dist: ## dist/jawa and dist/jawa.tar.gz
	@scripts/build.sh

demo: dist ## a real containerd runs a component on the JVM and curl asks it; COMPONENT=path.wasm takes another one
	@scripts/demo.sh $(COMPONENT)

install: dist ## copy the distribution to PREFIX and put jawa and the shims on PATH
	@scripts/install.sh $(DESTDIR)$(PREFIX)

uninstall: ## take away what install put there
	@scripts/install.sh --remove $(DESTDIR)$(PREFIX)

bench: dist ## side-by-side measurements; writes target/bench
	@scripts/bench.sh

format: ## format the sources
	@scripts/with-jdk.sh mvn -q spotless:apply

clean: ## remove what was built
	@scripts/with-jdk.sh mvn -q clean
	@rm -rf dist target
