/// Stores of keys and values for guests, in memory or kept in a file: [KeyValueStores] finds a
/// [Bucket] by its name, a [Journal] remembers what was done to it.
@NullMarked
package dev.jawa.wasi.keyvalue;

import org.jspecify.annotations.NullMarked;
