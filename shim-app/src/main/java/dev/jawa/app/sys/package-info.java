/// The operating system below the shim: descriptors ([Fd]) and when they are ready ([FdPoller]),
/// standard streams over them ([FdSource], [FdSink]), processes ([ProcessHandleFd], [Orphans]),
/// mounts ([Mounts]), network namespaces ([NetnsPlace]), and what the daemon does to itself
/// ([CurrentProcess], [FileLock]). All foreign calls are in `Kernel`.
@NullMarked
package dev.jawa.app.sys;

import org.jspecify.annotations.NullMarked;
