#!/bin/sh
# spi_cost.sh: what a call through the engine's SPI costs beside one through Chicory's own API; prints a table.
set -eu
cd "$(dirname "$0")/.."
. scripts/needs.sh
use_jdk
need mvn:maven
mkdir -p target/bench
mvn -q -Dquick -DskipTests -pl engine-chicory -am package dependency:build-classpath \
  -Dmdep.outputFile="$PWD/target/bench/spi.classpath" -Dmdep.includeScope=test
# With the flags of the launcher that decide how guests' code is compiled.
exec "$JAVA" -XX:+UseSerialGC -XX:-DontCompileHugeMethods -XX:-ClipInlining -XX:+UseCountedLoopSafepoints \
  -XX:LoopStripMiningIter=1000 --sun-misc-unsafe-memory-access=allow \
  -cp "engine-chicory/target/test-classes:engine-chicory/target/classes:$(cat target/bench/spi.classpath)" \
  dev.jawa.engine.chicory.SpiCost
