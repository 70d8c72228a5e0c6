#include <charconv>
#include <deque>
#include <map>
#include <mutex>
#include <utility>

#include "relay/relay.hpp"

namespace tw::relay {
namespace {

using Clock = std::chrono::steady_clock;

class InProcessRelay final : public Relay {
 public:
  std::expected<void, Fault> put(const std::string& key, const std::string& value,
                                 std::chrono::milliseconds ttl) override {
    const std::lock_guard lock{mutex_};
    forget_old();
    values_[key] = {.text = value, .ends = Clock::now() + ttl};
    return {};
  }
  std::expected<std::optional<std::string>, Fault> get(const std::string& key) override {
    const std::lock_guard lock{mutex_};
    forget_old();
    const auto found = values_.find(key);
    if (found == values_.end()) return std::nullopt;
    return found->second.text;
  }
  std::expected<std::int64_t, Fault> count(const std::string& key,
                                           std::chrono::milliseconds window) override {
    const std::lock_guard lock{mutex_};
    const auto now = Clock::now();
    std::erase_if(counts_, [&](const auto& one) { return one.second.ends <= now; });
    const auto [found, is_new] = counts_.try_emplace(key, Count{.uses = 0, .ends = now + window});
    return ++found->second.uses;
  }
  void publish(const std::string& channel, std::string message) override {
    {
      const std::lock_guard lock{mutex_};
      published_ += 1;
    }
    audience_.tell(channel, message);
  }
  std::expected<Subscription, Fault> subscribe(const std::string& channel,
                                               Listener listener) override {
    return audience_.seat(channel, std::move(listener));
  }
  void append(const std::string& log, std::string message, const LogTerms& kept) override {
    {
      const std::lock_guard lock{mutex_};
      const auto now = Clock::now();
      std::erase_if(logs_, [&](const auto& one) { return one.second.ends <= now; });
      published_ += 1;
      appended_ += 1;
      Log& found = logs_[log];
      found.ends = now + kept.life;
      found.entries.push_back(
          {.number = appended_,
           .at = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()),
           .message = std::move(message)});
      while (found.entries.size() > kept.entries) found.entries.pop_front();
    }
    audience_.tell(log, {});
  }
  std::expected<std::vector<LogEntry>, Fault> read(const std::string& log, const std::string& place,
                                                   std::size_t count_max) override {
    std::uint64_t after = 0;
    std::from_chars(place.data(), place.data() + place.size(), after);
    std::vector<LogEntry> read;
    const std::lock_guard lock{mutex_};
    const auto found = logs_.find(log);
    if (found == logs_.end() || found->second.ends <= Clock::now()) return read;
    for (const Entry& entry : found->second.entries) {
      if (entry.number <= after) continue;
      if (read.size() == count_max) break;
      read.push_back(
          {.place = std::to_string(entry.number), .at = entry.at, .message = entry.message});
    }
    return read;
  }
  Health health() const override {
    const std::lock_guard lock{mutex_};
    return {
        .is_connected = true, .connects = 1, .published = published_, .dropped = 0, .queued = 0};
  }

 private:
  struct Value {
    std::string text;
    Clock::time_point ends;
  };
  struct Count {
    std::int64_t uses = 0;
    Clock::time_point ends;
  };
  struct Entry {
    std::uint64_t number = 0;
    std::chrono::milliseconds at{};
    std::string message;
  };
  struct Log {
    std::deque<Entry> entries;
    Clock::time_point ends;
  };

  void forget_old() {
    const auto now = Clock::now();
    std::erase_if(values_, [&](const auto& one) { return one.second.ends <= now; });
  }

  Audience audience_;
  mutable std::mutex mutex_;
  std::map<std::string, Value> values_;
  std::map<std::string, Count> counts_;
  std::map<std::string, Log> logs_;
  std::uint64_t published_ = 0;
  std::uint64_t appended_ = 0;
};

}  // namespace

std::string_view to_string(Fault fault) { return fault == Fault::Lost ? "lost" : "late"; }

std::unique_ptr<Relay> make_in_process_relay() { return std::make_unique<InProcessRelay>(); }

}  // namespace tw::relay
