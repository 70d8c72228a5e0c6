// What a Redis relay does when the server does not do its part.

#include <atomic>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <thread>

#include "log/log.hpp"
#include "relay/redis_address.hpp"
#include "relay/redis_relay.hpp"
#include "support/eventually.hpp"
#include "support/redis_server.hpp"
#include "support/temp_folder.hpp"

namespace tw::relay {
namespace {

using namespace std::chrono_literals;
using support::eventually;
using support::RedisServer;
using testing::HasSubstr;
using testing::Not;

constexpr RedisTerms kQuick{.patience = 2000ms, .retry_first = 5ms, .retry_last = 50ms};

TEST(RedisAddress, IsReadFromItsUrlAndShownWithoutItsPassword) {
  const auto full = RedisAddress::parse("redis://anna:p%40ss@redis.local:7000/3");
  ASSERT_TRUE(full) << full.error();
  EXPECT_EQ(full->host, "redis.local");
  EXPECT_EQ(full->port, 7000);
  EXPECT_EQ(full->user, "anna");
  EXPECT_EQ(full->password.reveal(), "p@ss");
  EXPECT_EQ(full->database, 3);
  EXPECT_EQ(full->shown(), "redis://redis.local:7000/3");

  EXPECT_EQ(RedisAddress::parse("redis://localhost")->port, 6379);
  EXPECT_EQ(RedisAddress::parse("redis://:x@[::1]:1/")->host, "::1");
  EXPECT_EQ(RedisAddress::parse("unix:///run/redis.sock")->shown(), "unix:///run/redis.sock");
}

TEST(RedisAddress, WhatIsNoneIsRefusedWithoutBeingShown) {
  for (const char* bad :
       {"", "hunter2", "https:hunter2", "redis://", "redis://:hunter2@", "redis://:hunter2@h:0",
        "redis://:hunter2@h:99999", "redis://:hunter2@h/x", "redis://:hunter2@h/-1",
        "redis://:hunter2%4@h", "redis://:hunter2@[::1", "rediss://:hunter2@h", "unix://hunter2"}) {
    const auto refused = RedisAddress::parse(bad);
    ASSERT_FALSE(refused) << bad;
    EXPECT_THAT(refused.error(), Not(HasSubstr("hunter2"))) << bad;
    EXPECT_THAT(refused.error(), HasSubstr("REDIS_URL ")) << bad;
  }
}

TEST(RedisFailure, AServerThatIsAwayStopsNobody) {
  const auto relay = *make_redis_relay(
      Secret{"redis://127.0.0.1:" + std::to_string(support::free_loopback_port())}, kQuick);

  EXPECT_EQ(relay->get("x").error(), Fault::Lost);
  EXPECT_EQ(relay->put("x", "y", 1s).error(), Fault::Lost);
  EXPECT_EQ(relay->count("x", 1s).error(), Fault::Lost);
  EXPECT_EQ(relay->subscribe("x", [](std::string_view) {}).error(), Fault::Lost);
  relay->publish("events", "nobody hears");
  EXPECT_FALSE(relay->health().is_connected);
}

TEST(RedisFailure, AServerThatDiesAndComesBackIsFoundAndListenedToAgain) {
  RedisServer server;
  ASSERT_TRUE(server.is_up());
  const auto relay = *make_redis_relay(Secret{server.url()}, kQuick);
  std::atomic<int> heard = 0;
  ASSERT_TRUE(eventually([&] { return relay->health().is_connected; }));
  const auto seat = relay->subscribe("events", [&](std::string_view) { heard += 1; });
  ASSERT_TRUE(seat);
  relay->publish("events", "one");
  ASSERT_TRUE(eventually([&] { return heard == 1; }));

  server.kill();
  ASSERT_TRUE(eventually([&] { return !relay->health().is_connected; }));
  EXPECT_EQ(relay->get("x").error(), Fault::Lost);
  server.start();
  ASSERT_TRUE(server.is_up());

  ASSERT_TRUE(eventually([&] { return relay->health().connects == 2; }));
  EXPECT_TRUE(eventually([&] {
    relay->publish("events", "again");
    return heard > 1;
  }));
  EXPECT_TRUE(relay->put("x", "y", 1min));
}

TEST(RedisFailure, AFullQueueDropsTheOldestAndCountsThem) {
  RedisTerms terms = kQuick;
  terms.queue_max = 10;
  const auto relay = *make_redis_relay(
      Secret{"redis://127.0.0.1:" + std::to_string(support::free_loopback_port())}, terms);

  for (int i = 0; i < 25; ++i) relay->publish("events", std::to_string(i));

  EXPECT_EQ(relay->health().dropped, 15U);
}

TEST(RedisFailure, AMessageThatTheServerRefusesIsCountedAsDropped) {
  RedisServer server;
  ASSERT_TRUE(server.is_up());
  const auto relay = *make_redis_relay(Secret{server.url()}, kQuick);
  ASSERT_TRUE(eventually([&] { return relay->health().is_connected; }));
  ASSERT_TRUE(relay->put("log", "no log at all", 1min));

  relay->append("log", "x", {});
  relay->append("another", "y", {});

  EXPECT_TRUE(eventually([&] { return relay->health().dropped == 1; }));
  EXPECT_EQ(relay->health().published, 1U);
  EXPECT_EQ(relay->read("log", "", 1).error(), Fault::Lost);
}

TEST(RedisFailure, ALogIsAppendedToInOrderAcrossALossAndWhatWaitedIsNotLost) {
  RedisServer server;
  ASSERT_TRUE(server.is_up());
  const auto relay = *make_redis_relay(Secret{server.url()}, kQuick);
  ASSERT_TRUE(eventually([&] { return relay->health().is_connected; }));
  server.kill();
  ASSERT_TRUE(eventually([&] { return !relay->health().is_connected; }));
  for (int i = 0; i < 20; ++i) relay->append("log", std::to_string(i), {});
  EXPECT_EQ(relay->health().queued, 20U);
  server.start();

  ASSERT_TRUE(eventually([&] { return relay->health().queued == 0; }));
  const auto entries = relay->read("log", "", 100);
  ASSERT_TRUE(entries);
  ASSERT_EQ(entries->size(), 20U);
  for (std::size_t i = 0; i < 20; ++i) EXPECT_EQ((*entries)[i].message, std::to_string(i));
}

TEST(RedisFailure, APasswordOpensTheServerAndIsInNoLog) {
  const support::TempFolder folder;
  ASSERT_TRUE(
      log::start({.levels = {.all = log::Level::Trace, .modules = {}}, .file = folder / "log"}));
  RedisServer server{{"--requirepass", "hunter2"}};
  ASSERT_TRUE(server.is_up());
  const std::string at = "127.0.0.1:" + std::to_string(server.port());
  {
    const auto relay = *make_redis_relay(Secret{"redis://:hunter2@" + at}, kQuick);
    EXPECT_TRUE(eventually([&] { return relay->health().is_connected; }));
    EXPECT_TRUE(relay->put("x", "y", 1min));
  }
  {
    const auto relay = *make_redis_relay(Secret{"redis://:wrong-hunter2@" + at}, kQuick);
    EXPECT_EQ(relay->get("x").error(), Fault::Lost);
  }
  log::stop();
  const std::string text = support::read_text(folder / "log");
  EXPECT_THAT(text, HasSubstr("connected address=redis://" + at));
  EXPECT_THAT(text, HasSubstr("the server refuses the user or the password"));
  EXPECT_THAT(text, Not(HasSubstr("hunter2")));
}

}  // namespace
}  // namespace tw::relay
