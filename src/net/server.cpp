#include "net/server.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "net/stream.hpp"
#include "net/websocket_handshake.hpp"
#include "net/websocket_link.hpp"

namespace tw::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto kHeard = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kRequestReadSize = 16'384;
// No descriptor is free: those that are open may give one back meanwhile.
constexpr std::chrono::milliseconds kAcceptPause{50};

std::chrono::nanoseconds patience_of(Duration duration) {
  return std::chrono::nanoseconds{duration.ns};
}

/// One connection, on its strand.
struct Connection {
  explicit Connection(const asio::any_io_executor& on) : executor{on}, clock{on} {}

  /// Ends the connection unless `disarm` comes within `patience`.
  void arm(const std::shared_ptr<Connection>& self, Duration patience) {
    clock.expires_after(patience_of(patience));
    clock.async_wait([self](boost::system::error_code error) {
      if (!error) self->abort.end(FaultKind::TimedOut);
    });
  }
  void disarm() { clock.cancel(); }

  asio::any_io_executor executor;
  asio::steady_timer clock;
  Abort abort;
  std::unique_ptr<Stream> stream;
  std::shared_ptr<WebSocketLink> link;
  std::uint64_t generation = 0;  ///< Of the certificate it was shown.
};

Reply plain_text(int status, std::string body) {
  return {.response = {.status = status,
                       .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
                       .body = std::move(body)},
          .delivery = {}};
}

/// Waits on the connection's clock, which its end stops.
Awaitable<void> wait_on(Connection& connection, Duration span) {
  if (span.ns <= 0 || connection.abort.reason()) co_return;
  connection.clock.expires_after(patience_of(span));
  static_cast<void>(co_await connection.clock.async_wait(kHeard));
}

/// Writes a reply; false when the connection cannot go on.
Awaitable<bool> deliver(Connection& connection, const Reply& reply, bool keeps_alive,
                        bool is_bodiless) {
  const Delivery& how = reply.delivery;
  const std::string& body = reply.response.body;
  Stream& stream = *connection.stream;
  co_await wait_on(connection, how.delay);
  std::string bytes = wire_head(reply.response, body.size(), keeps_alive);
  const std::size_t size =
      is_bodiless ? 0 : std::min(body.size(), how.cut_at.value_or(body.size()));
  const std::size_t piece = how.piece == 0 ? size : how.piece;
  std::size_t sent = std::min(piece, size);
  bytes.append(body, 0, sent);
  auto fault = co_await stream.write(bytes);
  while (!fault && sent < size) {
    co_await wait_on(connection, how.pause);
    const std::size_t next = std::min(piece, size - sent);
    fault = co_await stream.write(std::string_view{body}.substr(sent, next));
    sent += next;
  }
  if (fault) co_return false;
  if (how.by_reset) stream.reset();
  co_return !how.cut_at && !how.by_reset && keeps_alive;
}

}  // namespace

struct Server::Loop : std::enable_shared_from_this<Loop> {
  Loop(ServerTerms given, Handler answers, Welcome welcomes, TlsContext shown)
      : terms{std::move(given)},
        handler{std::move(answers)},
        welcome{std::move(welcomes)},
        tls{std::move(shown)} {}

  std::expected<void, std::string> listen() {
    boost::system::error_code error;
    const auto address = asio::ip::make_address(terms.address, error);
    if (error || !address.is_loopback()) {
      return std::unexpected{"address '" + terms.address +
                             "' is not of this machine alone: use 127.0.0.1 or ::1"};
    }
    const tcp::endpoint place{address, terms.port};
    acceptor.open(place.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address{true}, error);
    if (!error) acceptor.bind(place, error);
    if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
    if (error) {
      return std::unexpected{"port " + std::to_string(terms.port) + " of " + terms.address +
                             " cannot be listened on: " + error.message() +
                             "; choose another, or 0 for a free one"};
    }
    port = acceptor.local_endpoint().port();
    return {};
  }

  void run() {
    asio::co_spawn(gate, accept_all(), asio::detached);
    for (unsigned i = 0; i < std::max(terms.threads, 1U); ++i) {
      threads.emplace_back([this] { context.run(); });
    }
  }

  Awaitable<void> accept_all() {
    while (acceptor.is_open()) {
      const asio::any_io_executor executor{asio::make_strand(context)};
      auto [error, socket] = co_await acceptor.async_accept(executor, kHeard);
      if (error == asio::error::operation_aborted || is_over) co_return;
      if (error) {
        asio::steady_timer pause{gate, kAcceptPause};
        static_cast<void>(co_await pause.async_wait(kHeard));
        continue;
      }
      auto connection = std::make_shared<Connection>(executor);
      if (!admit(connection)) continue;
      asio::co_spawn(executor, serve(connection, std::move(socket)),
                     [this, connection](const std::exception_ptr&) { leave(connection); });
    }
  }

  bool admit(const std::shared_ptr<Connection>& connection) {
    const std::lock_guard guard{mutex};
    if (open.size() >= terms.connections_max || is_over) return false;
    open.emplace(connection.get(), connection);
    connection->generation = generation;
    return true;
  }

  void leave(const std::shared_ptr<Connection>& connection) {
    connection->disarm();
    const std::lock_guard guard{mutex};
    open.erase(connection.get());
  }

  TlsContext context_now() {
    const std::lock_guard guard{mutex};
    return tls;
  }

  bool is_outdated(const Connection& connection) {
    const std::lock_guard guard{mutex};
    return connection.generation != generation;
  }

