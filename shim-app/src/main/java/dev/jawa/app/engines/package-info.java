/// What the engines can do, found out by letting them do it: [Probes] has a tiny module for each
/// proposal, [EngineReport] runs them on an engine.
@NullMarked
package dev.jawa.app.engines;

import org.jspecify.annotations.NullMarked;
