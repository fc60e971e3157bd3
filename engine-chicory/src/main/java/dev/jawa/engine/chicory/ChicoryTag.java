package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.TagInstance;
import dev.jawa.engine.CoreTag;

/// An exception tag of an instance.
record ChicoryTag(ChicoryStore store, TagInstance tag) implements ChicoryExtern, CoreTag {}
