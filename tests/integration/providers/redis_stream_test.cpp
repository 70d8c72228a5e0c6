// The stream of one process in others: `tradewind watch` against the vendors' double, with a real
// Redis server between the processes.

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <sys/wait.h>
#include <vector>

#include "formats/json_value.hpp"
#include "net/http_client.hpp"
#include "net/transport.hpp"
#include "providers/feed_publisher.hpp"
#include "providers/followed_feed.hpp"
#include "relay/redis_relay.hpp"
#include "support/eventually.hpp"
#include "support/process.hpp"
#include "support/pseudo_terminal.hpp"
#include "support/redis_server.hpp"
#include "support/temp_folder.hpp"

namespace tw {
namespace {

using namespace std::chrono_literals;
using support::eventually;
using support::Finished;
using support::PseudoTerminal;
using support::RedisServer;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kBars =
    "Date,Open,High,Low,Close,Volume\n"
    "2024-01-02,187.15,188.44,183.89,185.00,82488700\n"
    "2024-01-03,184.22,185.88,183.43,186.85,58414500\n";

std::string member(const formats::JsonValue& object, std::string_view name) {
  const formats::JsonValue* const found = object.find(name);
  return found == nullptr ? std::string{} : found->text;
}

/// Returns the trades of the lines that `watch --json` wrote: symbol and the vendor's id.
std::vector<std::string> trades_of(const std::string& lines) {
  std::vector<std::string> trades;
  for (std::string line : support::lines_of(lines)) {
    while (!line.empty() && line.back() == '\r') line.pop_back();
    const auto json = formats::parse_json(line);
    if (!json || member(*json, "kind") != "trade") continue;
    trades.push_back(member(*json, "symbol") + " " + member(*json, "id"));
  }
  return trades;
}

/// Says where `seen` is no unbroken part of `all`; nothing when it is one.
std::string break_in(const std::vector<std::string>& seen, const std::vector<std::string>& all) {
  if (seen.empty()) return "nothing was seen";
  const auto first = std::ranges::find(all, seen.front());
  if (first == all.end()) return seen.front() + " was never sent";
  const auto left = static_cast<std::size_t>(all.end() - first);
  for (std::size_t i = 0; i < std::min(seen.size(), left); ++i) {
    const std::string& sent = first[static_cast<std::ptrdiff_t>(i)];
    if (seen[i] != sent) return seen[i] + " stands where " + sent + " was sent";
  }
  return {};
}

class RedisStream : public testing::Test {
 protected:
  using Words = std::vector<std::string>;

  RedisStream() {
    data_.write("AAPL.csv", kBars);
    data_.write("MSFT.csv", kBars);
    sim_.emplace(Words{TW_APP, "vendor-sim", "--data-dir", data_.path(), "--port", "0", "--rate",
                       "200", "--json", folder_ / "addresses.json"},
                 PseudoTerminal::Variables{{"TRADEWIND_HOME", folder_ / "sim"}},
                 PseudoTerminal::Size{});
    EXPECT_TRUE(sim_->wait_for("until Ctrl-C"));
    EXPECT_TRUE(redis_.is_up()) << "redis-server does not start: scripts/install test";
    const auto addresses = formats::parse_json(support::read_text(folder_ / "addresses.json"));
    const auto port = static_cast<int>(addresses->find("port")->number);
    place_ = "127.0.0.1:" + std::to_string(port);
  }

