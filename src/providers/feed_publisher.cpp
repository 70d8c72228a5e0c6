#include "providers/feed_publisher.hpp"

#include <array>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <unistd.h>
#include <utility>

namespace tw::providers {
namespace {

constexpr std::chrono::milliseconds kBatchEvery{10};
/// Messages that may wait in the relay's own queue; what comes then waits here, and conflates.
constexpr std::size_t kQueuedMax = 32;
/// How long the end waits for room to say farewell in: who follows would wait three seconds for the
/// next hello otherwise.
constexpr std::chrono::milliseconds kFarewellMax{200};
/// Of the items; at 20,000 trades a second the newest ten seconds.
constexpr relay::LogTerms kItemsKept{.entries = 1024, .life = std::chrono::minutes{2}};
constexpr relay::LogTerms kHellosKept{.entries = 256, .life = std::chrono::seconds{5}};

}  // namespace

std::string feed_log_of(const std::string& publisher) { return "tradewind:feed:" + publisher; }

std::string publisher_name(Surroundings& surroundings) {
  constexpr std::string_view kLetters = "abcdefghijkmnpqrstuvwxyz23456789";
  constexpr std::size_t kHostMax = 32;
  std::array<char, 256> host{};
  std::string name;
  if (::gethostname(host.data(), host.size() - 1) == 0) {
    name = std::string{host.data()}.substr(0, kHostMax);
  }
  if (!is_publisher_name(name)) name = "host";
  name += ":" + std::to_string(::getpid()) + "-";
  for (int i = 0; i < 6; ++i) {
    const double chance = surroundings.chance() * static_cast<double>(kLetters.size());
    name += kLetters[static_cast<std::size_t>(chance)];
  }
  return name;
}

FeedPublisher::FeedPublisher(relay::Relay& relay, Terms terms, Surroundings& surroundings)
    : terms_{std::move(terms)},
      log_{feed_log_of(terms_.name)},
      relay_{relay},
      surroundings_{surroundings},
      buffer_{terms_.waiting_max, FeedBuffer::Bound::AllButQuotes},
      writer_{terms_.name, 0} {
  for (const std::string& symbol : terms_.symbols) kinds_[symbol] = FeedStatus::Kind::Down;
  thread_ = std::jthread{[this](const std::stop_token& stop) { run(stop); }};
}

FeedPublisher::~FeedPublisher() {
  thread_.request_stop();
  thread_.join();
}

void FeedPublisher::run(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock{mutex};
  while (!stop.stop_requested()) {
    publish();
    never.wait_for(lock, stop, kBatchEvery, [] { return false; });
  }
  const auto last = std::chrono::steady_clock::now() + kFarewellMax;
  relay::Health health = relay_.health();
  while (health.is_connected && health.queued >= kQueuedMax) {
    if (std::chrono::steady_clock::now() >= last) return;
    std::this_thread::sleep_for(kBatchEvery);
    health = relay_.health();
  }
  if (!health.is_connected) return;
  hand_on();
  say_hello(true);
}

void FeedPublisher::publish() {
  const relay::Health health = relay_.health();
  if (!health.is_connected || health.queued >= kQueuedMax) return;
  hand_on();
  const Timestamp now = surroundings_.now();
  // Where the relay was away, nobody remembers the last one.
  if (health.connects == connects_ && now - hello_at_ < kHelloEvery && now >= hello_at_) return;
  connects_ = health.connects;
  hello_at_ = now;
  say_hello(false);
}

void FeedPublisher::hand_on() {
  const std::uint64_t refused = buffer_.take(items_);
  for (const FeedItem& item : items_) {
    writer_.add(item);
    const auto* const change = std::get_if<FeedChange>(&item);
    if (change != nullptr && !change->symbol.empty()) kinds_[change->symbol] = change->kind;
  }
  writer_.skip(refused);
  for (std::string& message : writer_.take(true)) {
    relay_.append(log_, std::move(message), kItemsKept);
  }
}

void FeedPublisher::say_hello(bool is_leaving) {
  relay_.append(kFeedsLog,
                feed_hello_text({.publisher = terms_.name,
                                 .source = terms_.source(),
                                 .bars = terms_.bars,
                                 .next = writer_.next(),
                                 .is_leaving = is_leaving,
                                 .symbols = {kinds_.begin(), kinds_.end()}}),
                kHellosKept);
}

}  // namespace tw::providers
