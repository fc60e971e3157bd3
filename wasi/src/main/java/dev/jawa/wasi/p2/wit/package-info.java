/// The few words in which binding tables are written: type constructors in [WitTypes], and how a
/// blocked host function is interrupted, in [Blocking].
@NullMarked
package dev.jawa.wasi.p2.wit;

import org.jspecify.annotations.NullMarked;
