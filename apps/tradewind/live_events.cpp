#include <chrono>
#include <condition_variable>
#include <csignal>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "command_line.hpp"
#include "formats/json_value.hpp"
#include "output.hpp"
#include "records.hpp"
#include "relay_option.hpp"
#include "report/terminal_text.hpp"

namespace tw::app {
namespace {

constexpr const char* kLiveEventsFooter =
    "Shows what sessions of other processes do, as it happens, by way of the Redis server that\n"
    "REDIS_URL names. Ends with Ctrl-C, after --limit events or after --for seconds. What "
    "happened\n"
    "before it listened is in `tradewind journal show`.\n"
    "\n"
    "Examples:\n"
    "  REDIS_URL=redis://localhost tradewind events\n"
    "  tradewind events --json --limit 100\n"
    "  tradewind events --session paper-20261126T143000.123Z --for 60\n"
    "\n"
    "Exit codes: 0 done, 1 the server cannot be reached, 2 bad usage or a bad REDIS_URL.\n";

struct EventsFlags {
  std::string session;
  std::uint64_t limit = 0;  ///< Zero is no end.
  double seconds = 0.0;     ///< Likewise.
  bool is_json = false;
};

// A signal handler can do no more than this.
volatile std::sig_atomic_t is_interrupted = 0;

/// Hands messages from the relay's thread to the one that prints.
class Mailbox {
 public:
  void put(std::string_view message) {
    const std::lock_guard lock{mutex_};
    messages_.emplace_back(message);
    changed_.notify_one();
  }
  std::vector<std::string> take(std::chrono::milliseconds patience) {
    std::unique_lock lock{mutex_};
    changed_.wait_for(lock, patience, [&] { return !messages_.empty(); });
    return std::exchange(messages_, {});
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> messages_;
};

std::string member(const formats::JsonValue& json, std::string_view name) {
  const auto* const found = json.find(name);
  return found == nullptr ? std::string{} : found->text;
}

/// Returns the line that shows a message; empty when it is of another session, or none of ours.
std::string line_of(const std::string& message, const EventsFlags& flags) {
  const auto json = formats::parse_json(message);
  if (!json || (!flags.session.empty() && member(*json, "session") != flags.session)) return {};
  if (flags.is_json) return message + "\n";
  return report::left(member(*json, "session"), 34) + report::left(member(*json, "at"), 22) +
         report::left(member(*json, "kind"), 9) + member(*json, "text") + "\n";
}

void run_verb(const EventsFlags& flags) {
  const auto relay = relay_of_environment();
  if (relay == nullptr) {
    throw Failure{ExitCode::BadUsage,
                  "REDIS_URL is not set: sessions are heard by way of a Redis server, such as "
                  "redis://localhost"};
  }
  Mailbox mailbox;
  const auto heard = relay->subscribe(
      kLiveChannel, [&mailbox](std::string_view message) { mailbox.put(message); });
  if (!heard) {
    throw Failure{ExitCode::Failed,
                  "the Redis server of REDIS_URL cannot be reached; is it running?"};
  }
  std::signal(SIGINT, [](int) { is_interrupted = 1; });
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::duration<double>{flags.seconds};
  constexpr std::chrono::milliseconds kGlance{100};
  std::uint64_t shown = 0;
  while (is_interrupted == 0 && (flags.seconds == 0.0 || Clock::now() < end)) {
    for (const std::string& message : mailbox.take(kGlance)) {
      const std::string line = line_of(message, flags);
      if (line.empty()) continue;
      print(line, false);
      shown += 1;
      if (flags.limit != 0 && shown == flags.limit) return;
    }
  }
}

}  // namespace

void add_events(Verb root) {
  const Verb verb = root.verb("events", "What running sessions do, as it happens (Redis)");
  auto flags = std::make_shared<EventsFlags>();
  verb.option("--session", flags->session, "Only of this session").type_name("NAME");
  verb.option("--limit", flags->limit, "End after so many").type_name("N");
  verb.option("--for", flags->seconds, "End after so many seconds")
      .not_negative()
      .type_name("SECONDS");
  verb.flag("--json", flags->is_json, "A line of JSON each");
  verb.footer(kLiveEventsFooter);
  verb.runs([flags] { run_verb(*flags); });
}

}  // namespace tw::app
