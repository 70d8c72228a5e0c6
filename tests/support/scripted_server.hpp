#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

struct ssl_st;
struct ssl_ctx_st;

namespace tw::support {

/// One accepted connection in the hands of a script. It closes when the script returns.
class ScriptedConnection {
 public:
  ScriptedConnection(int socket, ssl_ctx_st* tls);
  ~ScriptedConnection();
  ScriptedConnection(const ScriptedConnection&) = delete;
  ScriptedConnection& operator=(const ScriptedConnection&) = delete;

  /// Returns head and body of the next request; empty when the other side has gone.
  std::string read_request();
  void write(std::string_view bytes);
  /// Waits until the other side ends the connection.
  void wait_for_end();
  /// Ends it by RST instead.
  void reset();
  bool is_up() const { return is_up_; }

 private:
  std::string read_some();

  int socket_;
  ssl_st* tls_ = nullptr;
  bool is_up_ = true;
  std::string waiting_;
};

/// A server on a free loopback port whose script says every byte; ends with this object.
class ScriptedServer {
 public:
  using Script = std::function<void(ScriptedConnection&)>;
  /// Speaks TLS when it is given a certificate and its key, in PEM.
  explicit ScriptedServer(Script script, const std::string& certificate = {},
                          const std::string& key = {});
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  std::uint16_t port() const { return port_; }
  std::string place() const { return "127.0.0.1:" + std::to_string(port_); }
  int connections() const { return connections_; }

 private:
  void accept_all();

  Script script_;
  ssl_ctx_st* tls_ = nullptr;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> connections_{0};
  std::atomic<bool> is_over_{false};
  std::mutex mutex_;
  std::vector<int> sockets_;  // Guarded: open ones, so that the end can wake their scripts.
  std::vector<std::thread> scripts_;
  std::thread acceptor_;
};

/// Returns a plain answer with a length.
std::string http_answer(std::string_view body, std::string_view more_headers = {},
                        std::string_view status = "200 OK");

}  // namespace tw::support
