#include "providers/followed_feed.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "providers/feed_publisher.hpp"

namespace tw::providers {
namespace {

/// Logs are read when they call, and this often all the same: a call may be lost.
constexpr std::chrono::milliseconds kGlance{100};
constexpr Duration kHellosEvery{200'000'000};
constexpr std::size_t kHellosPage = 256;
constexpr std::size_t kItemsPage = 32;

}  // namespace

std::vector<std::string> unpublished(relay::Relay& relay, const std::vector<std::string>& symbols,
                                     std::optional<Timeframe> bars, Surroundings& surroundings) {
  FeedBuffer nobody{1};
  FollowedSession session{symbols, bars, nobody};
  const Timestamp now = surroundings.now();
  const auto hellos = relay.read(kFeedsLog, {}, 2 * kHellosPage);
  if (!hellos) return symbols;
  for (const relay::LogEntry& entry : *hellos) session.hello(entry, now);
  session.hellos_read(now);
  return session.unfollowed();
}

FollowedFeed::FollowedFeed(relay::Relay& relay, Terms terms, Surroundings& surroundings)
    : terms_{std::move(terms)},
      relay_{relay},
      surroundings_{surroundings},
      buffer_{terms_.trades_max},
      session_{terms_.symbols, terms_.bars, buffer_} {
  thread_ = std::jthread{[this](const std::stop_token& stop) { run(stop); }};
}

FollowedFeed::~FollowedFeed() {
  thread_.request_stop();
  thread_.join();
  seats_.clear();  // Nobody calls any more.
}

std::string FollowedFeed::source() const {
  const std::scoped_lock lock{mutex_};
  return session_.source();
}

std::uint64_t FollowedFeed::missed() const {
  const std::scoped_lock lock{mutex_};
  return session_.missed();
}

void FollowedFeed::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    look(stop);
    std::unique_lock lock{mutex_};
    wake_.wait_for(lock, stop, kGlance, [this] { return is_called_; });
    is_called_ = false;
  }
}

void FollowedFeed::look(const std::stop_token& stop) {
  // Before anything is read: however long reading takes, nobody was silent meanwhile.
  const Timestamp now = surroundings_.now();
  const relay::Health health = relay_.health();
  if (!health.is_connected) {
    const std::scoped_lock lock{mutex_};
    return session_.relay_lost(now);
  }
  if (health.connects != connects_) {
    connects_ = health.connects;
    hellos_after_.clear();
    hellos_at_ = {};
    const std::scoped_lock lock{mutex_};
    session_.relay_back(now);
  }
  if (now - hellos_at_ >= kHellosEvery || now < hellos_at_) {
    if (!read_hellos(now)) return;
    hellos_at_ = now;
  }
  std::vector<FollowedSession::Place> places;
  {
    const std::scoped_lock lock{mutex_};
    places = session_.to_read();
  }
  std::erase_if(seats_, [&places](const auto& seat) {
    return std::ranges::none_of(places, [&seat](const FollowedSession::Place& place) {
      return feed_log_of(place.publisher) == seat.first;
    });
  });
  for (const FollowedSession::Place& place : places) {
    if (stop.stop_requested()) return;
    listen_to(feed_log_of(place.publisher));
    read_items(place, now);
  }
}

bool FollowedFeed::read_hellos(Timestamp now) {
  while (true) {
    const auto page = relay_.read(kFeedsLog, hellos_after_, kHellosPage);
    if (!page) return false;
    const std::scoped_lock lock{mutex_};
    for (const relay::LogEntry& entry : *page) session_.hello(entry, now);
    if (!page->empty()) hellos_after_ = page->back().place;
    if (page->size() == kHellosPage) continue;
    session_.hellos_read(now);
    return true;
  }
}

void FollowedFeed::read_items(const FollowedSession::Place& place, Timestamp now) {
  std::string after = place.after;
  // What a slow reader has no room for waits in the relay, as long as that keeps it.
  while (buffer_.waiting() <= terms_.trades_max / 2) {
    const auto page = relay_.read(feed_log_of(place.publisher), after, kItemsPage);
    if (!page) return;
    const std::scoped_lock lock{mutex_};
    for (const relay::LogEntry& entry : *page) session_.entry(place.publisher, entry, now);
    if (page->size() < kItemsPage) return session_.caught_up(place.publisher, now);
    after = page->back().place;
  }
}

void FollowedFeed::listen_to(const std::string& log) {
  if (seats_.contains(log)) return;
  auto seat = relay_.subscribe(log, [this](std::string_view) {
    const std::scoped_lock lock{mutex_};
    is_called_ = true;
    wake_.notify_one();
  });
  if (seat) seats_.emplace(log, std::move(*seat));
}

}  // namespace tw::providers
