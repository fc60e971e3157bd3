/// What an operator sets: [JawaConfiguration] is the file and the environment as one value, read
/// without Spring because `run` must not wait for it.
@NullMarked
package dev.jawa.app.config;

import org.jspecify.annotations.NullMarked;
