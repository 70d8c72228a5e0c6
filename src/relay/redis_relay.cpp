#include "relay/redis_relay.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <deque>
#include <future>
#include <map>
#include <mutex>
#include <optional>
#include <poll.h>
#include <sys/eventfd.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include "log/log.hpp"
#include "relay/redis_connection.hpp"

namespace tw::relay {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::string_view kModule = "redis";
/// The one field of an entry in a log.
constexpr const char* kField = "m";

/// Commands of one caller, who waits for the answer to the last.
struct Question {
  std::vector<Words> commands;
  std::promise<std::expected<Answer, Fault>> answer;
};

/// Wakes the thread out of its waiting.
class Bell {
 public:
  Bell() : descriptor_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)} {}
  ~Bell() { ::close(descriptor_); }
  Bell(const Bell&) = delete;
  Bell& operator=(const Bell&) = delete;

  void ring() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(descriptor_, &one, sizeof one);
  }
  void silence() const {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto read = ::read(descriptor_, &count, sizeof count);
  }
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

class RedisRelay final : public Relay {
 public:
  RedisRelay(RedisAddress address, const RedisTerms& terms)
      : address_{std::move(address)}, terms_{terms}, retry_{terms.retry_first} {
    thread_ = std::jthread{[this](const std::stop_token& stop) { run(stop); }};
  }
  ~RedisRelay() override {
    thread_.request_stop();
    bell_.ring();
  }
  RedisRelay(const RedisRelay&) = delete;
  RedisRelay& operator=(const RedisRelay&) = delete;

  std::expected<void, Fault> put(const std::string& key, const std::string& value,
                                 milliseconds ttl) override {
    const auto answer = ask({{"SET", key, value, "PX", std::to_string(ttl.count())}});
    if (!answer) return std::unexpected{answer.error()};
    return {};
  }
  std::expected<std::optional<std::string>, Fault> get(const std::string& key) override {
    const auto answer = ask({{"GET", key}});
    if (!answer) return std::unexpected{answer.error()};
    if (answer->is_nil) return std::nullopt;
    return answer->text;
  }
  std::expected<std::int64_t, Fault> count(const std::string& key, milliseconds window) override {
    // The window is set by whoever comes first; INCR leaves it as it is.
    const auto answer =
        ask({{"SET", key, "0", "PX", std::to_string(window.count()), "NX"}, {"INCR", key}});
    if (!answer) return std::unexpected{answer.error()};
    return answer->integer;
  }
  void publish(const std::string& channel, std::string message) override {
    queue({{"PUBLISH", channel, std::move(message)}});
  }
  void append(const std::string& log, std::string message, const LogTerms& kept) override {
    queue({{"XADD", log, "MAXLEN", "~", std::to_string(kept.entries), "*", kField,
            std::move(message)},
           {"PEXPIRE", log, std::to_string(kept.life.count())},
           {"PUBLISH", log, ""}});
  }
  std::expected<std::vector<LogEntry>, Fault> read(const std::string& log, const std::string& place,
                                                   std::size_t count_max) override {
    auto answer = ask({{"XRANGE", log, place.empty() ? "-" : "(" + place, "+", "COUNT",
                        std::to_string(count_max)}});
    if (!answer) return std::unexpected{answer.error()};
    std::vector<LogEntry> entries;
    entries.reserve(answer->rows.size());
    for (Answer& row : answer->rows) entries.push_back(entry_of(row));
    return entries;
  }
  std::expected<Subscription, Fault> subscribe(const std::string& channel,
                                               Listener listener) override {
    auto seat = audience_.seat(channel, std::move(listener));
    std::future<void> heard;
    {
      const std::lock_guard lock{mutex_};
      if (confirmed_.contains(channel)) return seat;
      wanted_.push_back(channel);
      heard = waiting_[channel].emplace_back().get_future();
    }
    bell_.ring();
    if (heard.wait_for(terms_.patience) == std::future_status::ready) return seat;
    return std::unexpected{health().is_connected ? Fault::Late : Fault::Lost};
  }
  Health health() const override {
    const std::lock_guard lock{mutex_};
    Health health = health_;
    health.queued = messages_.size() + leaving_;
    return health;
  }

 private:
  /// The commands of one message.
  using Message = std::vector<Words>;

