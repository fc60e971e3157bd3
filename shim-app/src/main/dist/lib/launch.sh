# Sourced, not run; after find-java.sh. exec_jawa replaces the shell by a JVM with the flags that fit what it will do.
#
#   jawa_home   the folder above bin/ and lib/
#   JAVA        from find_java
#   jawa_more   not empty if the command reads or writes images, scripts or configuration in TOML
#
# exec_jawa MODE ARGUMENTS…: MODE is one of
#   short   starts fast, does little: C1 only
#   run     a guest from start to end
#   serve   an HTTP guest
#   daemon  many guests for a long time

# The engine is a property of the JVM, so it is looked for where Java will find it: the option's value is in JAWA_ENGINE
# already, a file may have it. docs/engines.md has the order.
#   jawa_engine   chicory, graalwasm, or auto for a JVM that can run both
jawa_find_engine() {
  jawa_engine=${jawa_engine:-${JAWA_ENGINE:-}}
  jawa_file=${JAWA_CONFIG:-/etc/jawa/jawa.yaml}
  [ -z "$jawa_engine" ] && [ -r "$jawa_file" ] || return 0
  jawa_inside=
  while IFS= read -r jawa_line || [ -n "$jawa_line" ]; do
    case $jawa_line in
      jawa:*) jawa_inside=yes ;;
      [!\ #]*) jawa_inside= ;;
    esac
    case $jawa_inside${jawa_line#"${jawa_line%%[! ]*}"} in yes'engine: '*) jawa_engine=${jawa_line#*engine: } ;; esac
  done <"$jawa_file"
  jawa_engine=${jawa_engine%% *}
  jawa_engine=${jawa_engine#[\"\']}
  jawa_engine=${jawa_engine%[\"\']}
}

# What the engine `graalwasm` needs lies apart, and costs a start-up cache: only who asks for it pays.
jawa_class_path() {
  jawa_cp=$jawa_home/lib/jawa.jar
  jawa_find_engine
  case $jawa_engine in graalwasm | auto)
    if [ -d "$jawa_home/lib/graalwasm" ]; then
      jawa_cp=$jawa_cp:$jawa_home/lib/graalwasm.jar
      jawa_graal_flags
    fi ;;
  esac
  # Spring is only there for long-running processes that somebody configured.
  jawa_boot=
  case $1 in serve | daemon)
    if [ -e "${JAWA_CONFIG:-/etc/jawa/jawa.yaml}" ] || [ -n "${MANAGEMENT_SERVER_PORT:-}" ]; then
      jawa_boot=:$jawa_home/lib/boot.jar
    fi ;;
  esac
  case $1${jawa_more:-}$jawa_boot in daemon* | *yes | *boot.jar) jawa_cp=$jawa_cp:$jawa_home/lib/more.jar$jawa_boot ;; esac
  # Nor OpenTelemetry without a collector.
  case $1${OTEL_EXPORTER_OTLP_ENDPOINT:-}${OTEL_EXPORTER_OTLP_TRACES_ENDPOINT:-} in
    serve?* | daemon?*) jawa_cp=$jawa_cp:$jawa_home/lib/otel.jar ;;
  esac
  # Nor gRPC for a daemon that speaks ttrpc alone.
  case $1 in daemon) ! jawa_speaks_grpc || jawa_cp=$jawa_cp:$jawa_home/lib/grpc.jar ;; esac
}

# jawa_speaks_grpc: whether the daemon may be asked to; what it does, it reads itself.
jawa_speaks_grpc() {
  case ${JAWA_DAEMON_PROTOCOL:-} in
    '') ;;
    *) [ "$JAWA_DAEMON_PROTOCOL" = grpc ]; return ;;
  esac
  [ -r "$jawa_file" ] || return 1
  while IFS= read -r jawa_line || [ -n "$jawa_line" ]; do
    case $jawa_line in *grpc*) return 0 ;; esac
  done <"$jawa_file"
  return 1
}

# Truffle's compiler is part of a GraalVM; any other JDK has to be given it. Replacing modules switches the start-up
# cache off. Before a guest's functions are compiled, each of their calls takes some kilobytes of stack.
jawa_graal_flags() {
  case $jawa_mode in run) ;; *) jawa_flags="$jawa_flags -Xss16m" ;; esac
  jawa_no_cache=yes
  while IFS= read -r jawa_line; do
    case $jawa_line in GRAALVM_VERSION=*) return ;; esac
  done <"${JAVA%/bin/java}/release"
  jawa_modules=
  for jawa_jar in compiler truffle-compiler collections word nativeimage jniutils; do
    for jawa_jar in "$jawa_home/lib/graalwasm/$jawa_jar"-[0-9]*.jar; do jawa_modules=$jawa_modules:$jawa_jar; done
  done
  jawa_flags="$jawa_flags -XX:+UnlockExperimentalVMOptions -XX:+EnableJVMCI"
  jawa_modules=--upgrade-module-path=${jawa_modules#:}
}

# A start-up cache belongs to the very JDK that made it; another one would refuse it with a warning.
jawa_cache() {
  jawa_aot=
  if [ -n "${JAWA_AOT_OUTPUT:-}" ]; then jawa_aot=-XX:AOTCacheOutput=$JAWA_AOT_OUTPUT; return; fi
  [ -z "${JAWA_NO_AOT:-}$jawa_no_cache" ] && [ -r "$jawa_home/lib/$1.aot" ] && [ -r "$jawa_home/lib/aot.release" ] || return 0
  while IFS= read -r jawa_line; do
    case $jawa_line in JAVA_RUNTIME_VERSION=*) break ;; esac
  done <"${JAVA%/bin/java}/release"
  IFS= read -r jawa_trained <"$jawa_home/lib/aot.release"
  if [ "$jawa_line" = "$jawa_trained" ]; then jawa_aot=-XX:AOTCache=$jawa_home/lib/$1.aot; fi
}

