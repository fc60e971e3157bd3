#!/bin/sh
# install.sh [--remove] PREFIX: the distribution goes to PREFIX/lib/jawa, links to its commands to PREFIX/bin.
set -eu
cd "$(dirname "$0")/.."
remove=
if [ "$1" = --remove ]; then
  remove=1
  shift
fi
prefix=$1
for name in jawa containerd-shim-jawa-v1 containerd-shim-chicory-v1 containerd-shim-graalwasm-v1; do
  if [ -h "$prefix/bin/$name" ]; then rm "$prefix/bin/$name"; fi
done
rm -rf "$prefix/lib/jawa"
[ -z "$remove" ] || exit 0

mkdir -p "$prefix/lib" "$prefix/bin"
# Times are kept: a start-up cache holds only for the very files it was trained with.
cp -Rp dist/jawa "$prefix/lib/jawa"
for command in dist/jawa/bin/*; do
  ln -s "../lib/jawa/bin/${command##*/}" "$prefix/bin/${command##*/}"
done
echo "installed to $prefix: $prefix/bin/jawa --help"
