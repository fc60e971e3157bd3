/// Gives a decoded component its meaning, or refuses it: [ComponentValidator] walks the definitions
/// once, resolves every index to a type of `dev.jawa.component.type` and checks what the
/// specification demands. What linking needs to know is in [ValidatedComponent].
@NullMarked
package dev.jawa.component.validate;

import org.jspecify.annotations.NullMarked;
