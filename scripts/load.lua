-- What wrk sends, and what it says at the end as one line of JSON. `wrk … URL -- BYTES` posts so many bytes; without BYTES it asks.
function init(args)
  if args[1] then
    wrk.method = "POST"
    wrk.body = string.rep("x", tonumber(args[1]))
    wrk.headers["content-type"] = "application/octet-stream"
  end
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '\nJSON {"requests": %d, "requests_per_second": %.1f, "mb_per_second": %.1f, "p50_ms": %.3f, "p99_ms": %.3f, '
      .. '"p99_9_ms": %.3f, "failed": %d}\n',
    summary.requests, summary.requests / summary.duration * 1e6, summary.bytes / summary.duration,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency:percentile(99.9) / 1e3,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
