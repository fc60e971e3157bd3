#!/bin/sh
# jmh.sh FOLDER [OPTIONS]: the JMH benchmarks, with what each call allocates; writes FOLDER/jmh.json and FOLDER/jmh.txt.
set -eu
cd "$(dirname "$0")/.."
. scripts/needs.sh
use_jdk
need mvn:maven
folder=$1
shift
mkdir -p "$folder"
mvn -q -Dquick -Dmaven.test.skip -pl benchmarks -am package dependency:build-classpath \
  -Dmdep.outputFile="$PWD/$folder/jmh.classpath" -Dmdep.includeScope=runtime
exec "$JAVA_HOME/bin/java" -cp "benchmarks/target/classes:$(cat "$folder/jmh.classpath")" org.openjdk.jmh.Main \
  -prof gc -rf json -rff "$folder/jmh.json" -o "$folder/jmh.txt" "$@"
