#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "net/transport_fault.hpp"
#include "net/url.hpp"
#include "vendor/http_message.hpp"

namespace tw::net {

using vendor::HttpHeaders;
using vendor::HttpRequest;
using vendor::HttpResponse;

/// How much of a message is read before it is refused.
struct MessageLimits {
  std::uint32_t header_max = 65'536;
  std::uint64_t body_max = 64U << 20U;
};

/// What has become of a message so far.
enum class Progress : std::uint8_t {
  Wanting,  ///< More bytes are needed.
  Done,     ///< The message is whole; what was fed beyond it is `rest()`.
};
using Fed = std::expected<Progress, TransportFault>;

/// Reads one response of HTTP/1.1 from bytes as they come, in pieces of any size.
///
/// Informational responses (100, 103) are skipped. A body that ends before its length, or inside a
/// chunk, is a fault and never an answer.
/// Errors: Malformed, TooLarge, Reset; after one the reader is of no more use.
class ResponseReader {
 public:
  /// `is_bodiless`: the answer to HEAD or CONNECT, which has no body whatever its headers say.
  explicit ResponseReader(const MessageLimits& limits, bool is_bodiless = false);
  ~ResponseReader();
  ResponseReader(const ResponseReader&) = delete;
  ResponseReader& operator=(const ResponseReader&) = delete;

  Fed feed(std::string_view bytes);
  /// Says that the other side has ended the connection in order.
  Fed end_of_stream();
  /// True from the first byte that was fed.
  bool has_begun() const;
  /// True when another exchange may follow on the connection.
  bool keeps_alive() const;
  /// Returns the bytes behind the message. Owns: valid until the next call.
  std::string_view rest() const;
  /// Returns the message, its body as it came: not decompressed.
  HttpResponse take();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Reads requests of HTTP/1.1, one after the other, from bytes as they come.
/// Errors: as ResponseReader.
class RequestReader {
 public:
  explicit RequestReader(const MessageLimits& limits);
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  Fed feed(std::string_view bytes);
  bool has_begun() const;
  bool keeps_alive() const;
  std::string_view rest() const;
  /// Returns the message, with the target of its request line as `url`, and makes ready for the
  /// next one; bytes behind it are kept: `feed({})` goes on with them.
  HttpRequest take();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Returns `request` to `url` as it goes over the wire. Host, Content-Length and, where the
/// request names none, User-Agent, Accept and Accept-Encoding are added.
/// Errors: Malformed when a method, header name or value cannot stand in a message: a line break
/// in a header would smuggle another request.
std::expected<std::string, TransportFault> wire_text(const HttpRequest& request, const Url& url);

/// Returns status line and headers of a response as they go over the wire, with the blank line.
/// Content-Length is `body_size`, unless a header says it already.
std::string wire_head(const HttpResponse& response, std::size_t body_size, bool keeps_alive);

/// Returns "OK" for 200, and so on; "Status" for one that has no name.
std::string_view reason_of(int status);

}  // namespace tw::net
