/// The canonical ABI: how component values cross into and out of core WebAssembly. A [Codec] per
/// value type is made once ([Codecs]) and knows the type's layout and flat form; a [Signature] per
/// function type holds the codecs of its parameters and result; [LiftLowerContext] is what they
/// work on. [LiftedFunc] and [Lowering] are the calls. Spec: `CanonicalABI.md`.
///
/// Flat values are raw bits in a `long`, 32-bit values zero-extended. That is why the joins of
/// variant cases need no conversion here: an `f32` in an `i64` slot has the very same bits.
@NullMarked
package dev.jawa.component.canon;

import org.jspecify.annotations.NullMarked;
