#pragma once

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

namespace tw::support {

/// Returns a port of the loopback interface that nobody listens on now.
std::uint16_t free_loopback_port();

/// A real redis-server on a free loopback port, in memory alone; ends with this object.
class RedisServer {
 public:
  /// `options` are words of its own command line: {"--requirepass", "x"}.
  explicit RedisServer(std::vector<std::string> options = {}, std::uint16_t port = 0);
  ~RedisServer() { stop(); }
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;

  bool is_up() const { return process_ > 0; }
  std::uint16_t port() const { return port_; }
  std::string url() const { return "redis://127.0.0.1:" + std::to_string(port_); }
  /// Kills it at once, and starts it again on the same port.
  void kill();
  void start();
  void stop();

 private:
  std::vector<std::string> options_;
  std::uint16_t port_ = 0;
  pid_t process_ = -1;
};

}  // namespace tw::support