  /// Returns a row of XRANGE: a place such as "1700000000123-0", and what stands there. What
  /// somebody else put there has no message of ours.
  static LogEntry entry_of(Answer& row) {
    LogEntry entry;
    if (row.parts.empty()) return entry;
    entry.place = std::move(row.parts.front());
    std::int64_t at = 0;
    std::from_chars(entry.place.data(), entry.place.data() + entry.place.size(), at);
    entry.at = milliseconds{at};
    if (row.rows.size() != 1) return entry;
    std::vector<std::string>& fields = row.rows.front().parts;
    if (fields.size() == 2 && fields.front() == kField) entry.message = std::move(fields.back());
    return entry;
  }

  void queue(Message message) {
    {
      const std::lock_guard lock{mutex_};
      if (messages_.size() == terms_.queue_max) {
        messages_.pop_front();
        health_.dropped += 1;
      }
      messages_.push_back(std::move(message));
    }
    bell_.ring();
  }

  std::expected<Answer, Fault> ask(std::vector<Words> commands) {
    auto question = std::make_shared<Question>();
    question->commands = std::move(commands);
    auto answer = question->answer.get_future();
    {
      const std::lock_guard lock{mutex_};
      // While there is no connection nobody waits for one.
      if (!health_.is_connected && has_tried_) return std::unexpected{Fault::Lost};
      questions_.push_back(std::move(question));
    }
    bell_.ring();
    if (answer.wait_for(2 * terms_.patience) != std::future_status::ready) {
      return std::unexpected{Fault::Late};
    }
    return answer.get();
  }

  // --- on the thread ---

