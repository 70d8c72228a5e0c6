#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "relay/redis_address.hpp"

struct redisContext;

namespace tw::relay {

/// The words of one command: {"SET", "key", "value"}.
using Words = std::vector<std::string>;

/// What a server answers.
struct Answer {
  bool is_nil = false;
  std::optional<std::string> refusal;  ///< What the server said no with.
  std::int64_t integer = 0;
  std::string text;
  std::vector<std::string> parts;  ///< Of an array of texts.
  std::vector<Answer> rows;        ///< Of an array that holds arrays.
};

/// One socket to a Redis server. Thread: one at a time.
class RedisConnection {
 public:
  /// Connects, gives the password and chooses the database.
  /// Errors: one line without the password.
  static std::expected<RedisConnection, std::string> open(const RedisAddress& address,
                                                          std::chrono::milliseconds patience);

  /// Sends all of `commands` at once and returns their answers, in order.
  /// Errors: one line; the connection is of no more use.
  std::expected<std::vector<Answer>, std::string> ask(const std::vector<Words>& commands);
  /// Sends without waiting for what comes back.
  bool send(const Words& words);
  /// Reads what has come, without waiting for more; call when `descriptor` is readable.
  std::expected<std::vector<Answer>, std::string> take();

  int descriptor() const;

 private:
  struct Close {
    void operator()(redisContext* context) const;
  };
  explicit RedisConnection(redisContext* context) : context_{context} {}
  std::string failure() const;

  std::unique_ptr<redisContext, Close> context_;
};

}  // namespace tw::relay
