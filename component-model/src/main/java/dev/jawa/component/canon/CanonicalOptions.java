package dev.jawa.component.canon;

import dev.jawa.component.ast.CanonOption.StringEncoding;
import dev.jawa.component.runtime.InstanceState;
import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreMemory;
import org.jspecify.annotations.Nullable;

/// The options of a canonical definition, executed in an instance.
///
/// @param memory `null` if the definition names none, which validation allows only where no value
///   needs it
/// @param realloc likewise
/// @param postReturn cleans up after a lifted function; `null` if there is nothing to do
public record CanonicalOptions(
    InstanceState instance,
    StringEncoding encoding,
    @Nullable CoreMemory memory,
    @Nullable CoreFunc realloc,
    @Nullable CoreFunc postReturn) {}
