package dev.jawa.wasi.keyvalue;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jawa.wasi.keyvalue.Journal.Change;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Keys and values, for use by any number of guests at once. Arrays that go in or come out are
/// shared, and never changed by either side.
public final class Bucket implements AutoCloseable {

  /// 64 MiB.
  public static final long DEFAULT_MAX_BYTES = 64L << 20;

  /// What an entry costs besides its bytes.
  private static final int ENTRY_COST = 64;

  private final ReentrantLock lock = new ReentrantLock();
  private final TreeMap<String, byte[]> values;
  private final Journal journal;
  private final long maxBytes;
  private long bytes;

  private Bucket(TreeMap<String, byte[]> values, Journal journal, long maxBytes) {
    this.values = values;
    this.journal = journal;
    this.maxBytes = maxBytes;
    values.forEach((key, value) -> bytes += cost(key, value));
  }

  /// A bucket that is forgotten with its guest.
  ///
  /// @param maxBytes of all keys and values together, with 64 for each entry
  public static Bucket inMemory(Map<String, byte[]> first, long maxBytes) {
    return new Bucket(new TreeMap<>(first), Journal.NONE, maxBytes);
  }

  /// A bucket kept in a file, which is made if there is none. It belongs to one process at a time.
  ///
  /// @param maxBytes of all keys and values together, with 64 for each entry
  /// @throws IOException if the file cannot be used; the message says why
  public static Bucket inFile(Path file, long maxBytes) throws IOException {
    TreeMap<String, byte[]> values = new TreeMap<>();
    FileJournal journal = FileJournal.open(file, values);
    return new Bucket(values, journal, maxBytes);
  }

  public byte @Nullable [] get(String key) {
    lock.lock();
    try {
      return values.get(key);
    } finally {
      lock.unlock();
    }
  }

  /// All keys in their order.
  public List<String> keys() {
    lock.lock();
    try {
      return List.copyOf(values.keySet());
    } finally {
      lock.unlock();
    }
  }

  /// The values of many keys at one moment, `null` for what is not there.
  public List<byte @Nullable []> getAll(List<String> keys) {
    lock.lock();
    try {
      List<byte @Nullable []> found = new ArrayList<>(keys.size());
      keys.forEach(key -> found.add(values.get(key)));
      return found;
    } finally {
      lock.unlock();
    }
  }

  /// Sets many keys, all or none.
  public void setAll(List<Map.Entry<String, byte[]>> entries) throws BucketException {
    lock.lock();
    try {
      change(entries.stream().map(Change::set).toList());
    } finally {
      lock.unlock();
    }
  }

  /// Deletes many keys, all or none; one that is not there is no error.
  public void deleteAll(List<String> keys) throws BucketException {
    lock.lock();
    try {
      change(keys.stream().filter(values::containsKey).map(key -> new Change(key, null)).toList());
    } finally {
      lock.unlock();
    }
  }

  /// Adds to a number kept as decimal text; a missing one counts as 0. Both are unsigned.
  ///
  /// @return the sum
  /// @throws BucketException if the value is not such a number, or the sum does not fit
  public long increment(String key, long delta) throws BucketException {
    lock.lock();
    try {
      byte[] value = values.get(key);
      long old = value == null ? 0 : number(key, value);
      long sum = old + delta;
      if (Long.compareUnsigned(sum, old) < 0) {
        throw new BucketException("the sum does not fit into 64 bits");
      }
      change(List.of(new Change(key, Long.toUnsignedString(sum).getBytes(UTF_8))));
      return sum;
    } finally {
      lock.unlock();
    }
  }

  private static long number(String key, byte[] value) throws BucketException {
    try {
      return Long.parseUnsignedLong(new String(value, UTF_8));
    } catch (NumberFormatException e) {
      throw new BucketException("the value of '" + key + "' is not a number");
    }
  }

  private void change(List<Change> changes) throws BucketException {
    long after = bytes + growth(changes);
    if (after > maxBytes && after > bytes) {
      throw new BucketException("the store is full: " + maxBytes + " bytes");
    }
    try {
      journal.append(changes, values);
    } catch (IOException e) {
      throw new BucketException("cannot be kept: " + e.getMessage());
    }
    for (Change change : changes) {
      byte[] value = change.value();
      if (value == null) {
        values.remove(change.key());
      } else {
        values.put(change.key(), value);
      }
    }
    bytes = after;
  }

  /// By how much the bucket grows; of a key that occurs twice the last value counts.
  private long growth(List<Change> changes) {
    Map<String, Long> costs = new TreeMap<>();
    for (Change change : changes) {
      byte[] value = change.value();
      costs.put(change.key(), value == null ? 0L : cost(change.key(), value));
    }
    long growth = 0;
    for (Map.Entry<String, Long> cost : costs.entrySet()) {
      byte[] replaced = values.get(cost.getKey());
      growth += cost.getValue() - (replaced == null ? 0 : cost(cost.getKey(), replaced));
    }
    return growth;
  }

  private static long cost(String key, byte[] value) {
    return ENTRY_COST + 2L * key.length() + value.length;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      journal.close();
    } finally {
      lock.unlock();
    }
  }
}
