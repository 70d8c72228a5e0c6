// What every relay must do, held by the one of a single process and by a real Redis server.

#include <atomic>
#include <condition_variable>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "relay/redis_relay.hpp"
#include "support/eventually.hpp"
#include "support/redis_server.hpp"

namespace tw::relay {
namespace {

using namespace std::chrono_literals;
using support::eventually;
using support::RedisServer;

/// Collects what is heard, and waits for it.
class Ear {
 public:
  Listener listener() {
    return [this](std::string_view message) {
      const std::lock_guard lock{mutex_};
      heard_.emplace_back(message);
      changed_.notify_all();
    };
  }
  /// Returns what was heard once it is `count` messages, or after ten seconds.
  std::vector<std::string> wait(std::size_t count) {
    std::unique_lock lock{mutex_};
    changed_.wait_for(lock, 10s, [&] { return heard_.size() >= count; });
    return heard_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> heard_;
};

class RelayContract : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (GetParam() == "in_process") {
      relay_ = make_in_process_relay();
      return;
    }
    server_ = std::make_unique<RedisServer>();
    ASSERT_TRUE(server_->is_up()) << "redis-server does not start: scripts/install test";
    relay_ = *make_redis_relay(Secret{server_->url()});
    ASSERT_TRUE(eventually([&] { return relay_->health().is_connected; }));
  }

  std::unique_ptr<RedisServer> server_;
  std::unique_ptr<Relay> relay_;
};

TEST_P(RelayContract, WhatIsPutIsThereForAnybodyWhoAsks) {
  const std::string odd{"\0\r\n\xFF quoted \"text\"", 18};
  ASSERT_TRUE(relay_->put("a key", odd, 1min));

  EXPECT_EQ(relay_->get("a key").value(), odd);
  EXPECT_EQ(relay_->get("another").value(), std::nullopt);
  ASSERT_TRUE(relay_->put("a key", "", 1min));
  EXPECT_EQ(relay_->get("a key").value(), "");
}

TEST_P(RelayContract, WhatIsPutIsGoneWhenItsTimeIsOver) {
  ASSERT_TRUE(relay_->put("short", "x", 1ms));
  ASSERT_TRUE(relay_->put("long", "x", 1h));

  EXPECT_TRUE(eventually([&] { return relay_->get("short").value() == std::nullopt; }));
  EXPECT_EQ(relay_->get("long").value(), "x");
}

TEST_P(RelayContract, UsesAreCountedInTheirWindowAndBeginAnewAfterIt) {
  EXPECT_EQ(relay_->count("calls", 1h).value(), 1);
  EXPECT_EQ(relay_->count("calls", 1h).value(), 2);
  EXPECT_EQ(relay_->count("others", 1h).value(), 1);
  EXPECT_EQ(relay_->count("calls", 1h).value(), 3);

  EXPECT_EQ(relay_->count("short", 1ms).value(), 1);
  EXPECT_TRUE(eventually([&] {
    std::this_thread::sleep_for(2ms);
    return relay_->count("short", 1ms).value() == 1;
  }));
}

TEST_P(RelayContract, UsesByManyThreadsAreCountedOnceEach) {
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) EXPECT_TRUE(relay_->count("calls", 1h));
    });
  }
  threads.clear();

  EXPECT_EQ(relay_->count("calls", 1h).value(), 201);
}

TEST_P(RelayContract, AMessageReachesEveryListenerOfItsChannelInOrder) {
  Ear one;
  Ear two;
  Ear other;
  const auto first = relay_->subscribe("events", one.listener());
  const auto second = relay_->subscribe("events", two.listener());
  const auto third = relay_->subscribe("elsewhere", other.listener());
  ASSERT_TRUE(first && second && third);
  std::vector<std::string> sent;
  for (int i = 0; i < 500; ++i) sent.push_back(std::to_string(i));
  for (const std::string& message : sent) relay_->publish("events", message);
  relay_->publish("elsewhere", "end");

  EXPECT_EQ(one.wait(500), sent);
  EXPECT_EQ(two.wait(500), sent);
  EXPECT_EQ(other.wait(1), std::vector<std::string>{"end"});
  EXPECT_TRUE(eventually([&] { return relay_->health().published == 501; }));
  EXPECT_EQ(relay_->health().dropped, 0U);
}

