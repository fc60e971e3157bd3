/// The jawa command and the containerd shim daemon: the only module with Spring, and the one that
/// wires everything.
@NullMarked
package dev.jawa.app;

import org.jspecify.annotations.NullMarked;
