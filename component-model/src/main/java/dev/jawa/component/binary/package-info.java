/// From bytes to `dev.jawa.component.ast`: `ComponentDecoder` reads the whole binary eagerly and
/// fails early. Input is hostile until proven otherwise: nesting is bounded, a count is never
/// trusted before the bytes behind it were seen, and time is linear in the input. Spec:
/// `Binary.md`.
@NullMarked
package dev.jawa.component.binary;

import org.jspecify.annotations.NullMarked;
