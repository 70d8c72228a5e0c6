#include "net/websocket_client.hpp"

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <future>
#include <set>
#include <thread>

#include "net/stream.hpp"
#include "net/websocket_handshake.hpp"
#include "net/websocket_link.hpp"

namespace tw::net {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds kGrace{250};  // As in http_client.cpp.
constexpr std::size_t kAgreementReadSize = 16'384;
constexpr MessageLimits kAnswerLimits{.header_max = 65'536, .body_max = 1U << 20U};

using Connected = std::expected<std::shared_ptr<WebSocket>, NoWebSocket>;

/// One handshake on its way. Owned by who waits for it and by who works on it.
struct Opening {
  explicit Opening(asio::io_context& context) : clock{context} {}

  Url url;
  std::string key;
  std::string bytes;
  WebSocketEvents events;
  WebSocketTerms terms;
  Abort abort;
  asio::steady_timer clock;
  std::promise<Connected> answer;
};

/// A connection whose handshake is done, and what came behind the answer.
struct Agreed {
  std::unique_ptr<Stream> stream;
  std::string rest;
};

NoWebSocket no(TransportFault fault) { return {.fault = std::move(fault), .answer = {}}; }

}  // namespace

struct WebSocketClient::Loop : std::enable_shared_from_this<Loop> {
  Loop(WebSocketClientTerms given, TlsContext trusted)
      : terms{std::move(given)}, tls{std::move(trusted)} {}

  Awaitable<std::expected<Agreed, NoWebSocket>> agree(Opening& opening) const {
    const auto proxy = terms.proxies.proxy_for(opening.url);
    auto opened = co_await open_stream(opening.url, proxy, tls, opening.abort);
    if (!opened) co_return std::unexpected{no(std::move(opened.error()))};
    Agreed agreed{.stream = std::move(*opened), .rest = {}};
    opening.abort.on_end([&agreed] { agreed.stream->close(); });
    auto unsent = co_await agreed.stream->write(opening.bytes);
    if (unsent) {
      opening.abort.on_end({});
      co_return std::unexpected{no(std::move(*unsent))};
    }
    ResponseReader reader{kAnswerLimits};
    std::array<char, kAgreementReadSize> bytes;
    Fed fed = Progress::Wanting;
    while (fed && *fed == Progress::Wanting) {
      auto came = co_await agreed.stream->read_some(bytes);
      if (!came) {
        fed = std::unexpected{std::move(came.error())};
        break;
      }
      fed = *came == 0 ? reader.end_of_stream() : reader.feed({bytes.data(), *came});
    }
    opening.abort.on_end({});
    if (!fed) co_return std::unexpected{no(std::move(fed.error()))};
    agreed.rest = reader.rest();
    HttpResponse answer = reader.take();
    if (agrees(answer, opening.key)) co_return agreed;
    TransportFault fault{FaultKind::Refused,
                         "no WebSocket, status " + std::to_string(answer.status)};
    co_return std::unexpected{NoWebSocket{.fault = std::move(fault), .answer = std::move(answer)}};
  }

  Awaitable<void> open(std::shared_ptr<Opening> opening, std::chrono::nanoseconds patience) {
    openings.insert(opening.get());
    if (is_over) opening->abort.end(FaultKind::Cancelled);
    opening->clock.expires_after(patience);
    opening->clock.async_wait([opening](boost::system::error_code error) {
      if (!error) opening->abort.end(FaultKind::TimedOut);
    });
    auto agreed = co_await agree(*opening);
    opening->clock.cancel();
    openings.erase(opening.get());
    if (!agreed) {
      NoWebSocket none = std::move(agreed.error());
      if (const auto reason = opening->abort.reason()) {
        none.fault = {*reason, std::string{to_string(*reason)}};
      }
      none.fault.what = opening->url.authority() + ": " + none.fault.what;
      opening->answer.set_value(std::unexpected{std::move(none)});
      co_return;
    }
    auto link =
        make_websocket_link(shared_from_this(), context.get_executor(), std::move(agreed->stream),
                            WebSocketSide::Client, opening->terms);
    link->listen(std::move(opening->events));
    links.insert(link);
    opening->answer.set_value(Connected{link});
    co_await link->run(std::move(agreed->rest));
    links.erase(link);
  }

  // Constant after construction.
  WebSocketClientTerms terms;
  TlsContext tls;

  // The loop's thread alone.
  std::set<Opening*> openings;
  bool is_over = false;
  std::set<std::shared_ptr<WebSocketLink>> links;

  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
  std::thread thread;
};

std::expected<std::unique_ptr<WebSocketClient>, std::string> WebSocketClient::make(
    WebSocketClientTerms terms) {
  auto tls = client_context(terms.trust);
  if (!tls) return std::unexpected{std::move(tls.error())};
  auto loop = std::make_shared<Loop>(std::move(terms), std::move(*tls));
  return std::unique_ptr<WebSocketClient>{new WebSocketClient{std::move(loop)}};
}

WebSocketClient::WebSocketClient(std::shared_ptr<Loop> loop) : loop_{std::move(loop)} {
  loop_->thread = std::thread{[&context = loop_->context] { context.run(); }};
}

WebSocketClient::~WebSocketClient() {
  asio::post(loop_->context, [loop = loop_.get()] {
    for (Opening* opening : loop->openings) opening->abort.end(FaultKind::Cancelled);
    for (const auto& link : loop->links) link->end_soon();
    loop->work.reset();
  });
  loop_->thread.join();
}

void WebSocketClient::end() {
  asio::post(loop_->context, [loop = loop_.get()] {
    loop->is_over = true;
    for (Opening* opening : loop->openings) opening->abort.end(FaultKind::Cancelled);
  });
}

std::expected<std::shared_ptr<WebSocket>, NoWebSocket> WebSocketClient::connect(
    const HttpRequest& handshake, WebSocketEvents events, const WebSocketTerms& terms,
    Duration patience) {
  auto url = Url::parse(handshake.url);
  if (!url) return std::unexpected{no({FaultKind::Malformed, std::move(url.error())})};
  auto opening = std::make_shared<Opening>(loop_->context);
  opening->key = new_websocket_key();
  HttpRequest request = handshake;
  request.method = "GET";
  request.headers.insert(request.headers.end(), {{"Upgrade", "websocket"},
                                                 {"Connection", "Upgrade"},
                                                 {"Sec-WebSocket-Version", "13"},
                                                 {"Sec-WebSocket-Key", opening->key}});
  auto bytes = wire_text(request, *url);
  if (!bytes) return std::unexpected{no(std::move(bytes.error()))};
  opening->url = std::move(*url);
  opening->bytes = std::move(*bytes);
  opening->events = std::move(events);
  opening->terms = terms;
  auto answer = opening->answer.get_future();
  const std::chrono::nanoseconds span{patience.ns};
  asio::co_spawn(loop_->context, loop_->open(opening, span), [](const std::exception_ptr&) {});
  if (answer.wait_for(span + kGrace) != std::future_status::ready) {
    return std::unexpected{no({FaultKind::TimedOut, opening->url.authority() + ": timed out"})};
  }
  return answer.get();
}

}  // namespace tw::net
