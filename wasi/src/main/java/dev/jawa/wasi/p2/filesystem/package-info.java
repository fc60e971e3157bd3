/// `wasi:filesystem` 0.2: [FilesystemTypes] is the contents of its `types`, [Preopens] of its
/// `preopens`. The functions of the resource [Descriptor] are grouped as one uses them:
/// [FileFunctions] on bytes, [AttributeFunctions] on what is known about a file, [PathFunctions]
/// below a directory. All of them only translate between WIT values and the capabilities of
/// `dev.jawa.wasi.ctx`.
@NullMarked
package dev.jawa.wasi.p2.filesystem;

import org.jspecify.annotations.NullMarked;
