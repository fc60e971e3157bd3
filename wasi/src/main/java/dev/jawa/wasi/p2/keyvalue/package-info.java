/// `wasi:keyvalue`, over `wasi.keyvalue`: a class for each interface.
@NullMarked
package dev.jawa.wasi.p2.keyvalue;

import org.jspecify.annotations.NullMarked;
