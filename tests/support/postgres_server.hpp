#pragma once

#include <string>
#include <sys/types.h>

#include "support/temp_folder.hpp"

namespace tw::support {

/// A PostgreSQL server of our own: a new cluster in a temporary folder, on a free loopback port.
///
/// Runs as another user when we are root, which the server refuses to be. Ends with this object, or
/// with the test process whatever ends that; nothing stays behind.
class PostgresServer {
 public:
  /// Throws std::runtime_error with what the server said when it does not start.
  PostgresServer();
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  /// Returns the address of a database, by the owner of all. The password needs escapes in it.
  std::string url(const std::string& database) const;
  /// Returns the address of a database by another user.
  std::string url(const std::string& database, const std::string& user,
                  const std::string& password) const;
  int port() const { return port_; }

  /// Kills the server and all its processes by SIGKILL, and waits until they are gone. Takes no
  /// time for goodbyes, so what a client was told last is what its files say.
  void kill();
  /// Starts it again on the same port, over the same data. Thread: one that outlives the server,
  /// which dies with the thread that started it.
  void start();

  static constexpr const char* kPassword = "p@ss:w/rd";

 private:
  void end();

  TempFolder folder_;
  std::string binaries_;
  int port_ = 0;
  pid_t pid_ = -1;
};

}  // namespace tw::support
