#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>

#include "core/timestamp.hpp"
#include "net/http_wire.hpp"
#include "net/proxy.hpp"
#include "net/tls_context.hpp"
#include "net/transport_fault.hpp"

namespace tw::net {

/// How a client speaks to the world.
struct HttpClientTerms {
  TlsTrust trust;
  ProxyRules proxies;
  MessageLimits limits;           ///< The body's counts after decompression too.
  std::size_t idle_per_host = 8;  ///< Connections kept open for the next request.
  Duration idle_max = Duration::seconds(30);
  std::size_t requests_max = 256;  ///< Under way at once; more are refused, never queued.
};

/// What a client has done so far.
struct HttpClientCounts {
  std::uint64_t requests = 0;
  std::uint64_t connections = 0;  ///< Opened; the other requests went over one that was there.
  std::uint64_t bytes_in = 0;     ///< Before decompression.
};

using Fetched = std::expected<HttpResponse, TransportFault>;

/// Speaks HTTP/1.1, plain and over TLS, with connections kept alive per host.
///
/// Every certificate is checked, chain and host name; there is no switch against that, only
/// `trust.ca_file` to trust one more signer. Bodies come decompressed. Redirects are answers like
/// any other and cookies are headers like any other: both are the caller's.
/// A request is sent twice only when a kept connection turns out closed before a byte came back,
/// and only when it is a GET or HEAD.
/// Thread: any, several at once; the sockets are on a thread of its own.
class HttpClient {
 public:
  /// Errors: one line; a file of `terms` cannot be read.
  static std::expected<std::unique_ptr<HttpClient>, std::string> make(HttpClientTerms terms = {});
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// Sends `request` and waits for the whole answer, for `patience` in all.
  Fetched send(const HttpRequest& request, Duration patience);

  /// Ends what is under way: those calls return Cancelled. Later calls work.
  void cancel();
  /// As `cancel`, and later calls return Cancelled too: for whoever is about to leave.
  void end();

  HttpClientCounts counts() const;

 private:
  struct Loop;
  explicit HttpClient(std::shared_ptr<Loop> loop);

  std::shared_ptr<Loop> loop_;
};

}  // namespace tw::net
