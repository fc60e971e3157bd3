/// GraalWasm behind the SPI. So far only [GraalWasmEngineProvider], so that users see the engine's
/// name and why it cannot be chosen yet.
@NullMarked
package dev.jawa.engine.graalwasm;

import org.jspecify.annotations.NullMarked;
