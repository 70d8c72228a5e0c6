#include "net/stream.hpp"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <sys/socket.h>
#include <vector>

#include "net/http_wire.hpp"

namespace tw::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr auto kAwaited = asio::as_tuple(asio::use_awaitable);
// How long a goodbye may take: longer means that nobody listens any more.
constexpr std::chrono::milliseconds kGoodbyeMax{500};

TransportFault fault_of(const error_code& error, std::string_view during) {
  FaultKind kind = FaultKind::Reset;
  if (error == asio::error::operation_aborted) kind = FaultKind::Cancelled;
  if (error == asio::error::connection_refused || error == asio::error::host_unreachable ||
      error == asio::error::network_unreachable) {
    kind = FaultKind::Refused;
  }
  if (error == asio::error::timed_out) kind = FaultKind::TimedOut;
  return {kind, std::string{during} + ": " + error.message()};
}

void close_now(Socket& socket) {
  error_code ignored;
  socket.close(ignored);
}

void reset_now(Socket& socket) {
  error_code ignored;
  socket.set_option(asio::socket_base::linger{true, 0}, ignored);
  socket.close(ignored);
}

bool is_quiet_now(Socket& socket) {
  if (!socket.is_open()) return false;
  char byte = 0;
  const auto came = ::recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return came < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

/// Puts the host name into the hello, so that a server of many names shows the right certificate.
bool names_host(SSL* ssl, const std::string& host) {
  return SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                  const_cast<char*>(host.c_str())) == 1;  // Which copies it.
}

template <class Layer>
Awaitable<std::expected<std::size_t, TransportFault>> read_from(Layer& layer,
                                                                std::span<char> into) {
  auto [error, size] =
      co_await layer.async_read_some(asio::buffer(into.data(), into.size()), kAwaited);
  if (error == asio::error::eof) co_return std::size_t{0};
  if (error) co_return std::unexpected{fault_of(error, "while reading")};
  co_return size;
}

template <class Layer>
Awaitable<std::optional<TransportFault>> write_to(Layer& layer, std::string_view bytes) {
  auto [error, size] =
      co_await asio::async_write(layer, asio::buffer(bytes.data(), bytes.size()), kAwaited);
  if (error) co_return fault_of(error, "while writing");
  co_return std::nullopt;
}

class PlainStream final : public Stream {
 public:
  explicit PlainStream(Socket socket) : socket_{std::move(socket)} {}

  Awaitable<std::expected<std::size_t, TransportFault>> read_some(std::span<char> into) override {
    return read_from(socket_, into);
  }
  Awaitable<std::optional<TransportFault>> write(std::string_view bytes) override {
    return write_to(socket_, bytes);
  }
  Awaitable<void> finish() override {
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    co_return;
  }
  void close() override { close_now(socket_); }
  void reset() override { reset_now(socket_); }
  bool is_quiet() override { return is_quiet_now(socket_); }
  Socket release() { return std::move(socket_); }

 private:
  Socket socket_;
};

class TlsStream final : public Stream {
 public:
  TlsStream(Socket socket, TlsContext context)
      : context_{std::move(context)}, layer_{std::move(socket), *context_} {}

  Awaitable<std::expected<std::size_t, TransportFault>> read_some(std::span<char> into) override {
    return read_from(layer_, into);
  }
  Awaitable<std::optional<TransportFault>> write(std::string_view bytes) override {
    return write_to(layer_, bytes);
  }
  Awaitable<void> finish() override {
    // The timer may fire after this has returned, and this object gone with it.
    auto is_over = std::make_shared<bool>(false);
    asio::steady_timer patience{layer_.get_executor(), kGoodbyeMax};
    patience.async_wait([this, is_over](error_code error) {
      if (!error && !*is_over) close();
    });
    static_cast<void>(co_await layer_.async_shutdown(kAwaited));
    *is_over = true;
  }
  void close() override { close_now(layer_.next_layer()); }
  void reset() override { reset_now(layer_.next_layer()); }
  bool is_quiet() override { return is_quiet_now(layer_.next_layer()); }