# A guest that computes without end keeps the thread that carries it. With more of them than processors the kernel lets
# the others have their turn.
jawa_carriers() {
  jawa_count=$(nproc 2>/dev/null || echo 1)
  [ "$jawa_count" -ge 16 ] || jawa_count=16
  jawa_flags="$jawa_flags -Djdk.virtualThreadScheduler.parallelism=$jawa_count"
}

# A closed stdin, stdout or stderr would become the first file that the JVM opens, in the guest's hands.
jawa_stdio() {
  { :; } 2>/dev/null 3<&0 || exec </dev/null
  { :; } 2>/dev/null 3>&1 || exec >/dev/null
  { :; } 3>&2 || exec 2>/dev/null
}

exec_jawa() {
  jawa_mode=$1
  shift
  jawa_stdio
  # No limit of 8000 bytes for inlining: guests' functions are large. Loops that only count have safepoints: there they are
  # interrupted.
  jawa_jit='-XX:+UseSerialGC -XX:-DontCompileHugeMethods -XX:-ClipInlining -XX:+UseCountedLoopSafepoints -XX:LoopStripMiningIter=1000'
  # The profiles in the start-up cache would have C1 and C2 begin at once with hundreds of methods, and take the processors
  # from the start and from the guest's own methods. To count the cases of a switch C1 compares with each of them each time:
  # the guests that are interpreters have hundreds.
  jawa_fresh='-XX:+UnlockDiagnosticVMOptions -XX:-AOTReplayTraining -XX:-UseSwitchProfiling'
  # The key of compiled code is a SHA-256 of the module, which the processor makes fast, but only in C2's code: that comes
  # after a few kilobytes instead of megabytes.
  jawa_fresh="$jawa_fresh -XX:CompileCommand=quiet -XX:CompileCommand=CompileThresholdScaling,sun.security.provider.SHA2::implCompress,0.01"
  # C2 compiles what is called often, not what a start calls.
  jawa_later='-XX:Tier4InvocationThreshold=20000 -XX:Tier4MinInvocationThreshold=3000 -XX:Tier4CompileThreshold=40000 -XX:Tier4BackEdgeThreshold=160000'
  # What ends soon is better off when C1 begins early; the first calls of a function are the JVM's interpreter's otherwise.
  jawa_sooner='-XX:Tier3InvocationThreshold=40 -XX:Tier3MinInvocationThreshold=20 -XX:Tier3CompileThreshold=200 -XX:Tier3BackEdgeThreshold=4000'
  # The event loops of serve carry virtual threads (ADR 0021).
  jawa_loops='--add-opens=java.base/java.lang=ALL-UNNAMED --add-exports=java.base/jdk.internal.vm=ALL-UNNAMED'
  # A daemon's young generation has room for the memories of requests under way: those that do not fit there outlive them by far.
  # It stays as it is: with each size it would be copied to pages new to the machine, while all guests wait.
  case $jawa_mode in
    short) jawa_flags='-XX:+UseSerialGC -XX:TieredStopAtLevel=1' ;;
    # -Xrs: SIGQUIT ends a guest as it ends any program, and makes no list of the JVM's threads. A heap that begins small: to
    # collect a few megabytes is cheaper than to have the kernel give a short guest a hundred. -Xss is for what carries the
    # tasks of asynchronous functions: as deep as a guest's own thread.
    run) jawa_flags="$jawa_jit $jawa_fresh $jawa_sooner $jawa_later -XX:InitialRAMPercentage=0.4 -Xrs -Xss64m" ;;
    serve) jawa_flags="$jawa_loops $jawa_jit $jawa_fresh $jawa_later -Xss8m -Dio.netty.jfr.enabled=false" ;;
    daemon) jawa_flags="$jawa_jit $jawa_fresh $jawa_later -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=30 -XX:-ShrinkHeapInSteps -XX:InitialHeapSize=64m -XX:NewSize=48m -XX:MaxNewSize=48m -XX:SurvivorRatio=2 -Xss8m -Dio.netty.jfr.enabled=false" ;;
  esac
  case $jawa_mode in serve | daemon) jawa_carriers ;; esac
  jawa_modules=
  jawa_no_cache=
  jawa_class_path "$jawa_mode"
  jawa_cache "$jawa_mode"
  # GraalWasm's compiler is itself compiled by C2.
  case $jawa_mode$jawa_no_cache in run) jawa_flags="$jawa_flags -Djawa.guestFirst=true" ;; esac
  # Options of the user's own may ask for something to be written when the JVM ends.
  case $jawa_mode${JAWA_JAVA_OPTS:-}${JAWA_AOT_OUTPUT:-} in run) jawa_flags="$jawa_flags -Djawa.quickExit=true" ;; esac
  # The JVM announces these two on stderr; JAWA_JAVA_OPTS is the quiet way.
  unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS
  # shellcheck disable=SC2086 # flags are words
  # stdout is the guest's: the JVM warns on stderr, and not at all of a start-up cache that a copy of the jars made useless.
  exec "$JAVA" -XX:-UsePerfData -XX:+IgnoreUnrecognizedVMOptions "-Xlog:disable" "-Xlog:all=warning,aot*=off,cds*=off:stderr" \
    -Dreactor.logging.fallback=JDK "-Djava.util.logging.config.file=$jawa_home/conf/logging.properties" \
    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow $jawa_flags ${jawa_aot:+"$jawa_aot"} \
    ${jawa_modules:+"$jawa_modules"} ${JAWA_JAVA_OPTS:-} \
    -cp "$jawa_cp" "$@"
}
