#include "relay/redis_connection.hpp"

#include <hiredis/hiredis.h>
#include <sys/time.h>

namespace tw::relay {
namespace {

struct FreeReply {
  void operator()(void* reply) const { freeReplyObject(reply); }
};
using Reply = std::unique_ptr<void, FreeReply>;

timeval time_of(std::chrono::milliseconds span) {
  return {.tv_sec = span.count() / 1000, .tv_usec = (span.count() % 1000) * 1000};
}

/// Answers nest no deeper than this: an array of rows, each with a place and an array of texts.
constexpr int kDepthMax = 3;

Answer answer_of(const redisReply& reply, int depth = 0) {
  Answer answer;
  switch (reply.type) {
    case REDIS_REPLY_NIL:
      answer.is_nil = true;
      break;
    case REDIS_REPLY_INTEGER:
      answer.integer = reply.integer;
      break;
    case REDIS_REPLY_ERROR:
      answer.refusal = std::string{reply.str, reply.len};
      break;
    case REDIS_REPLY_ARRAY:
      answer.parts.reserve(reply.elements);
      for (std::size_t i = 0; i < reply.elements; ++i) {
        const redisReply& part = *reply.element[i];
        if (part.type == REDIS_REPLY_ARRAY && depth < kDepthMax) {
          answer.rows.push_back(answer_of(part, depth + 1));
          continue;
        }
        answer.parts.emplace_back(part.str == nullptr ? std::string{}
                                                      : std::string{part.str, part.len});
      }
      break;
    default:
      answer.text = {reply.str, reply.len};
  }
  return answer;
}

bool append(redisContext* context, const Words& words) {
  std::vector<const char*> texts;
  std::vector<std::size_t> sizes;
  texts.reserve(words.size());
  sizes.reserve(words.size());
  for (const std::string& word : words) {
    texts.push_back(word.data());
    sizes.push_back(word.size());
  }
  return redisAppendCommandArgv(context, static_cast<int>(words.size()), texts.data(),
                                sizes.data()) == REDIS_OK;
}

}  // namespace

void RedisConnection::Close::operator()(redisContext* context) const { redisFree(context); }

int RedisConnection::descriptor() const { return context_->fd; }

std::string RedisConnection::failure() const {
  return context_->err == 0 ? "the connection was closed" : context_->errstr;
}

std::expected<RedisConnection, std::string> RedisConnection::open(
    const RedisAddress& address, std::chrono::milliseconds patience) {
  const timeval span = time_of(patience);
  redisContext* const context =
      address.socket.empty() ? redisConnectWithTimeout(address.host.c_str(), address.port, span)
                             : redisConnectUnixWithTimeout(address.socket.c_str(), span);
  if (context == nullptr) return std::unexpected{std::string{"no memory for a connection"}};
  RedisConnection connection{context};
  if (context->err != 0) return std::unexpected{connection.failure()};
  redisSetTimeout(context, span);
  std::vector<Words> greetings;
  if (!address.password.is_empty()) {
    Words words{"AUTH"};
    if (!address.user.empty()) words.push_back(address.user);
    words.emplace_back(address.password.reveal());
    greetings.push_back(std::move(words));
  }
  greetings.push_back({"SELECT", std::to_string(address.database)});
  const auto answers = connection.ask(greetings);
  if (!answers) return std::unexpected{answers.error()};
  for (const Answer& answer : *answers) {
    // What a server says of a password may repeat it.
    if (answer.refusal && answers->size() > 1 && &answer == &answers->front()) {
      return std::unexpected{std::string{"the server refuses the user or the password"}};
    }
    if (answer.refusal) return std::unexpected{"the server says: " + *answer.refusal};
  }
  return connection;
}

bool RedisConnection::send(const Words& words) {
  if (!append(context_.get(), words)) return false;
  int is_done = 0;
  while (is_done == 0) {
    if (redisBufferWrite(context_.get(), &is_done) != REDIS_OK) return false;
  }
  return true;
}

std::expected<std::vector<Answer>, std::string> RedisConnection::ask(
    const std::vector<Words>& commands) {
  for (const Words& words : commands) {
    if (!append(context_.get(), words)) return std::unexpected{failure()};
  }
  std::vector<Answer> answers;
  answers.reserve(commands.size());
  for (std::size_t i = 0; i < commands.size(); ++i) {
    void* raw = nullptr;
    const int got = redisGetReply(context_.get(), &raw);
    const Reply reply{raw};
    if (got != REDIS_OK || raw == nullptr) return std::unexpected{failure()};
    answers.push_back(answer_of(*static_cast<const redisReply*>(raw)));
  }
  return answers;
}

std::expected<std::vector<Answer>, std::string> RedisConnection::take() {
  if (redisBufferRead(context_.get()) != REDIS_OK) return std::unexpected{failure()};
  std::vector<Answer> answers;
  while (true) {
    void* raw = nullptr;
    if (redisGetReplyFromReader(context_.get(), &raw) != REDIS_OK) {
      return std::unexpected{failure()};
    }
    if (raw == nullptr) return answers;
    const Reply reply{raw};
    answers.push_back(answer_of(*static_cast<const redisReply*>(raw)));
  }
}

}  // namespace tw::relay
