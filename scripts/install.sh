#!/bin/sh
# install.sh [--remove] PREFIX: what the distribution's own installer does, without its trying a containerd.
set -eu
cd "$(dirname "$0")/.."
if [ "$1" = --remove ]; then
  # The distribution may not be built any more.
  exec shim-app/src/main/dist/install.sh --remove "$2"
fi
exec dist/jawa/install.sh --no-check "$1"
