#pragma once

#include <memory>
#include <string>

#include "sql/connection.hpp"
#include "support/postgres_server.hpp"
#include "support/temp_folder.hpp"

namespace tw::support {

/// A new, empty database for one test: a file, or a schema of the server that all tests of the
/// process share. Suites that use it compile test_database.cpp and postgres_server.cpp too.
class TestDatabase {
 public:
  explicit TestDatabase(sql::Engine engine);
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  const sql::Address& address() const { return address_; }
  /// What DATABASE_URL would be.
  const std::string& url() const { return url_; }
  /// Opens a connection; fails the test when it cannot.
  std::unique_ptr<sql::Connection> connect(const sql::Opening& opening = {}) const;

  /// The server behind PostgreSQL's databases, started when it is first needed.
  static PostgresServer& server();

 private:
  std::unique_ptr<TempFolder> folder_;
  std::string url_;
  sql::Address address_;
};

/// Names an engine in a parametrised test.
struct EngineName {
  std::string operator()(const auto& test) const { return std::string{sql::word_of(test.param)}; }
};

}  // namespace tw::support
