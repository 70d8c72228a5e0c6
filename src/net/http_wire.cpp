#include "net/http_wire.hpp"

#include <algorithm>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>

#include "net/letters.hpp"

namespace tw::net {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

std::string text_of(beast::string_view text) { return {text.data(), text.size()}; }

std::unexpected<TransportFault> fault_of(const boost::system::error_code& error) {
  if (error == http::error::header_limit || error == http::error::body_limit ||
      error == http::error::buffer_overflow) {
    return std::unexpected{TransportFault{
        FaultKind::TooLarge, error == http::error::header_limit ? "more header than is allowed"
                                                                : "a larger body than is allowed"}};
  }
  if (error == http::error::partial_message) {
    return std::unexpected{
        TransportFault{FaultKind::Reset, "the connection ended inside the body"}};
  }
  if (error == http::error::end_of_stream) {
    return std::unexpected{
        TransportFault{FaultKind::Reset, "the connection ended before an answer"}};
  }
  return std::unexpected{TransportFault{FaultKind::Malformed, "no HTTP: " + error.message()}};
}

/// "0\r\n\r\n": Beast takes for granted that it is not shown less of a last chunk a second time.
constexpr std::size_t kLastChunk = 5;

/// One message of either kind, with the bytes that are still to be parsed.
template <class Parser>
struct Reading {
  explicit Reading(const MessageLimits& given) : limits{given} { restart(); }

  void restart() {
    parser.emplace();
    parser->eager(true);
    parser->header_limit(limits.header_max);
    parser->body_limit(limits.body_max);
    has_begun = false;
    wanted = 1;
  }

  Fed feed(std::string_view bytes) {
    waiting.append(bytes);
    has_begun = has_begun || !waiting.empty();
    while (!parser->is_done() && waiting.size() >= wanted) {
      boost::system::error_code error;
      const std::size_t used = parser->put({waiting.data(), waiting.size()}, error);
      waiting.erase(0, used);
      const bool is_chunked = parser->is_header_done() && parser->chunked();
      wanted = error == http::error::need_more && is_chunked ? kLastChunk : 1;
      if (error == http::error::need_more) break;
      if (error) return fault_of(error);
      if (used == 0) break;
    }
    return parser->is_done() ? Progress::Done : Progress::Wanting;
  }

  MessageLimits limits;
  std::optional<Parser> parser;
  std::string waiting;
  std::size_t wanted = 1;  ///< Bytes that must be waiting before the parser is asked again.
  bool has_begun = false;
};

template <class Message>
HttpHeaders headers_of(const Message& message) {
  HttpHeaders headers;
  for (const auto& field : message) {
    headers.emplace_back(text_of(field.name_string()), text_of(field.value()));
  }
  return headers;
}

bool is_token_byte(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
         std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_token_byte);
}

bool is_field_value(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

bool names(const HttpHeaders& headers, std::string_view name) {
  return std::ranges::any_of(headers, [name](const auto& header) {
    return std::ranges::equal(header.first, name, {}, lower, lower);
  });
}

void add_line(std::string& text, std::string_view name, std::string_view value) {
  text += name;
  text += ": ";
  text += value;
  text += "\r\n";
}

void add_missing(std::string& text, const HttpHeaders& headers, std::string_view name,
                 std::string_view value) {
  if (!names(headers, name)) add_line(text, name, value);
}

}  // namespace

struct ResponseReader::State {
  State(const MessageLimits& given, bool bodiless) : reading{given}, is_bodiless{bodiless} {
    reading.parser->skip(is_bodiless);
  }

  /// Goes on behind an informational response.
  bool skip_informational() {
    const unsigned status = reading.parser->get().result_int();
    if (status < 100 || status >= 200 || status == 101) return false;
    reading.restart();
    reading.parser->skip(is_bodiless);
    return true;
  }

  /// Returns the end of an answer, or what is wrong with its status: three digits may still be 050.
  Fed checked() const {
    if (reading.parser->get().result_int() >= 100) return Progress::Done;
    return std::unexpected{TransportFault{FaultKind::Malformed, "no HTTP: a status below 100"}};
  }

