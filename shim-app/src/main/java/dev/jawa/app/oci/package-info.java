/// A container as the OCI runtime specification has it: what containerd leaves in the [Bundle], the
/// [RuntimeSpec] in it, the [RootfsMounts] and the [StdioPipes] of a task, and the [Holder], a
/// process made by [Runc] that does nothing but keep the container's namespaces, mounts and hooks
/// real while the guest runs in this JVM (`docs/adr/0005-shim-daemon.md`).
@NullMarked
package dev.jawa.app.oci;

import org.jspecify.annotations.NullMarked;
