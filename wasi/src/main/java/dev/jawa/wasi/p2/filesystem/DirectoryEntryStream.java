package dev.jawa.wasi.p2.filesystem;

import dev.jawa.component.host.HostResource;
import dev.jawa.wasi.ctx.DirectoryEntry;
import dev.jawa.wasi.ctx.FileException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// The resource `directory-entry-stream`: the entries as they were when it was made.
final class DirectoryEntryStream {

  static final HostResource<DirectoryEntryStream> RESOURCE =
      HostResource.of("directory-entry-stream", DirectoryEntryStream.class, _ -> {});

  private final Iterator<DirectoryEntry> entries;

  DirectoryEntryStream(List<DirectoryEntry> entries) {
    this.entries = entries.iterator();
  }

  /// An `option<directory-entry>`; one whose name is no text is passed over by failing.
  Optional<Object> next() throws FileException {
    if (!entries.hasNext()) {
      return Optional.empty();
    }
    DirectoryEntry entry = entries.next();
    return Optional.of(new Object[] {StatValues.type(entry.type()), entry.text()});
  }
}
