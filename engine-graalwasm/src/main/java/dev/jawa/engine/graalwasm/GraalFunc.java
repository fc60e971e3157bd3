package dev.jawa.engine.graalwasm;

import dev.jawa.engine.CoreFunc;

/// A function of a guest or of the host.
sealed interface GraalFunc extends CoreFunc, GraalExtern permits GuestFunc, HostFunc {}
