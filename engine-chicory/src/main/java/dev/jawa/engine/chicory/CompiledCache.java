package dev.jawa.engine.chicory;

import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.ExternalType;
import dev.jawa.engine.CodeCache;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Compiled code kept in files between processes, one for each module.
///
/// What comes out of it is executed, so the folder must be this user's alone. Files are written
/// beside and moved into place, so any number of processes may share a folder; a file that is
/// damaged, or that another version wrote, counts as absent. No failure here fails a compilation:
/// it only costs the time the cache would have saved.
final class CompiledCache implements CodeCache {

  private static final Logger LOG = System.getLogger(CompiledCache.class.getName());

  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");

  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  private final Path folder;
  private final CacheEviction eviction;
  private final String suffix =
      "-" + ChicoryVersion.kindOfGeneratedCode() + CacheEviction.EXTENSION;

  /// What is kept of a module.
  static final class Entry {

    private final byte[] wasm;
    private final CompiledCode code;

    Entry(byte[] wasm, CompiledCode code) {
      this.wasm = wasm;
      this.code = code;
    }

    static Entry of(byte[] wasm, WasmModule module, CompiledCode code) {
      int imported = module.importSection().count(ExternalType.FUNCTION);
      return new Entry(
          WasmStripper.stripForLater(
              wasm, module, index -> code.interpreted().contains(imported + index)),
          code);
    }

    /// The module without the bodies of compiled functions.
    byte[] wasm() {
      return wasm;
    }

    CompiledCode code() {
      return code;
    }
  }

  private CompiledCache(Path folder, long maxBytes) {
    this.folder = folder;
    this.eviction = new CacheEviction(folder, maxBytes);
  }

  /// The cache in this folder, which is made if need be; `null`, with a warning, if code from there
  /// is not to be trusted.
  static @Nullable CompiledCache open(Path folder, long maxBytes) {
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(PRIVATE));
      }
      String objection = objection(folder);
      if (objection == null) {
        return new CompiledCache(folder, maxBytes);
      }
      LOG.log(Level.WARNING, "no compiled code is kept in {0}: {1}", folder, objection);
    } catch (AccessDeniedException e) {
      LOG.log(Level.WARNING, "no compiled code is kept in {0}: permission denied", folder);
    } catch (FileAlreadyExistsException | NoSuchFileException e) {
      LOG.log(
          Level.WARNING, "no compiled code is kept in {0}: no folder can be made there", folder);
    } catch (IOException | UnsupportedOperationException e) {
      LOG.log(Level.WARNING, "no compiled code is kept in {0}: {1}", folder, e);
    }
    return null;
  }

  private static @Nullable String objection(Path folder) throws IOException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
    if (permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      return "others can write to it, chmod 700 it";
    }
    String owner = Files.getOwner(folder).getName();
    String me = System.getProperty("user.name", "");
    // The owner of a file this process makes is who it runs as, whatever user.name says in a
    // container.
    return owner.equals(me) || owner.equals(ownerOfNewFile(folder))
        ? null
        : "it belongs to " + owner;
  }

  private static String ownerOfNewFile(Path folder) throws IOException {
    Path probe = Files.createTempFile(folder, "probe", ".tmp");
    try {
      return Files.getOwner(probe).getName();
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  private Path file(String digest) {
    return folder.resolve(digest + suffix);
  }

  /// What is kept of the module with this digest, or `null`.
  @Nullable Entry load(String digest) {
    Path file = file(digest);
    try {
      Entry entry = CacheFile.decode(Files.readAllBytes(file));
      if (entry == null) {
        LOG.log(Level.WARNING, "ignoring the damaged cache file {0}", file);
        return null;
      }
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      return entry;
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot read the cache file {0}: {1}", file, e);
      return null;
    }
  }

  /// Keeps it, or logs why not.
  void store(String digest, Entry entry) {
    write(digest, entry);
  }

  @Override
  public String kind() {
    return ChicoryVersion.kindOfGeneratedCode();
  }

  @Override
  public String name(byte[] wasm) {
    return ChicoryEngine.digest(wasm);
  }

  @Override
  public boolean has(String name) {
    return Files.exists(file(name));
  }

  @Override
  public byte @Nullable [] read(String name) {
    try {
      return Files.readAllBytes(file(name));
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot read the cache file {0}: {1}", file(name), e);
      return null;
    }
  }

  @Override
  public boolean write(String name, byte[] code) {
    Entry entry = CacheFile.decode(code);
    if (entry == null || !isOf(name, entry.code())) {
      return false;
    }
    write(name, entry);
    return true;
  }

  // The classes of a module are named after it.
  private static boolean isOf(String name, CompiledCode code) {
    String className = ChicoryEngine.CLASS_NAME_PREFIX + name;
    return DIGEST.matcher(name).matches()
        && code.mainClassName().equals(className)
        && code.classes().keySet().stream().allMatch(type -> type.startsWith(className));
  }

  private void write(String digest, Entry entry) {
    Path file = file(digest);
    try {
      Path written = Files.createTempFile(folder, digest, CacheEviction.TEMPORARY);
      try {
        Files.write(written, CacheFile.encode(entry));
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(written);
      }
      eviction.run();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot write the cache file {0}: {1}", file, e);
    }
  }
}
