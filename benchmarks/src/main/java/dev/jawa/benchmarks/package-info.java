/// JMH benchmarks of what every request pays. Run one with `scripts/jmh.sh target/bench
/// CanonicalAbi`.
@NullMarked
package dev.jawa.benchmarks;

import org.jspecify.annotations.NullMarked;
