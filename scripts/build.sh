#!/bin/sh
# Builds the distribution; tests are `make test`'s business.
set -eu
cd "$(dirname "$0")/.."
. scripts/needs.sh
use_jdk
need mvn:maven curl:curl
mvn -q -Dquick -DskipTests -pl shim-app -am package
scripts/dist.sh
echo "dist/jawa is ready: dist/jawa/bin/jawa --help"