TEST_P(RelayContract, WhatWasSaidBeforeOneListenedIsNotHeard) {
  Ear ear;
  relay_->publish("events", "before");
  ASSERT_TRUE(eventually([&] { return relay_->health().published == 1; }));
  const auto seat = relay_->subscribe("events", ear.listener());
  ASSERT_TRUE(seat);
  relay_->publish("events", "after");

  EXPECT_EQ(ear.wait(1), std::vector<std::string>{"after"});
}

// Once a listener was called after what it wrote to had gone.
TEST_P(RelayContract, WhoHasLeftHearsNothingMoreEvenInTheMiddleOfAMessage) {
  Ear stays;
  const auto seat = relay_->subscribe("events", stays.listener());
  ASSERT_TRUE(seat);
  std::promise<void> begun;
  std::atomic<bool> is_inside = false;
  std::atomic<int> heard = 0;
  auto leaver = relay_->subscribe("events", [&](std::string_view) {
    is_inside = true;
    if (heard++ == 0) begun.set_value();
    std::this_thread::yield();
    is_inside = false;
  });
  ASSERT_TRUE(leaver);
  const std::jthread speaker{[&] {
    for (int i = 0; i < 500; ++i) relay_->publish("events", std::to_string(i));
  }};

  begun.get_future().wait();
  *leaver = Subscription{};
  EXPECT_FALSE(is_inside);
  const int until_then = heard;

  EXPECT_EQ(stays.wait(500).size(), 500U);
  EXPECT_EQ(heard, until_then);
}

std::vector<std::string> messages_of(const std::vector<LogEntry>& entries) {
  std::vector<std::string> messages;
  for (const LogEntry& entry : entries) messages.push_back(entry.message);
  return messages;
}

TEST_P(RelayContract, ALogIsReadInOrderFromAnyOfItsPlaces) {
  const std::string odd{"\0\r\n\xFF", 4};
  for (const std::string& message : {std::string{"one"}, odd, std::string{}, std::string{"four"}}) {
    relay_->append("log", message, {});
  }
  relay_->append("another", "elsewhere", {});
  ASSERT_TRUE(eventually([&] { return relay_->health().published == 5; }));

  const auto first = relay_->read("log", "", 2).value();
  ASSERT_THAT(messages_of(first), testing::ElementsAre("one", odd));
  const auto rest = relay_->read("log", first.back().place, 100).value();
  EXPECT_THAT(messages_of(rest), testing::ElementsAre("", "four"));
  EXPECT_THAT(relay_->read("log", rest.back().place, 100).value(), testing::IsEmpty());
  EXPECT_GE(rest.back().at, first.front().at);
  EXPECT_GT(first.front().at.count(), 0);
  EXPECT_THAT(relay_->read("none", "", 100).value(), testing::IsEmpty());
}

TEST_P(RelayContract, OfALogTheNewestAreKeptAndAllIsGoneWhenItsTimeIsOver) {
  const std::string large(5'000, 'x');
  for (int i = 0; i < 50; ++i) {
    relay_->append("log", large + std::to_string(i), {.entries = 10, .life = 1h});
  }
  relay_->append("short", "x", {.entries = 10, .life = 1ms});
  ASSERT_TRUE(eventually([&] { return relay_->health().published == 51; }));

  const auto kept = messages_of(relay_->read("log", "", 100).value());
  EXPECT_GE(kept.size(), 10U);
  EXPECT_LT(kept.size(), 20U);
  EXPECT_EQ(kept.back(), large + "49");
  EXPECT_TRUE(eventually([&] { return relay_->read("short", "", 1).value().empty(); }));
}

TEST_P(RelayContract, WhoListensToALogIsToldThatItHasGrown) {
  Ear ear;
  const auto seat = relay_->subscribe("log", ear.listener());
  ASSERT_TRUE(seat);
  relay_->append("log", "one", {});
  relay_->append("log", "two", {});

  EXPECT_THAT(ear.wait(2), testing::ElementsAre("", ""));
  EXPECT_TRUE(eventually([&] { return relay_->health().queued == 0; }));
}

INSTANTIATE_TEST_SUITE_P(Of, RelayContract, testing::Values("in_process", "redis"),
                         [](const auto& tested) { return tested.param; });

}  // namespace
}  // namespace tw::relay
