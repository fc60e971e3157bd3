/// JMH benchmarks of what every request pays. Run one with `java -cp ... org.openjdk.jmh.Main
/// CanonicalAbi`.
@NullMarked
package dev.jawa.benchmarks;

import org.jspecify.annotations.NullMarked;
