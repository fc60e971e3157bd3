/// WAVE, the text encoding of component values: [WaveCall] reads a call with its arguments as a
/// user types it, [WaveWriter] prints results. Spec: the `wasm-wave` crate of wasm-tools,
/// `README.md`.
@NullMarked
package dev.jawa.component.wave;

import org.jspecify.annotations.NullMarked;
