# Sourced by test.sh: programs that tests run besides what the distribution has, kept in a folder outside the checkout.
# A machine without Go, or without a way to its module proxy, goes without; the tests that need them are skipped, by name.

JAWA_TOOLS=${JAWA_TOOLS:-$HOME/.cache/jawa-tools}
export JAWA_TOOLS
containerd2=2.4.2
cni=1.9.1

# go_tool FOLDER PACKAGE@VERSION: builds a program into it, once.
go_tool() {
  go_name=${2%@*}
  [ ! -x "$1/${go_name##*/}" ] || return 0
  command -v go >/dev/null 2>&1 || { echo "no Go: tests with ${go_name##*/} are skipped" >&2; return 0; }
  echo "building ${2##*/} (once, some minutes)" >&2
  mkdir -p "$1"
  GOBIN=$1 CGO_ENABLED=0 timeout 600 go install "$2" >"$1/build.log" 2>&1 ||
    echo "could not build $2, the tests that need it are skipped: $(tail -n 1 "$1/build.log")" >&2
}

containerd_tools() {
  for program in containerd ctr; do
    go_tool "$JAWA_TOOLS/containerd-$containerd2" github.com/containerd/containerd/v2/cmd/$program@v$containerd2
  done
  for plugin in main/bridge main/loopback ipam/host-local; do
    go_tool "$JAWA_TOOLS/cni-$cni" github.com/containernetworking/plugins/plugins/$plugin@v$cni
  done
}
