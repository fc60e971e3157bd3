# Sourced: a private containerd, with its own root, state and socket in a temporary folder, and nothing left behind.
#
#   start_containerd    sets work and CTR; the shims of dist/jawa/bin are the ones it finds
#   stop_containerd     ends every task, the shims' daemon and containerd, unmounts and removes everything

start_containerd() {
  work=$(mktemp -d "${TMPDIR:-/tmp}/jawa.XXXXXX")
  socket=$work/containerd.sock
  CTR="ctr --address $socket"
  cat >"$work/config.toml" <<EOF
version = 2
root = "$work/root"
state = "$work/state"
disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt"]
[grpc]
  address = "$socket"
EOF
  # Its own session: a ^C at the terminal shall reach the script, which then tidies up in order.
  # What the shims keep outside their bundles goes into the folder too.
  JAWA_RUN_DIR=$work/jawa JAWA_CACHE_DIR=${JAWA_CACHE_DIR:-$work/cache} PATH=$PWD/dist/jawa/bin:$PATH \
    setsid containerd --config "$work/config.toml" >"$work/containerd.log" 2>&1 &
  containerd_pid=$!
  tries=0
  until $CTR version >/dev/null 2>&1; do
    tries=$((tries + 1))
    if [ $tries -gt 100 ] || ! kill -0 $containerd_pid 2>/dev/null; then
      echo "containerd does not start:" >&2
      tail -5 "$work/containerd.log" >&2
      return 1
    fi
    sleep 0.1
  done
}

# free_port: sets port to one that no socket of this machine has now.
free_port() {
  port=$((20000 + $$ % 20000))
  while grep -qi ":$(printf %04X $port) " /proc/net/tcp /proc/net/tcp6 2>/dev/null; do
    port=$((port + 1))
  done
}

stop_containerd() {
  # A second ^C, or one that comes while all is well and ending, shall not cut the tidying short.
  trap '' INT TERM HUP
  [ -n "${work:-}" ] || return 0
  for namespace in $($CTR namespaces ls -q 2>/dev/null); do
    for task in $($CTR -n "$namespace" tasks ls -q 2>/dev/null); do
      $CTR -n "$namespace" tasks kill -s SIGKILL "$task" >/dev/null 2>&1
      $CTR -n "$namespace" tasks rm -f "$task" >/dev/null 2>&1
    done
    for container in $($CTR -n "$namespace" containers ls -q 2>/dev/null); do
      $CTR -n "$namespace" containers rm "$container" >/dev/null 2>&1
    done
  done
  stop_daemons
  if [ -n "${containerd_pid:-}" ]; then
    kill "$containerd_pid" 2>/dev/null
    wait "$containerd_pid" 2>/dev/null
  fi
  # A container that was being made is no task yet, and its daemon may only just have been started.
  stop_daemons
  awk -v below="$work/" 'index($2, below) == 1 { print $2 }' /proc/mounts | sort -r |
    while IFS= read -r mount; do umount -l "$mount"; done
  rm -rf "$work"
  work=
}

# The shims and their daemons: whoever was told to keep its state in this folder, but for containerd.
stop_daemons() {
  tries=0
  while daemons=$(running_daemons) && [ -n "$daemons" ]; do
    signal=TERM
    [ $tries -lt 100 ] || signal=KILL
    # shellcheck disable=SC2086 # pids are words
    case $tries in 0 | 1[0-9]0) kill -s $signal $daemons 2>/dev/null ;; esac
    [ $tries -lt 200 ] || return 0
    tries=$((tries + 1))
    sleep 0.1
  done
}

running_daemons() {
  grep -lsxz "JAWA_RUN_DIR=$work/jawa" /proc/[0-9]*/environ | while IFS=/ read -r _ _ pid _; do
    [ "$pid" = "${containerd_pid:-}" ] || echo "$pid"
  done
}
