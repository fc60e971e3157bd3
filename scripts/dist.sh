#!/bin/sh
# Sorts what `mvn package` made into dist/jawa: bin/, conf/ and lib/ with plain jars in folders by who needs them.
#
#   lib/jawa.jar       a manifest with the class path of every command: lib/core, lib/http. A class that is not there at all
#                      has the JVM read the list of files of every jar, so what few commands need lies apart:
#   lib/more.jar       what images, the daemon, scripts and configuration in TOML need besides
#   lib/boot.jar       what Spring needs besides
#   lib/otel.jar       what traces need besides
#   lib/grpc.jar       what a daemon that speaks gRPC needs besides
#   lib/graalwasm.jar  what the engine graalwasm needs besides; without its folder that engine is not there
#   lib/*.aot          start-up caches, trained here
set -eu
cd "$(dirname "$0")/.."
. shim-app/src/main/dist/lib/find-java.sh
find_java || { no_java; exit 1; }
jdk=${JAVA%/bin/java}
dist=dist/jawa
from=shim-app/target

[ -d $from/lib ] || { echo "nothing built: run 'make dist'" >&2; exit 1; }
rm -rf dist
mkdir -p $dist/lib/core $dist/lib/http $dist/lib/more $dist/lib/boot $dist/lib/otel $dist/lib/grpc $dist/lib/graalwasm

for jar in $from/lib/*.jar $from/shim-app-*.jar; do
  name=${jar##*/}
  case $name in
    *-sources.jar | *-tests.jar) continue ;;
    shim-app-* | engine-* | component-model-* | wast-* | wasi-* | http-proxy-* | shim-protocol-*) folder=core ;;
    picocli-* | snakeyaml-* | jspecify-* | asm-* | wasm-* | runtime-* | compiler-* | log-*) folder=core ;;
    opentelemetry-*) folder=otel ;;
    grpc-* | guava-* | failureaccess-* | gson-* | perfmark-*) folder=grpc ;;
    # Annotations, and an empty jar, that nothing asks for at run time.
    annotations-* | animal-sniffer-* | error_prone_annotations-* | j2objc-* | jsr305-* | listenablefuture-*) continue ;;
    netty-* | reactor-* | reactive-streams-*) folder=http ;;
    commons-logging-*) folder=boot ;;
    commons-* | jackson-* | protobuf-*) folder=more ;;
    *) folder=boot ;;
  esac
  case $name in
    picocli-*) "$JAVA" scripts/ModernClasses.java "$jar" "$dist/lib/$folder/$name" ;;
    *) cp -p "$jar" "$dist/lib/$folder/" ;;
  esac
done

for jar in $from/lib-graalwasm/*.jar; do
  case ${jar##*/} in *-sources.jar | *-tests.jar | engine-*) ;; *) cp -p "$jar" $dist/lib/graalwasm/ ;; esac
done

# class_path_jar NAME FOLDER…: an empty jar whose manifest names the jars of the folders. Lines of a manifest hold 72 bytes.
class_path_jar() {
  name=$1
  shift
  entries=
  for folder; do
    for jar in "$dist/lib/$folder"/*.jar; do
      [ -e "$jar" ] && entries="$entries $folder/${jar##*/}"
    done
  done
  [ -n "$entries" ] || return 0
  printf 'Class-Path:%s\n' "$entries" | fold -b -w 70 | sed '2,$s/^/ /' >dist/manifest
  "$jdk/bin/jar" --create --file "$dist/lib/$name.jar" --manifest dist/manifest \
    --date 2026-01-01T00:00:00Z
  rm dist/manifest
}
# Netty and Reactor log before Spring is there to say how.
"$jdk/bin/jar" --create --file $dist/lib/boot/logging.jar -C shim-app/src/main/logging logback.xml
class_path_jar jawa core http
class_path_jar more more
class_path_jar boot boot
class_path_jar otel otel
class_path_jar grpc grpc
class_path_jar graalwasm graalwasm
rmdir $dist/lib/* 2>/dev/null || true

cp -Rp shim-app/src/main/dist/. $dist/
shim=containerd-shim-jawa-v1
if [ -e $dist/bin/$shim ]; then
  ln -sf $shim $dist/bin/containerd-shim-chicory-v1
  ln -sf $shim $dist/bin/containerd-shim-graalwasm-v1
fi
for jar in $from/shim-app-*.jar; do version=${jar##*/shim-app-}; done
printf '%s\n' "${version%.jar}" >$dist/lib/version
cp -p README.md CHANGELOG.md $dist/ 2>/dev/null || true

scripts/train.sh $dist
tar -C dist -czf dist/jawa.tar.gz jawa
