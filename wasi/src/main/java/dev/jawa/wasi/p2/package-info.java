/// WASI 0.2 for components: [P2] is the list of all interfaces. One package for each WIT package,
/// one class for each interface and resource; the classes only translate to and from
/// `dev.jawa.wasi.ctx`.
@NullMarked
package dev.jawa.wasi.p2;

import org.jspecify.annotations.NullMarked;