  void run(const std::stop_token& stop) {
    // A socket that the server has closed is an error to handle, not a signal to die of.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    while (!stop.stop_requested()) {
      if (!commands_ && Clock::now() >= next_try_) connect();
      say_all();
      wait();
    }
    if (!commands_ && !has_tried_) connect();
    if (commands_) say_all();  // What was published before the end still goes out.
  }

  void wait() {
    std::array<pollfd, 3> sockets{{{.fd = bell_.descriptor(), .events = POLLIN, .revents = 0},
                                   {.fd = -1, .events = POLLIN, .revents = 0},
                                   {.fd = -1, .events = POLLIN, .revents = 0}}};
    auto left = terms_.ping_every;
    if (commands_) {
      sockets[1].fd = heard_->descriptor();
      sockets[2].fd = commands_->descriptor();
    } else {
      left = std::chrono::duration_cast<milliseconds>(next_try_ - Clock::now()) + milliseconds{1};
    }
    const int ready = ::poll(sockets.data(), sockets.size(),
                             static_cast<int>(std::max<milliseconds::rep>(left.count(), 0)));
    bell_.silence();
    if (!commands_) return;
    if (ready == 0) return keep_alive();
    if (sockets[1].revents != 0) hear();
    // Nothing is asked now, so what comes there is the end of the connection.
    if (commands_ && sockets[2].revents != 0) disconnect("the server closed the connection");
  }

  void keep_alive() {
    const auto answers = commands_->ask({{"PING"}});
    if (!answers) disconnect(answers.error());
  }

  void connect() {
    auto commands = RedisConnection::open(address_, terms_.patience);
    auto heard = commands
                     ? RedisConnection::open(address_, terms_.patience)
                     : std::expected<RedisConnection, std::string>{std::unexpect, commands.error()};
    if (!heard) return retry_later(heard.error());
    commands_ = std::move(*commands);
    heard_ = std::move(*heard);
    retry_ = terms_.retry_first;
    has_warned_ = false;
    log::info(kModule, "connected", {{"address", address_.shown()}});
    const std::lock_guard lock{mutex_};
    has_tried_ = true;
    health_.is_connected = true;
    health_.connects += 1;
    wanted_ = audience_.channels();
  }

  void retry_later(const std::string& why) {
    log::warning(kModule, "no connection",
                 {{"address", address_.shown()}, {"why", why}, {"retry_ms", retry_.count()}});
    next_try_ = Clock::now() + retry_;
    retry_ = std::min(2 * retry_, terms_.retry_last);
    const std::lock_guard lock{mutex_};
    has_tried_ = true;
    refuse_questions();
  }

  void disconnect(const std::string& why) {
    commands_.reset();
    heard_.reset();
    {
      const std::lock_guard lock{mutex_};
      health_.is_connected = false;
      confirmed_.clear();
    }
    retry_later(why);
  }

  /// Requires the lock.
  void refuse_questions() {
    for (const auto& question : questions_) {
      question->answer.set_value(std::unexpected{Fault::Lost});
    }
    questions_.clear();
  }

  /// Sends everything that waits, in order: what is to be heard, messages, questions.
  void say_all() {
    if (!commands_) return;
    std::vector<std::string> wanted;
    std::deque<Message> messages;
    std::vector<std::shared_ptr<Question>> questions;
    {
      const std::lock_guard lock{mutex_};
      wanted.swap(wanted_);
      messages.swap(messages_);
      leaving_ = messages.size();
      questions.swap(questions_);
    }
    for (const std::string& channel : wanted) {
      if (heard_->send({"SUBSCRIBE", channel})) continue;
      return give_back(std::move(messages), questions, "the subscriptions were cut off");
    }
    std::vector<Words> commands;
    for (const Message& message : messages) {
      commands.insert(commands.end(), message.begin(), message.end());
    }
    for (const auto& question : questions) {
      commands.insert(commands.end(), question->commands.begin(), question->commands.end());
    }
    if (commands.empty()) return;
    const auto answers = commands_->ask(commands);
    if (!answers) return give_back(std::move(messages), questions, answers.error());
    answer_all(*answers, messages, questions);
  }

  void answer_all(const std::vector<Answer>& answers, const std::deque<Message>& messages,
                  const std::vector<std::shared_ptr<Question>>& questions) {
    std::size_t next = 0;
    std::uint64_t refused = 0;
    for (const Message& message : messages) {
      // The first command is what matters: the others tell of it.
      const std::optional<std::string>& refusal = answers[next].refusal;
      if (refusal && !has_warned_) log::warning(kModule, "the server refuses", {{"why", *refusal}});
      has_warned_ = has_warned_ || refusal;
      refused += refusal ? 1U : 0U;
      next += message.size();
    }
    for (const auto& question : questions) {
      next += question->commands.size();
      const Answer& last = answers[next - 1];
      if (last.refusal) {
        log::warning(kModule, "the server refuses", {{"why", *last.refusal}});
        question->answer.set_value(std::unexpected{Fault::Lost});
      } else {
        question->answer.set_value(last);
      }
    }
    const std::lock_guard lock{mutex_};
    leaving_ = 0;
    health_.published += messages.size() - refused;
    health_.dropped += refused;
  }

  /// The connection broke: messages wait for the next one, who asked is told at once.
  void give_back(std::deque<Message> messages,
                 const std::vector<std::shared_ptr<Question>>& questions, const std::string& why) {
    {
      const std::lock_guard lock{mutex_};
      leaving_ = 0;
      messages_.insert(messages_.begin(), messages.begin(), messages.end());
      while (messages_.size() > terms_.queue_max) {
        messages_.pop_front();
        health_.dropped += 1;
      }
    }
    for (const auto& question : questions) {
      question->answer.set_value(std::unexpected{Fault::Lost});
    }
    disconnect(why);
  }

  void hear() {
    const auto answers = heard_->take();
    if (!answers) return disconnect(answers.error());
    for (const Answer& answer : *answers) {
      if (answer.parts.size() != 3) continue;
      if (answer.parts[0] == "subscribe") {
        const std::lock_guard lock{mutex_};
        confirmed_.insert_or_assign(answer.parts[1], true);
        for (std::promise<void>& waiting : waiting_[answer.parts[1]]) waiting.set_value();
        waiting_.erase(answer.parts[1]);
        continue;
      }
      audience_.tell(answer.parts[1], answer.parts[2]);
    }
  }

  // Constant after construction.
  RedisAddress address_;
  RedisTerms terms_;
  Bell bell_;

  Audience audience_;

  // The thread's alone.
  std::optional<RedisConnection> commands_;
  std::optional<RedisConnection> heard_;
  milliseconds retry_;
  Clock::time_point next_try_;
  bool has_warned_ = false;  ///< Of a refused message, once a connection.

  // Guarded by the mutex.
  mutable std::mutex mutex_;
  std::deque<Message> messages_;
  std::size_t leaving_ = 0;  ///< Messages that were sent and not answered yet.
  std::vector<std::shared_ptr<Question>> questions_;
  std::vector<std::string> wanted_;  ///< Channels to ask the server for.
  std::map<std::string, std::vector<std::promise<void>>> waiting_;
  std::map<std::string, bool> confirmed_;
  Health health_;
  bool has_tried_ = false;

  std::jthread thread_;  ///< Last, so that it ends before what it uses.
};

}  // namespace

std::expected<std::unique_ptr<Relay>, std::string> make_redis_relay(const Secret& url,
                                                                    const RedisTerms& terms) {
  auto address = RedisAddress::parse(url.reveal());
  if (!address) return std::unexpected{address.error()};
  return std::make_unique<RedisRelay>(std::move(*address), terms);
}

}  // namespace tw::relay
