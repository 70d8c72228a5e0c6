#include "support/test_database.hpp"

#include <stdexcept>

namespace tw::support {
namespace {

sql::Address address_of(const std::string& url) {
  const auto address = sql::Address::parse(url);
  if (!address) throw std::runtime_error{address.error().message};
  return *address;
}

}  // namespace

PostgresServer& TestDatabase::server() {
  static PostgresServer server;
  return server;
}

TestDatabase::TestDatabase(sql::Engine engine) {
  if (engine == sql::Engine::Sqlite) {
    folder_ = std::make_unique<TempFolder>();
    url_ = "sqlite:" + (*folder_ / "test.db");
  } else {
    // A schema is a database to whoever looks only there, and made a hundred times as fast.
    static int count = 0;
    const std::string name = "test" + std::to_string(++count);
    const auto owner = sql::Connection::open(address_of(server().url("postgres")));
    if (!owner) throw std::runtime_error{owner.error().message};
    const auto made = (*owner)->script("CREATE SCHEMA " + name);
    if (!made) throw std::runtime_error{made.error().message};
    url_ = server().url("postgres") + "?options=-csearch_path%3D" + name;
  }
  address_ = address_of(url_);
}

TestDatabase::~TestDatabase() = default;

std::unique_ptr<sql::Connection> TestDatabase::connect(const sql::Opening& opening) const {
  auto connection = sql::Connection::open(address_, opening);
  if (!connection) throw std::runtime_error{connection.error().message};
  return std::move(*connection);
}

}  // namespace tw::support
