package dev.jawa.http;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// The exchanges that are not over, and a way to learn that there is none left.
final class InFlight {

  private final Set<ServerExchange> exchanges = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<Void> idle = new CompletableFuture<>();
  private volatile boolean awaited;

  void add(ServerExchange exchange) {
    exchanges.add(exchange);
  }

  void remove(ServerExchange exchange) {
    exchanges.remove(exchange);
    completeWhenIdle();
  }

  int size() {
    return exchanges.size();
  }

  /// Completes when there is no exchange any more; to be asked when no new ones can come.
  CompletableFuture<Void> idle() {
    awaited = true;
    completeWhenIdle();
    return idle;
  }

  private void completeWhenIdle() {
    if (awaited && exchanges.isEmpty()) {
      idle.complete(null);
    }
  }

  /// Ends what is over its time.
  void sweep(long now) {
    exchanges.forEach(exchange -> exchange.checkTime(now));
  }

  /// Gives up on all.
  void abortAll() {
    exchanges.forEach(ServerExchange::giveUp);
  }
}
