#!/bin/sh
# install.sh [--check | --no-check | --remove] [PREFIX]: puts Jawa on this node, and tries it.
#
#   (nothing)    the distribution goes to PREFIX/lib/jawa, links to its commands to PREFIX/bin; then what --check does
#   --no-check   without that, for packages
#   --check      asks for what the shim needs and has containerd run a guest; ends with 0 only if that has run
#   --remove     takes away what was installed
#
# PREFIX is /usr/local. Another containerd than that of /run/containerd is named by CONTAINERD_ADDRESS.
set -eu
umask 022

here=$(cd "$(dirname "$0")" && pwd -P)
namespace=jawa-check
image=jawa.example/check:latest

links() {
  for command in jawa containerd-shim-jawa-v1 containerd-shim-chicory-v1 containerd-shim-graalwasm-v1; do
    echo "$prefix/bin/$command"
  done
}

remove() {
  for link in $(links); do
    if [ -h "$link" ]; then rm "$link"; fi
  done
  rm -rf "$prefix/lib/jawa"
}

install() {
  [ "$here" != "$(readlink -f "$prefix/lib/jawa")" ] || { echo "jawa: $here is what is installed" >&2; exit 1; }
  remove
  mkdir -p "$prefix/lib" "$prefix/bin"
  # Times are kept: a start-up cache holds only for the very files it was trained with.
  cp -Rp "$here" "$prefix/lib/jawa"
  for link in $(links); do
    ln -s "../lib/jawa/bin/${link##*/}" "$link"
  done
  echo "installed to $prefix: $prefix/bin/jawa --help"
}

ok() { echo "ok: $1"; }
bad() { echo "MISSING: $1"; failed=1; }

check() {
  failed=
  jawa_home=$here
  . "$here/lib/find-java.sh"
  if find_java; then ok "JDK ${JAVA%/bin/java}"; else bad "$(no_java 2>&1)"; fi
  for program in "${JAWA_RUNC:-runc}" flock ctr; do
    if found=$(command -v "$program"); then ok "$found"; else bad "$program is not on PATH"; fi
  done
  version=$(ctr version 2>/dev/null | sed -n '/^Server/,$ s/^ *Version: *//p') || true
  case $version in
    '') bad "no containerd answers; start it, or set CONTAINERD_ADDRESS to its socket" ;;
    0.* | v0.* | 1.[0-5].* | v1.[0-5].*) bad "containerd $version is too old, 1.6 is the first that works" ;;
    *) ok "containerd $version" ;;
  esac
  [ -z "$failed" ] || return 1
  run_guest || return 1
  check_pods
}

# check_pods: containerd runs without its CRI where the configuration of that is bad, and says so in its log only.
check_pods() {
  broken=$(ctr plugins ls --detailed 2>/dev/null | sed -n '/^ID: *cri$/,/^Type:/ s/^ *Message: *//p') || true
  if [ -n "$broken" ]; then
    bad "containerd's CRI: $broken"
    return 1
  fi
  # Pods are configured by hand; containers of `ctr`, Docker and nerdctl need no more than this.
  if containerd config dump 2>/dev/null | grep -q 'io\.containerd\.\(jawa\|chicory\|graalwasm\)\.v1'; then
    ok "containerd's configuration has a runtime handler for pods"
  else
    echo "note: containerd's configuration has no runtime handler for pods (docs/install/kubernetes.md)"
  fi
}

in_containerd() {
  CONTAINERD_SUPPRESS_DEPRECATION_WARNINGS=1 ctr --namespace $namespace "$@"
}

# run_guest: as `ctr run` does it for a user, in a namespace of its own of which nothing stays.
run_guest() {
  work=$(mktemp -d)
  trap tidy_up EXIT
  trap 'exit 130' INT TERM
  # (func (export "_start") …) which writes its line with fd_write
  printf '%b' '\0000asm\0001\0000\0000\0000\0001\0014\0002`\0004\0177\0177\0177\0177\0001\0177`\0000\0000\0002#\0001\0026wasi_snap' \
    'shot_preview1\0010fd_write\0000\0000\0003\0002\0001\0001\0005\0003\0001\0000\0001\0007\0023\0002\0006memory\0002\0000\0006_s' \
    'tart\0000\0001\0012\0020\0001\0016\0000A\0001A\0000A\0001A\0344\0000\0020\0000\0032\0013\0013#\0001\0000A\0000\0013\0035\0010' \
    '\0000\0000\0000\0025\0000\0000\0000a guest has run here\0012' >"$work/check.wasm"
  {
    "$here/bin/jawa" image build --repo "${image%/*}" --name check --module "$work/check.wasm" -o "$work/check.tar" &&
      in_containerd image import "$work/check.tar" &&
      in_containerd run --rm --runtime io.containerd.jawa.v1 $image check-$$
  } >"$work/out" 2>"$work/err" || true
  if [ "$(tail -n 1 "$work/out")" = 'a guest has run here' ]; then ok "containerd runs a guest"; return; fi
  bad "containerd runs no guest; docs/install/containerd.md says what its message means:"
  cat "$work/out" "$work/err"
  return 1
}

tidy_up() {
  {
    in_containerd task rm --force check-$$
    in_containerd container rm check-$$
    in_containerd image rm --sync $image
    ctr namespace rm $namespace
  } >/dev/null 2>&1 || true
  rm -rf "$work"
}

# All is read before anything is done: what removes this file goes on.
main() {
  action=--install
  case ${1:-} in --*) action=$1; shift ;; esac
  prefix=${1:-/usr/local}
  case $action in
    --install) install && "$prefix/lib/jawa/install.sh" --check "$prefix" ;;
    --no-check) install ;;
    --check) check ;;
    --remove) remove ;;
    *) echo "usage: install.sh [--check | --no-check | --remove] [PREFIX]" >&2; exit 2 ;;
  esac
}
main "$@"; exit
