/// Directories for guests on systems without `openat2(2)`, by `java.nio.file` alone.
///
/// [PortableDirectory][dev.jawa.wasi.portable.PortableDirectory] follows each path itself
/// (`Steps`), part by part, and leaves by no link and no `..` that is there when it looks. Between
/// looking and acting somebody else may exchange a directory for a link: against that only a kernel
/// helps, so this is weaker than `dev.jawa.wasi.sys`, and whoever opens it says so.
@NullMarked
package dev.jawa.wasi.portable;

import org.jspecify.annotations.NullMarked;
