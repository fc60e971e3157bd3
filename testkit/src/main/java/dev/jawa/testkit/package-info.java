/// What tests of every module share.
///
/// [EngineContract] holds an engine to the promises of the SPI; [WasmBuilder] makes the small
/// guests that tests need, as no text encoder is at hand while tests run.
@NullMarked
package dev.jawa.testkit;

import org.jspecify.annotations.NullMarked;