  Awaitable<void> serve(std::shared_ptr<Connection> connection, Socket socket) {
    connection->arm(connection, terms.request_max);
    auto accepted = co_await accepted_stream(std::move(socket), context_now(), connection->abort);
    if (!accepted) co_return;
    connection->stream = std::move(*accepted);
    connection->abort.on_end([raw = connection.get()] {
      raw->clock.cancel();
      if (raw->stream) raw->stream->close();
    });
    RequestReader reader{terms.limits};
    while (co_await serve_one(*connection, connection, reader)) {
    }
    if (connection->link) {
      co_await connection->link->run(std::string{reader.rest()});
      co_return;
    }
    if (connection->stream) {
      co_await connection->stream->finish();
      connection->stream->close();
    }
  }

  /// Reads a request and answers it; false when the connection ends or becomes a WebSocket.
  Awaitable<bool> serve_one(Connection& connection, std::shared_ptr<Connection> self,
                            RequestReader& reader) {
    std::array<char, kRequestReadSize> bytes;
    Fed fed = reader.feed({});
    connection.arm(self, reader.has_begun() ? terms.request_max : terms.idle_max);
    while (fed && *fed == Progress::Wanting) {
      const bool had_begun = reader.has_begun();
      const auto came = co_await connection.stream->read_some(bytes);
      if (!came || *came == 0) co_return false;
      fed = reader.feed({bytes.data(), *came});
      if (!had_begun) connection.arm(self, terms.request_max);
    }
    connection.disarm();
    if (!fed) {
      const int status = fed.error().kind == FaultKind::TooLarge ? 413 : 400;
      const Reply refusal = plain_text(status, fed.error().what + "\n");
      co_await deliver(connection, refusal, false, false);
      co_return false;
    }
    if (is_outdated(connection)) co_return false;
    const bool keeps_alive = reader.keeps_alive();
    const HttpRequest request = reader.take();
    if (wants_websocket(request) && welcome) {
      const auto refusal = upgrade(connection, request);
      if (!refusal) co_return false;
      co_return co_await deliver(connection, *refusal, keeps_alive, false);
    }
    const Reply reply = handler(request);
    co_return co_await deliver(connection, reply, keeps_alive, request.method == "HEAD");
  }

  /// Makes a WebSocket of the connection, or returns what answers instead.
  std::optional<Reply> upgrade(Connection& connection, const HttpRequest& request) {
    // The link is there before the handshake has gone out, so that what is said at once waits.
    auto link =
        make_websocket_link(shared_from_this(), connection.executor, std::move(connection.stream),
                            WebSocketSide::Server, terms.websocket);
    auto events = welcome(request, link);
    if (!events) {
      connection.stream = link->release();
      return std::move(events.error());
    }
    link->listen(std::move(*events));
    link->greet(wire_head(websocket_agreement(request), 0, true));
    connection.abort.on_end([link] { link->end_soon(); });
    connection.link = std::move(link);
    return std::nullopt;
  }

  void end_all() {
    std::vector<std::shared_ptr<Connection>> ending;
    {
      const std::lock_guard guard{mutex};
      is_over = true;
      for (const auto& [raw, weak] : open) {
        if (auto connection = weak.lock()) ending.push_back(std::move(connection));
      }
    }
    for (const auto& connection : ending) {
      asio::post(connection->executor,
                 [connection] { connection->abort.end(FaultKind::Cancelled); });
    }
    asio::post(gate, [this] {
      boost::system::error_code ignored;
      acceptor.close(ignored);
    });
  }

  // Constant after construction.
  ServerTerms terms;
  Handler handler;
  Welcome welcome;
  std::uint16_t port = 0;

  // Behind the lock.
  std::mutex mutex;
  TlsContext tls;
  std::uint64_t generation = 0;
  std::map<const Connection*, std::weak_ptr<Connection>> open;
  std::atomic<bool> is_over{false};

  asio::io_context context;
  asio::any_io_executor gate{asio::make_strand(context)};
  tcp::acceptor acceptor{gate};
  std::vector<std::thread> threads;
};

std::expected<std::unique_ptr<Server>, std::string> Server::start(ServerTerms terms,
                                                                  Handler handler,
                                                                  Welcome welcome) {
  TlsContext context;
  if (terms.identity) {
    auto made = server_context(*terms.identity);
    if (!made) return std::unexpected{std::move(made.error())};
    context = std::move(*made);
  }
  auto loop = std::make_shared<Loop>(std::move(terms), std::move(handler), std::move(welcome),
                                     std::move(context));
  if (auto listens = loop->listen(); !listens) return std::unexpected{std::move(listens.error())};
  loop->run();
  return std::unique_ptr<Server>{new Server{std::move(loop)}};
}

Server::Server(std::shared_ptr<Loop> loop) : loop_{std::move(loop)} {}

Server::~Server() {
  loop_->end_all();
  for (std::thread& thread : loop_->threads) thread.join();
}

std::uint16_t Server::port() const { return loop_->port; }

std::size_t Server::connections() const {
  const std::lock_guard guard{loop_->mutex};
  return loop_->open.size();
}

std::expected<void, std::string> Server::prove_with(const TlsIdentity& identity) {
  auto context = server_context(identity);
  if (!context) return std::unexpected{std::move(context.error())};
  const std::lock_guard guard{loop_->mutex};
  loop_->tls = std::move(*context);
  loop_->generation += 1;
  return {};
}

}  // namespace tw::net
