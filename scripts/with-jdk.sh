#!/bin/sh
# with-jdk.sh COMMAND…: runs a command with JAVA_HOME set to a JDK that can build Jawa.
cd "$(dirname "$0")/.." || exit
. scripts/needs.sh
use_jdk
need mvn:maven
exec "$@"