  Reading<http::response_parser<http::string_body>> reading;
  bool is_bodiless;
  bool was_fed = false;
};

ResponseReader::ResponseReader(const MessageLimits& limits, bool is_bodiless)
    : state_{std::make_unique<State>(limits, is_bodiless)} {}
ResponseReader::~ResponseReader() = default;

Fed ResponseReader::feed(std::string_view bytes) {
  state_->was_fed = state_->was_fed || !bytes.empty();
  Fed fed = state_->reading.feed(bytes);
  while (fed && *fed == Progress::Done && state_->skip_informational()) {
    fed = state_->reading.feed({});
  }
  return fed && *fed == Progress::Done ? state_->checked() : fed;
}

Fed ResponseReader::end_of_stream() {
  boost::system::error_code error;
  if (state_->reading.parser->got_some()) {
    state_->reading.parser->put_eof(error);
  } else {
    error = http::error::end_of_stream;
  }
  if (error) return fault_of(error);
  return state_->checked();
}

bool ResponseReader::has_begun() const { return state_->was_fed; }
bool ResponseReader::keeps_alive() const {
  return state_->reading.parser->keep_alive() && state_->reading.waiting.empty();
}
std::string_view ResponseReader::rest() const { return state_->reading.waiting; }

HttpResponse ResponseReader::take() {
  auto message = state_->reading.parser->release();
  return {.status = static_cast<int>(message.result_int()),
          .headers = headers_of(message),
          .body = std::move(message.body())};
}

struct RequestReader::State {
  explicit State(const MessageLimits& limits) : reading{limits} {}

  Reading<http::request_parser<http::string_body>> reading;
};

RequestReader::RequestReader(const MessageLimits& limits)
    : state_{std::make_unique<State>(limits)} {}
RequestReader::~RequestReader() = default;

Fed RequestReader::feed(std::string_view bytes) { return state_->reading.feed(bytes); }
bool RequestReader::has_begun() const { return state_->reading.has_begun; }
bool RequestReader::keeps_alive() const { return state_->reading.parser->keep_alive(); }
std::string_view RequestReader::rest() const { return state_->reading.waiting; }

HttpRequest RequestReader::take() {
  auto message = state_->reading.parser->release();
  state_->reading.restart();
  return {.method = text_of(message.method_string()),
          .url = text_of(message.target()),
          .headers = headers_of(message),
          .body = std::move(message.body())};
}

std::expected<std::string, TransportFault> wire_text(const HttpRequest& request, const Url& url) {
  const auto unsendable = [](std::string what) {
    return std::unexpected{TransportFault{FaultKind::Malformed, std::move(what)}};
  };
  if (!is_token(request.method)) return unsendable("a method that is no word");
  std::string text = request.method + ' ' + url.target + " HTTP/1.1\r\n";
  add_missing(text, request.headers, "Host", url.authority());
  add_missing(text, request.headers, "User-Agent", "tradewind");
  add_missing(text, request.headers, "Accept", "*/*");
  add_missing(text, request.headers, "Accept-Encoding", "gzip, deflate");
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name)) return unsendable("a header whose name is no word");
    if (!is_field_value(value)) return unsendable("a line break in the header '" + name + "'");
    add_line(text, name, value);
  }
  if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
    add_missing(text, request.headers, "Content-Length", std::to_string(request.body.size()));
  }
  text += "\r\n";
  return text + request.body;
}

std::string_view reason_of(int status) {
  const auto reason = http::obsolete_reason(http::int_to_status(static_cast<unsigned>(status)));
  if (reason.empty() || reason.front() == '<') return "Status";
  return {reason.data(), reason.size()};
}

std::string wire_head(const HttpResponse& response, std::size_t body_size, bool keeps_alive) {
  std::string text = "HTTP/1.1 " + std::to_string(response.status) + ' ';
  text += reason_of(response.status);
  text += "\r\n";
  for (const auto& [name, value] : response.headers) add_line(text, name, value);
  add_missing(text, response.headers, "Content-Length", std::to_string(body_size));
  add_missing(text, response.headers, "Connection", keeps_alive ? "keep-alive" : "close");
  return text + "\r\n";
}

}  // namespace tw::net
