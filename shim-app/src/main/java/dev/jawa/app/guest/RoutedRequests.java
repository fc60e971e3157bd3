package dev.jawa.app.guest;

import dev.jawa.http.Exchange;
import dev.jawa.http.RequestHandler;
import dev.jawa.wasi.ctx.HttpBody;
import dev.jawa.wasi.ctx.HttpRequest;
import dev.jawa.wasi.ctx.HttpResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Hands each request to the component whose route is the narrowest that fits; status 404 if none
/// does. A component can be replaced while requests are under way: those end where they began.
final class RoutedRequests implements RequestHandler, AutoCloseable {

  private record Entry(Route route, HttpServing.Answering guest) {}

  private final HttpServing serving;
  private volatile List<Entry> entries;

  RoutedRequests(Map<Route, HttpGuest> guests, HttpServing serving) {
    this.serving = serving;
    List<Entry> sorted = new ArrayList<>();
    new TreeMap<>(guests)
        .forEach((route, guest) -> sorted.add(new Entry(route, serving.answering(guest))));
    this.entries = List.copyOf(sorted);
  }

  /// From now on requests of this route go there.
  ///
  /// @throws IllegalArgumentException if there is no such route
  void replace(Route route, HttpGuest guest) {
    List<Entry> next = new ArrayList<>(entries);
    Entry old =
        next.stream()
            .filter(entry -> entry.route().equals(route))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no route " + route));
    next.remove(old);
    next.add(new Entry(route, serving.answering(guest)));
    next.sort(Comparator.comparing(Entry::route));
    entries = List.copyOf(next);
    old.guest().close();
  }

  @Override
  public void handle(HttpRequest request, Exchange exchange) throws IOException {
    for (Entry entry : entries) {
      if (entry.route().matches(request.authority(), request.pathWithQuery())) {
        entry.guest().handle(request, exchange);
        return;
      }
    }
    exchange.respond(new HttpResponse(404, List.of(), HttpBody.empty()));
  }

  @Override
  public void close() {
    entries.forEach(entry -> entry.guest().close());
  }
}
