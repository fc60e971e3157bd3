# Sourced by the scripts of the checkout: what they need from the machine.

PATH=$PATH:/usr/sbin:/sbin

# use_jdk: exports JAVA_HOME, or ends with one line.
use_jdk() {
  . shim-app/src/main/dist/lib/find-java.sh
  find_java || { no_java; exit 1; }
  JAVA_HOME=${JAVA%/bin/java}
  export JAVA_HOME
}

# need COMMAND:PACKAGE…: installs the packages whose command is missing.
need() {
  missing=
  for pair; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
  done
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "jawa: install first:$missing" >&2
    exit 1
  fi
  echo "installing:$missing" >&2
  # shellcheck disable=SC2086 # package names are words
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing; } \
    >/dev/null || { echo "jawa: could not install:$missing" >&2; exit 1; }
}
