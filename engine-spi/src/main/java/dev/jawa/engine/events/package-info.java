/// What happens to guests, as events of the JDK's Flight Recorder: modules are compiled or found in
/// the cache, instances made and closed, requests answered, and guests trap. Nothing is recorded,
/// and next to nothing spent, where no recording asks for them. `docs/serving.md` tells how to.
@NullMarked
package dev.jawa.engine.events;

import org.jspecify.annotations.NullMarked;
