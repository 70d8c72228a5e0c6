#include "support/scripted_server.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <csignal>
#include <cstdlib>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tw::support {
namespace {

ssl_ctx_st* tls_of(const std::string& certificate, const std::string& key) {
  SSL_CTX* tls = SSL_CTX_new(TLS_server_method());
  BIO* bytes = BIO_new_mem_buf(certificate.data(), static_cast<int>(certificate.size()));
  X509* read = PEM_read_bio_X509(bytes, nullptr, nullptr, nullptr);
  SSL_CTX_use_certificate(tls, read);
  X509_free(read);
  BIO_free(bytes);
  bytes = BIO_new_mem_buf(key.data(), static_cast<int>(key.size()));
  EVP_PKEY* secret = PEM_read_bio_PrivateKey(bytes, nullptr, nullptr, nullptr);
  SSL_CTX_use_PrivateKey(tls, secret);
  EVP_PKEY_free(secret);
  BIO_free(bytes);
  return tls;
}

std::size_t body_size_in(const std::string& head) {
  const std::size_t at = head.find("Content-Length: ");
  return at == std::string::npos ? 0 : std::strtoul(head.c_str() + at + 16, nullptr, 10);
}

}  // namespace

ScriptedConnection::ScriptedConnection(int socket, ssl_ctx_st* tls) : socket_{socket} {
  if (tls == nullptr) return;
  tls_ = SSL_new(tls);
  SSL_set_fd(tls_, socket_);
  is_up_ = SSL_accept(tls_) == 1;
}

ScriptedConnection::~ScriptedConnection() {
  if (tls_ != nullptr) {
    if (is_up_) SSL_shutdown(tls_);
    SSL_free(tls_);
  }
  ::close(socket_);
}

std::string ScriptedConnection::read_some() {
  std::array<char, 4096> bytes{};
  const auto came = tls_ != nullptr ? SSL_read(tls_, bytes.data(), bytes.size())
                                    : ::read(socket_, bytes.data(), bytes.size());
  return came > 0 ? std::string{bytes.data(), static_cast<std::size_t>(came)} : std::string{};
}

std::string ScriptedConnection::read_request() {
  std::size_t end = std::string::npos;
  while ((end = waiting_.find("\r\n\r\n")) == std::string::npos) {
    const std::string more = read_some();
    if (more.empty()) return {};
    waiting_ += more;
  }
  const std::size_t size = end + 4 + body_size_in(waiting_.substr(0, end));
  while (waiting_.size() < size) {
    const std::string more = read_some();
    if (more.empty()) return {};
    waiting_ += more;
  }
  std::string request = waiting_.substr(0, size);
  waiting_.erase(0, size);
  return request;
}

void ScriptedConnection::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto went = tls_ != nullptr
                          ? SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()))
                          : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (went <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(went));
  }
}

void ScriptedConnection::wait_for_end() {
  while (!read_some().empty()) {
  }
}

void ScriptedConnection::reset() {
  const linger at_once{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  is_up_ = false;
}

ScriptedServer::ScriptedServer(Script script, const std::string& certificate,
                               const std::string& key)
    : script_{std::move(script)} {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL.
  if (!certificate.empty()) tls_ = tls_of(certificate, key);
  listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(::listen(listener_, 64), 0);
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread{[this] { accept_all(); }};
}

ScriptedServer::~ScriptedServer() {
  is_over_ = true;
  acceptor_.join();
  {
    const std::lock_guard guard{mutex_};
    for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
  }
  for (std::thread& script : scripts_) script.join();
  ::close(listener_);
  if (tls_ != nullptr) SSL_CTX_free(tls_);
}

void ScriptedServer::accept_all() {
  while (!is_over_) {
    pollfd ready{listener_, POLLIN, 0};
    if (::poll(&ready, 1, 10) <= 0) continue;
    const int socket = ::accept(listener_, nullptr, nullptr);
    if (socket < 0) continue;
    connections_ += 1;
    const std::lock_guard guard{mutex_};
    sockets_.push_back(socket);
    scripts_.emplace_back([this, socket] {
      ScriptedConnection connection{socket, tls_};
      if (connection.is_up()) script_(connection);
      const std::lock_guard closing{mutex_};
      std::erase(sockets_, socket);
    });
  }
}

std::string http_answer(std::string_view body, std::string_view more_headers,
                        std::string_view status) {
  std::string text = "HTTP/1.1 ";
  text += status;
  text += "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  text += more_headers;
  text += "\r\n";
  return text += body;
}

}  // namespace tw::support
