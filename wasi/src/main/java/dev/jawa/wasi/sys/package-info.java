/// The operating system below the capabilities: files that cannot be left ([LinuxDirectory], by
/// `openat2`) and the standard streams of this process ([ProcessStdio]). The only package of this
/// module with foreign function calls, all of them in [Kernel]; `docs/adr/0003-ffm-in-wasi-sys.md`
/// says why they are here.
@NullMarked
package dev.jawa.wasi.sys;

import org.jspecify.annotations.NullMarked;