  PseudoTerminal::Variables variables(bool has_key) const {
    return {{"TERM", "dumb"},
            {"TRADEWIND_HOME", folder_ / (has_key ? "with-key" : "without")},
            {"REDIS_URL", redis_.url()},
            {"POLYGON_API_KEY", has_key ? "any" : ""},
            {"TRADEWIND_POLYGON_URL", "http://" + place_ + "/polygon"},
            {"TRADEWIND_POLYGON_STREAM_URL", "ws://" + place_ + "/polygon/stocks"}};
  }
  Words environment(bool has_key) const {
    Words words;
    for (const auto& [name, value] : variables(has_key)) words.push_back(name + "=" + value);
    return words;
  }
  static Words watch(const Words& more) {
    Words words{TW_APP, "watch", "AAPL", "MSFT", "--json"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  std::future<Finished> run(bool has_key, const Words& more) const {
    return std::async(std::launch::async, [words = watch(more), given = environment(has_key)] {
      return support::run_process(words, {.environment = given});
    });
  }
  /// Starts a publisher whose output nobody needs.
  pid_t start_publisher() const {
    const pid_t process =
        support::start_process(watch({"--provider", "polygon"}), environment(true));
    EXPECT_TRUE(wait_until_published());
    return process;
  }
  static void kill_process(pid_t process) {
    ::kill(process, SIGKILL);
    ::waitpid(process, nullptr, 0);
  }
  std::unique_ptr<relay::Relay> relay() const {
    auto relay = *relay::make_redis_relay(Secret{redis_.url()});
    EXPECT_TRUE(eventually([&] { return relay->health().is_connected; }));
    return relay;
  }
  bool wait_until_published() const {
    const auto relay = this->relay();
    return eventually([&] { return newest_number(*relay) > 20; });
  }
  /// Returns the number of the next item of whoever said hello last.
  static std::uint64_t newest_number(relay::Relay& relay) {
    const auto hellos = relay.read(providers::kFeedsLog, "", 1'000);
    if (!hellos || hellos->empty()) return 0;
    const auto message = providers::parse_feed_message(hellos->back().message);
    return message ? std::get<providers::FeedHello>(*message).next : 0;
  }
  /// Returns how many streams the double has open.
  int open_streams() const {
    const auto http = std::move(*net::HttpClient::make());
    const auto answer = http->send({.method = "GET",
                                    .url = "http://" + place_ + "/control/streams",
                                    .headers = {},
                                    .body = {}},
                                   Duration::seconds(20));
    const auto json = formats::parse_json(answer->body);
    double open = 0.0;
    for (const formats::JsonValue& each : json->find("streams")->items) {
      open += each.find("open")->number;
    }
    return static_cast<int>(open);
  }

  support::TempFolder folder_;
  support::TempFolder data_;
  RedisServer redis_;
  std::optional<PseudoTerminal> sim_;
  std::string place_;
};

TEST_F(RedisStream, TwoProcessesWithoutAKeySeeEachTradeOfAThirdInOrder) {
  auto publishing = run(true, {"--provider", "polygon", "--for", "9"});
  ASSERT_TRUE(wait_until_published());

  auto by_itself = run(false, {"--limit", "600"});
  auto by_name = run(false, {"--provider", "redis", "--bars", "off", "--limit", "600"});
  const Finished first = by_itself.get();
  const Finished second = by_name.get();
  const Finished sent = publishing.get();

  ASSERT_EQ(sent.exit_code, 0) << sent.err;
  ASSERT_EQ(first.exit_code, 0) << first.err;
  ASSERT_EQ(second.exit_code, 0) << second.err;
  const auto all = trades_of(sent.out);
  EXPECT_GT(trades_of(first.out).size(), 100U);
  EXPECT_THAT(break_in(trades_of(first.out), all), IsEmpty());
  EXPECT_THAT(break_in(trades_of(second.out), all), IsEmpty());
  EXPECT_THAT(first.out, HasSubstr("by way of Redis, from "));
  EXPECT_THAT(first.out, Not(HasSubstr("\"gap\"")));
}

TEST_F(RedisStream, APublisherThatIsKilledIsToldAndTheNextOneIsFollowedWithAGap) {
  const pid_t first = start_publisher();
  PseudoTerminal reader{watch({"--provider", "redis"}), variables(false), {}};
  ASSERT_TRUE(reader.wait_for("\"trade\"")) << reader.output();

  kill_process(first);

  ASSERT_TRUE(reader.wait_for("nothing was heard of ")) << reader.output();
  ASSERT_TRUE(reader.wait_for("nobody publishes AAPL, MSFT with bars of 1m")) << reader.output();
  const pid_t second = start_publisher();
  EXPECT_TRUE(reader.wait_for("followed anew")) << reader.output();
  kill_process(second);
}

TEST_F(RedisStream, ARestartOfRedisStopsNobodyAndNoTradeIsLostInSilence) {
  auto publishing = run(true, {"--provider", "polygon", "--for", "12"});
  ASSERT_TRUE(wait_until_published());
  PseudoTerminal reader{watch({"--provider", "redis"}), variables(false), {}};
  ASSERT_TRUE(reader.wait_for("\"trade\"")) << reader.output();

  redis_.kill();
  ASSERT_TRUE(reader.wait_for("Redis is away")) << reader.output();
  redis_.start();
  ASSERT_TRUE(redis_.is_up());
  ASSERT_TRUE(reader.wait_for("Redis is there again")) << reader.output();
  ASSERT_TRUE(reader.wait_for("its publisher, has ended")) << reader.output();
  const Finished sent = publishing.get();

  ASSERT_EQ(sent.exit_code, 0) << sent.err;
  EXPECT_THAT(sent.out, Not(HasSubstr("\"gap\""))) << "the vendor's stream does not feel it";
  const auto all = trades_of(sent.out);
  const auto seen = trades_of(reader.output());
  ASSERT_FALSE(seen.empty());
  EXPECT_TRUE(std::ranges::is_sorted(seen, {}, [&](const std::string& trade) {
    return std::ranges::find(all, trade) - all.begin();
  }));
  const std::string broken = break_in(seen, all);
  const bool is_marked = reader.output().find("\"gap\"") != std::string::npos;
  EXPECT_TRUE(broken.empty() || is_marked) << broken;
  EXPECT_THAT(seen, testing::Contains(all.back())) << "what waited for Redis came afterwards";
}

TEST_F(RedisStream, AReaderHasNoConnectionToTheVendorAndWhenItStoodStillGetsAllOfItLater) {
  auto publishing = run(true, {"--provider", "polygon", "--for", "9"});
  ASSERT_TRUE(wait_until_published());
  PseudoTerminal reader{watch({"--provider", "redis"}), variables(false), {}};
  ASSERT_TRUE(reader.wait_for("\"trade\"")) << reader.output();
  EXPECT_EQ(open_streams(), 1);

  reader.send_signal(SIGSTOP);
  const auto relay = this->relay();
  const std::uint64_t until = newest_number(*relay) + 600;
  EXPECT_TRUE(eventually([&] { return newest_number(*relay) >= until; }));
  reader.send_signal(SIGCONT);
  ASSERT_TRUE(reader.wait_for("its publisher, has ended")) << reader.output();
  const Finished sent = publishing.get();

  const auto all = trades_of(sent.out);
  const auto seen = trades_of(reader.output());
  EXPECT_THAT(break_in(seen, all), IsEmpty());
  EXPECT_THAT(seen, testing::Contains(all.back()));
  EXPECT_THAT(reader.output(), Not(HasSubstr("\"gap\"")));
}

TEST_F(RedisStream, WhoCannotFollowIsToldWhyInOneLineWithoutThePassword) {
  const std::string nowhere =
      "redis://:hunter2@127.0.0.1:" + std::to_string(support::free_loopback_port());
  struct Refusal {
    Words more;
    std::string url;
    int exit_code;
    const char* says;
  };
  for (const Refusal& one : std::vector<Refusal>{
           {{"--provider", "redis"}, "", 2, "REDIS_URL is not set"},
           {{"--provider", "redis", "--fresh"}, redis_.url(), 2, "leave one out"},
           {{"--provider", "redis"}, nowhere, 1, "cannot be reached"},
           {{"--provider", "polygon"}, redis_.url(), 2, "POLYGON_API_KEY is not set"}}) {
    Words given = environment(false);
    std::erase_if(given, [](const std::string& each) { return each.starts_with("REDIS_URL="); });
    given.push_back("REDIS_URL=" + one.url);
    const Finished done = support::run_process(watch(one.more), {.environment = given});
    EXPECT_EQ(done.exit_code, one.exit_code) << done.err;
    EXPECT_THAT(done.err, HasSubstr(one.says));
    EXPECT_THAT(done.err, Not(HasSubstr("hunter2")));
  }
}

TEST(RedisStreamLatency, ATradeIsWithItsReaderSoonAndTheFigureIsPrinted) {
  constexpr int kTrades = 200;
  const RedisServer redis;
  ASSERT_TRUE(redis.is_up());
  const auto given = *relay::make_redis_relay(Secret{redis.url()});
  const auto taken = *relay::make_redis_relay(Secret{redis.url()});
  providers::Surroundings& machine = providers::this_machine();
  providers::FeedPublisher publisher{*given,
                                     {.name = providers::publisher_name(machine),
                                      .symbols = {"AAPL"},
                                      .bars = {},
                                      .source = [] { return std::string{"polygon"}; }},
                                     machine};
  ASSERT_TRUE(
      eventually([&] { return providers::unpublished(*taken, {"AAPL"}, {}, machine).empty(); }));
  providers::FollowedFeed feed{*taken, {.symbols = {"AAPL"}, .bars = {}}, machine};
  std::vector<providers::FeedItem> items;
  ASSERT_TRUE(eventually([&] {
    feed.take(items);
    return !items.empty();
  }));

  std::vector<std::int64_t> micros;
  for (int i = 0; i < kTrades; ++i) {
    publisher.buffer().push(vendor::StreamTrade{.symbol = "AAPL",
                                                .event_at = machine.now(),
                                                .price = Price::whole(1),
                                                .size = Quantity::whole(1),
                                                .id = {}});
    ASSERT_TRUE(eventually([&] {
      feed.take(items);
      return !items.empty();
    }));
    const auto& trade = std::get<vendor::StreamTrade>(items.front());
    micros.push_back((machine.now() - trade.event_at).ns / 1'000);
  }

  std::ranges::sort(micros);
  std::printf("from the publisher's buffer to the reader's: p50 %.1f ms, p99 %.1f ms\n",
              static_cast<double>(micros[kTrades / 2]) * 1e-3,
              static_cast<double>(micros[kTrades * 99 / 100]) * 1e-3);
  EXPECT_LT(micros.front(), 100'000) << "the best of them, on a machine that does other things too";
}

}  // namespace
}  // namespace tw