  Awaitable<std::optional<TransportFault>> shake_hands_with(const std::string& host) {
    SSL* ssl = layer_.native_handle();
    X509_VERIFY_PARAM* wanted = SSL_get0_param(ssl);
    error_code no_address;
    asio::ip::make_address(host, no_address);
    const bool is_known = no_address
                              ? names_host(ssl, host) && SSL_set1_host(ssl, host.c_str()) == 1
                              : X509_VERIFY_PARAM_set1_ip_asc(wanted, host.c_str()) == 1;
    if (!is_known) {
      co_return TransportFault{FaultKind::Tls, "a host name that TLS cannot carry"};
    }
    X509_VERIFY_PARAM_set_hostflags(wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    auto [error] = co_await layer_.async_handshake(asio::ssl::stream_base::client, kAwaited);
    if (error) co_return handshake_fault(error);
    co_return std::nullopt;
  }

  Awaitable<std::optional<TransportFault>> answer_handshake() {
    auto [error] = co_await layer_.async_handshake(asio::ssl::stream_base::server, kAwaited);
    if (error) co_return handshake_fault(error);
    co_return std::nullopt;
  }

 private:
  TransportFault handshake_fault(const error_code& error) {
    TransportFault fault = fault_of(error, "TLS handshake");
    const long verdict = SSL_get_verify_result(layer_.native_handle());
    if (verdict != X509_V_OK) {
      fault = {FaultKind::Tls,
               std::string{"certificate refused: "} + X509_verify_cert_error_string(verdict)};
    } else if (error.category() == asio::error::get_ssl_category()) {
      fault.kind = FaultKind::Tls;
    }
    return fault;
  }

  TlsContext context_;
  asio::ssl::stream<Socket> layer_;
};

Awaitable<std::expected<std::vector<tcp::endpoint>, TransportFault>> addresses_of(
    const std::string& host, std::uint16_t port, Abort& abort) {
  error_code no_address;
  const auto address = asio::ip::make_address(host, no_address);
  if (!no_address) co_return std::vector<tcp::endpoint>{tcp::endpoint{address, port}};
  tcp::resolver resolver{co_await asio::this_coro::executor};
  abort.on_end([&resolver] { resolver.cancel(); });
  const std::string service = std::to_string(port);
  auto [error, found] =
      co_await resolver.async_resolve(host, service, tcp::resolver::numeric_service, kAwaited);
  abort.on_end({});
  if (error == asio::error::operation_aborted) {
    co_return std::unexpected{fault_of(error, "while resolving the host name")};
  }
  if (error) {
    co_return std::unexpected{
        TransportFault{FaultKind::Unresolved, "the host name has no address: " + error.message()}};
  }
  std::vector<tcp::endpoint> addresses;
  for (const auto& entry : found) addresses.push_back(entry.endpoint());
  co_return addresses;
}

Awaitable<std::expected<Socket, TransportFault>> connected(const std::string& host,
                                                           std::uint16_t port, Abort& abort) {
  auto addresses = co_await addresses_of(host, port, abort);
  if (!addresses) co_return std::unexpected{std::move(addresses.error())};
  Socket socket{co_await asio::this_coro::executor};
  abort.on_end([&socket] { close_now(socket); });
  auto [error, endpoint] = co_await asio::async_connect(socket, *addresses, kAwaited);
  abort.on_end({});
  if (error) co_return std::unexpected{fault_of(error, "while connecting")};
  error_code ignored;
  socket.set_option(tcp::no_delay{true}, ignored);
  co_return std::move(socket);
}

/// Asks `proxy`, to which `stream` leads, for a way to `url`.
Awaitable<std::optional<TransportFault>> tunnel(Stream& stream, const Url& url) {
  const std::string place =
      (url.host.find(':') == std::string::npos ? url.host : "[" + url.host + "]") + ":" +
      std::to_string(url.port);
  const std::string request = "CONNECT " + place + " HTTP/1.1\r\nHost: " + place + "\r\n\r\n";
  auto fault = co_await stream.write(request);
  if (fault) co_return fault;
  ResponseReader answer{{}, true};
  std::array<char, 4096> bytes{};
  while (true) {
    auto came = co_await stream.read_some(bytes);
    if (!came) co_return std::move(came.error());
    const Fed fed = *came == 0 ? answer.end_of_stream() : answer.feed({bytes.data(), *came});
    if (!fed) co_return fed.error();
    if (*fed == Progress::Done) break;
  }
  const int status = answer.take().status;
  if (status == 200) co_return std::nullopt;
  co_return TransportFault{FaultKind::Refused,
                           "the proxy refuses the way, status " + std::to_string(status)};
}

}  // namespace

void Abort::end(FaultKind reason) {
  if (reason_) return;
  reason_ = reason;
  if (how_) how_();
}

void Abort::on_end(std::function<void()> how) {
  how_ = std::move(how);
  if (reason_ && how_) how_();
}

Awaitable<Opened> open_stream(const Url& url, const std::optional<Proxy>& proxy, TlsContext tls,
                              Abort& abort) {
  const std::string& host = proxy ? proxy->host : url.host;
  auto socket = co_await connected(host, proxy ? proxy->port : url.port, abort);
  if (!socket) co_return std::unexpected{std::move(socket.error())};
  if (proxy) {
    PlainStream to_proxy{std::move(*socket)};
    abort.on_end([&to_proxy] { to_proxy.close(); });
    auto fault = co_await tunnel(to_proxy, url);
    abort.on_end({});
    if (fault) co_return std::unexpected{std::move(*fault)};
    *socket = to_proxy.release();
  }
  if (!url.is_secure()) co_return std::make_unique<PlainStream>(std::move(*socket));
  auto stream = std::make_unique<TlsStream>(std::move(*socket), std::move(tls));
  abort.on_end([&stream] { stream->close(); });
  auto fault = co_await stream->shake_hands_with(url.host);
  abort.on_end({});
  if (fault) co_return std::unexpected{std::move(*fault)};
  co_return stream;
}

Awaitable<Opened> accepted_stream(Socket socket, TlsContext tls, Abort& abort) {
  error_code ignored;
  socket.set_option(tcp::no_delay{true}, ignored);
  if (!tls) co_return std::make_unique<PlainStream>(std::move(socket));
  auto stream = std::make_unique<TlsStream>(std::move(socket), std::move(tls));
  abort.on_end([&stream] { stream->close(); });
  auto fault = co_await stream->answer_handshake();
  abort.on_end({});
  if (fault) co_return std::unexpected{std::move(*fault)};
  co_return stream;
}

}  // namespace tw::net
