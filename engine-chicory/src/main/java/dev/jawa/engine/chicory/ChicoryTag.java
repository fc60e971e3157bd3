package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.TagInstance;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.CoreTag;

/// An exception tag of an instance.
record ChicoryTag(ChicoryStore store, TagInstance tag) implements ChicoryExtern, CoreTag {

  CoreFuncType type() {
    return ChicoryTypes.funcType(tag.type());
  }
}
