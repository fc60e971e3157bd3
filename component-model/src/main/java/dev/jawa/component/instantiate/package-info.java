/// Linking and instantiation: the only package that sees all the others. Start at [Linker].
@NullMarked
package dev.jawa.component.instantiate;

import org.jspecify.annotations.NullMarked;
