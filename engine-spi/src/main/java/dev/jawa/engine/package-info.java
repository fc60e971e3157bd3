/// The contract between Jawa and a core WebAssembly engine.
///
/// An [EngineProvider] is found by `ServiceLoader` and makes an [Engine]. An engine compiles bytes
/// once to a [CoreModule]; a [CoreStore] holds everything that lives and dies together (one guest,
/// one request); a store instantiates modules to [CoreInstance]s, whose imports and exports are
/// [CoreExtern]s. What a guest can cause is a [Trap]; what a host function wants to throw through
/// the guest flies through unwrapped.
@NullMarked
package dev.jawa.engine;

import org.jspecify.annotations.NullMarked;
