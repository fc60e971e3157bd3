/// What containerd says to a shim, and how: no wasm, no Spring. The messages in `api` are generated
/// from `src/main/proto`, `ttrpc` carries them.
@NullMarked
package dev.jawa.shim;

import org.jspecify.annotations.NullMarked;
