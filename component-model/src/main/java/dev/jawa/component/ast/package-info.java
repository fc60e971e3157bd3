/// What the bytes of a component say, before anything is checked against anything else: definitions
/// in the order of the binary, references as indices. Start at [Component] and [Definition];
/// `binary.ComponentDecoder` makes it, `validate.ComponentValidator` gives it meaning. Every
/// definition carries the offset of its first byte in the whole input. An index that does not fit
/// 31 bits is kept as [Integer#MAX_VALUE]: no index space is that long, so validation refuses it.
/// Spec: `Binary.md`.
@NullMarked
package dev.jawa.component.ast;

import org.jspecify.annotations.NullMarked;
