# Sourced by test.sh: programs that tests run besides what the distribution has, kept in a folder outside the checkout.
# A machine without Go, or without a way to its module proxy, goes without; the tests that need them are skipped, by name.

JAWA_TOOLS=${JAWA_TOOLS:-$HOME/.cache/jawa-tools}
export JAWA_TOOLS
containerd2=2.4.2
cni=1.9.1
dockerd=2.0.0-beta.24
nerdctl=2.3.5
nerdctl_sum=h1:auYeWpIM29NUvqWxFvar8HIbSVrGBn6dRPx45rrUApY=

# to_build FOLDER PROGRAM@VERSION: whether it has yet to be built into it, and can be.
to_build() {
  [ ! -x "$1/${2%@*}" ] || return 1
  command -v go >/dev/null 2>&1 || { echo "no Go: tests with ${2%@*} are skipped" >&2; return 1; }
  echo "building $2 (once, some minutes)" >&2
  mkdir -p "$1"
}

# go_tool FOLDER PACKAGE@VERSION: builds a program into it, once.
go_tool() {
  to_build "$1" "${2##*/}" || return 0
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
  go_tool "$JAWA_TOOLS/dockerd-$dockerd" github.com/moby/moby/v2/cmd/dockerd@v$dockerd
  nerdctl_tool "$JAWA_TOOLS/nerdctl-$nerdctl"
  containerd_mended "$JAWA_TOOLS/containerd-$containerd2-mended"
}

# containerd_mended FOLDER: one that can use a shim by gRPC. No version 2 can so far: it takes a connection that it has not made
# yet for one that has ended (docs/adr/0015-grpc.md). This one makes it first, and says that it is a later version.
containerd_mended() {
  to_build "$1" "containerd@v$containerd2" || return 0
  ( module=github.com/containerd/containerd/v2
    rm -rf "$1/source" && cd / &&
      go mod download -json $module@v$containerd2 >"$1/module" &&
      cp -r "$(sed -n 's/.*"Dir": "\(.*\)".*/\1/p' "$1/module")" "$1/source" &&
      chmod -R u+w "$1/source" && cd "$1/source" &&
      sed -i 's/^\tdone := make(chan struct{})$/\tclient.Connect()\n\tfor s := client.GetState(); s != connectivity.Ready; s = client.GetState() {\n\t\tclient.WaitForStateChange(context.Background(), s)\n\t}\n&/' core/runtime/v2/shim.go &&
      { grep -q 'client.Connect()' core/runtime/v2/shim.go || { echo 'the place to mend is gone'; exit 1; }; } &&
      CGO_ENABLED=0 timeout 600 go build -ldflags "-X $module/version.Version=${containerd2%.*}.99+mended" -o "$1/containerd" ./cmd/containerd
  ) >"$1/build.log" 2>&1 || echo "could not build containerd, the tests that need it are skipped: $(tail -n 1 "$1/build.log")" >&2
  rm -rf "$1/source"
}

# nerdctl_tool FOLDER: `go install` refuses this module, which replaces one that is not published and only its own tests need. It is
# not in Go's checksum database either, so its sum is above.
nerdctl_tool() {
  to_build "$1" "nerdctl@v$nerdctl" || return 0
  # The shell ignores `set -e` to the left of `||`, so each step asks for the one before.
  ( module=github.com/containerd/nerdctl
    rm -rf "$1/source" && cd / &&
      GONOSUMDB=$module/v2 go mod download -json $module/v2@v$nerdctl >"$1/module" &&
      { grep -q "\"Sum\": \"$nerdctl_sum\"" "$1/module" || { echo "its sum is not $nerdctl_sum"; exit 1; }; } &&
      cp -r "$(sed -n 's/.*"Dir": "\(.*\)".*/\1/p' "$1/module")" "$1/source" &&
      chmod -R u+w "$1/source" && cd "$1/source" &&
      rm cmd/nerdctl/helpers/testing*.go &&
      go mod edit -droprequire $module/mod/tigron -dropreplace $module/mod/tigron@v0.0.0 &&
      CGO_ENABLED=0 timeout 600 go build -o "$1/nerdctl" ./cmd/nerdctl
  ) >"$1/build.log" 2>&1 || echo "could not build nerdctl, the tests that need it are skipped: $(tail -n 1 "$1/build.log")" >&2
  rm -rf "$1/source"
}

# big_guests: the components of examples/big, in a folder named by what makes them. What fails is tried again by the next run.
big_guests() {
  JAWA_BIG=$JAWA_TOOLS/big-$(cat examples/big/*.* | cksum | cut -d ' ' -f 1)
  export JAWA_BIG
  [ ! -e "$JAWA_BIG/js.wasm" ] || [ ! -e "$JAWA_BIG/py.wasm" ] || return 0
  if [ "$(id -u)" -eq 0 ]; then need node:nodejs npm:npm; fi
  echo "building examples/big (once, a minute)" >&2
  mkdir -p "$JAWA_BIG"
  timeout 600 examples/big/build.sh "$JAWA_BIG" >"$JAWA_BIG/build.log" 2>&1 ||
    echo "could not build examples/big, the tests with it are skipped: $(tail -n 1 "$JAWA_BIG/build.log")" >&2
}

# machine_image: what MachineIT's machines begin with, a Debian with what a node needs, in an archive whose folder is named by what makes it.
machine_image() {
  packages=containerd,runc,iproute2,iptables,curl,procps,busybox-static
  JAWA_MACHINE=$JAWA_TOOLS/machine-$(echo "bookworm $packages 1" | cksum | cut -d ' ' -f 1)
  export JAWA_MACHINE
  [ "$(id -u)" -eq 0 ] || return 0
  # As with Go: who cannot have them goes without.
  ( need dockerd:docker.io debootstrap:debootstrap ) || return 0
  [ ! -e "$JAWA_MACHINE/machine.tar" ] || return 0
  echo "building the image of a machine (once, a minute)" >&2
  rm -rf "$JAWA_MACHINE"
  mkdir -p "$JAWA_MACHINE"
  ( root=$JAWA_MACHINE/root
    timeout 600 debootstrap --variant=minbase --include=$packages bookworm "$root" &&
      rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/usr/share/doc/* "$root"/usr/share/man/* "$root"/usr/share/locale/* &&
      tar -C "$root" -cf "$JAWA_MACHINE/new.tar" . && mv "$JAWA_MACHINE/new.tar" "$JAWA_MACHINE/machine.tar"
  ) >"$JAWA_MACHINE/build.log" 2>&1 ||
    echo "could not build the image of a machine, the tests with it are skipped: $(tail -n 1 "$JAWA_MACHINE/build.log")" >&2
  rm -rf "$JAWA_MACHINE/root"
}
