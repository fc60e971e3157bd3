# Sourced, not run. find_java sets JAVA to the launcher of a JDK that is new enough, without starting one and without a
# fork: the `release` file at the root of every JDK says its version. Returns 1 where there is none.
#
#   jawa_home   the folder above bin/ and lib/ (set by the caller)

JAWA_JAVA_MINIMUM=25

# is_new_enough JDK_HOME
is_new_enough() {
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r jawa_line || [ -n "$jawa_line" ]; do
    case $jawa_line in
      JAVA_VERSION=*)
        jawa_line=${jawa_line#JAVA_VERSION=}
        jawa_line=${jawa_line#\"}
        jawa_line=${jawa_line%%[!0-9]*}
        [ -n "$jawa_line" ] && [ "$jawa_line" -ge "$JAWA_JAVA_MINIMUM" ]
        return
        ;;
    esac
  done <"$1/release"
  return 1
}

# home_of JAVA: sets jawa_jdk to the folder above bin/ that a `java` on PATH really lives in.
home_of() {
  jawa_jdk=${1%/bin/java}
  # The usual place is a symlink (/usr/bin/java): only then is a fork needed.
  [ -r "$jawa_jdk/release" ] || { jawa_jdk=$(readlink -f "$1") && jawa_jdk=${jawa_jdk%/bin/java}; }
}

find_java() {
  # A JDK that was asked for by name is taken or refused, never silently replaced.
  if [ -n "${JAWA_JAVA_HOME:-}" ]; then
    is_new_enough "$JAWA_JAVA_HOME" || return 1
    JAVA=$JAWA_JAVA_HOME/bin/java
    return 0
  fi
  for jawa_jdk in "${jawa_home:-}/jre" "${JAVA_HOME:-}"; do
    if is_new_enough "$jawa_jdk"; then JAVA=$jawa_jdk/bin/java; return 0; fi
  done
  if jawa_java=$(command -v java); then
    home_of "$jawa_java"
    if is_new_enough "$jawa_jdk"; then JAVA=$jawa_jdk/bin/java; return 0; fi
  fi
  for jawa_jdk in /usr/lib/jvm/* /opt/java/* /opt/jdk*; do
    if is_new_enough "$jawa_jdk"; then JAVA=$jawa_jdk/bin/java; return 0; fi
  done
  return 1
}

# no_java: the one line for the user.
no_java() {
  if [ -n "${JAWA_JAVA_HOME:-}" ]; then
    echo "jawa: JAWA_JAVA_HOME=$JAWA_JAVA_HOME is no JDK $JAWA_JAVA_MINIMUM or newer; point it to one or unset it" >&2
  else
    echo "jawa: no JDK $JAWA_JAVA_MINIMUM or newer found; install one or set JAWA_JAVA_HOME to its folder" >&2
  fi
}
