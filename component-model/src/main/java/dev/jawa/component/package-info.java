/// The component model over the engine SPI. The stages, each with a type of its own: bytes →
/// `ast.Component` → `validate.ValidatedComponent` → `instantiate.LinkedComponent` →
/// `instantiate.ComponentInstance`.
@NullMarked
package dev.jawa.component;

import org.jspecify.annotations.NullMarked;
