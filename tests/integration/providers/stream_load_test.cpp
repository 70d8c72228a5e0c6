#include <algorithm>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

#include "adapters/polygon/session.hpp"
#include "net/transport.hpp"
#include "providers/feed.hpp"
#include "providers/router.hpp"
#include "support/eventually.hpp"
#include "support/pseudo_terminal.hpp"
#include "support/temp_folder.hpp"

// A whole market's trades from `tradewind vendor-sim`, a process of its own, over its sockets: so
// that the processor time and the memory of this process are the client's alone.
namespace tw::providers {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using Clock = std::chrono::steady_clock;
using Kind = FeedStatus::Kind;

constexpr int kSymbols = 500;
constexpr int kTradesPerSecond = 20'000;
constexpr std::int64_t kGrowthMax = 8 << 20;
constexpr Timeframe kSecond{Timeframe::Unit::Second, 1};

/// Returns how long it runs: TW_STREAM_SECONDS, which `scripts/test --full` sets to 60.
int stream_seconds() {
  const char* const asked = std::getenv("TW_STREAM_SECONDS");
  const int seconds = asked == nullptr ? 0 : std::atoi(asked);
  return seconds > 0 ? seconds : 4;
}

double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Returns the memory that is resident now. Units: bytes.
std::int64_t resident_bytes() {
  std::ifstream file{"/proc/self/statm"};
  std::int64_t all = 0;
  std::int64_t resident = 0;
  file >> all >> resident;
  return resident * ::sysconf(_SC_PAGESIZE);
}

std::vector<std::string> symbols() {
  std::vector<std::string> names;
  for (int i = 0; i < kSymbols; ++i) names.push_back("S" + std::to_string(i));
  return names;
}

/// The double, with bars of a second for each symbol, from before now to after the test.
class Market {
 public:
  explicit Market(int seconds) {
    const Timestamp now = this_machine().now();
    std::string rows = "time,open,high,low,close,volume\n";
    for (int i = -60; i < seconds + 120; ++i) {
      rows += to_string(Timestamp::from_seconds(now.unix_ns / 1'000'000'000 + i)) +
              ",100,101,99,100.5,1000\n";
    }
    for (const std::string& symbol : symbols()) bars_.write(symbol + ".csv", rows);
    process_.emplace(std::vector<std::string>{TW_APP, "vendor-sim", "--data-dir", bars_.path(),
                                              "--port", "0", "--json", folder_ / "addresses.json",
                                              "--rate", std::to_string(kTradesPerSecond)},
                     support::PseudoTerminal::Variables{{"TRADEWIND_HOME", folder_ / "home"}},
                     support::PseudoTerminal::Size{});
    EXPECT_TRUE(process_->wait_for("until Ctrl-C")) << process_->output();
    const json addresses = json::parse(support::read_text(folder_ / "addresses.json"));
    control_ = "http://127.0.0.1:" + std::to_string(addresses["port"].get<int>()) + "/control";
    for (const json& vendor : addresses["vendors"]) {
      if (vendor["vendor"] != "polygon") continue;
      settings_ = {.base_url = vendor["base_url"],
                   .stream_url = vendor["stream_url"],
                   .key = Secret{"key"},
                   .key_secret = {}};
    }
  }

  const vendor::VendorSettings& settings() const { return settings_; }
  json control(const std::string& method, const std::string& path, const std::string& body = {}) {
    const auto answer =
        http_->send({.method = method, .url = control_ + path, .headers = {}, .body = body},
                    Duration::seconds(20));
    EXPECT_TRUE(answer.has_value()) << answer.error().what;
    return answer ? json::parse(answer->body) : json{};
  }
  /// Returns how many trades were given to streams that were open.
  std::uint64_t sent() {
    const json answer = control("GET", "/streams");
    for (const json& stream : answer["streams"]) {
      if (stream["vendor"] == "polygon") return stream["ticks"];
    }
    return 0;
  }

 private:
  support::TempFolder bars_;
  support::TempFolder folder_;
  std::optional<support::PseudoTerminal> process_;
  std::string control_;
  vendor::VendorSettings settings_;
  std::unique_ptr<net::HttpClient> http_ = std::move(*net::HttpClient::make());
};

/// What the reader of the feed has seen. The double numbers its trades from 1 on.
class Seen {
 public:
  explicit Seen(std::size_t trades_max) : at_(trades_max, 0) {}

  void read(Feed& feed) {
    feed.take(items_);
    for (const FeedItem& item : items_) std::visit([this](const auto& each) { on(each); }, item);
  }
  bool is_all_live() const {
    return kinds_.size() == kSymbols &&
           std::ranges::all_of(kinds_, [](const auto& each) { return each.second == Kind::Live; });
  }

  std::uint64_t trades() const { return trades_; }
  std::uint64_t repeats() const { return repeats_; }
  std::uint64_t newest() const { return newest_; }
  const auto& gaps() const { return gaps_; }
  const auto& fills() const { return fills_; }
  const auto& filled_bars() const { return filled_bars_; }
  /// Returns for how long there was no connection.
  Duration down() const { return down_; }

  /// A stretch of numbers that never came, by the trade before it.
  struct Missing {
    std::uint64_t count = 0;
    Timestamp before;
  };
  std::vector<Missing> missing() const {
    std::vector<Missing> runs;
    for (std::uint64_t number = 1; number <= newest_; ++number) {
      if (at_[number] != 0) continue;
      if (at_[number - 1] != 0 || number == 1) runs.push_back({.before = {at_[number - 1]}});
      runs.back().count += 1;
    }
    return runs;
  }

 private:
  void on(const vendor::StreamTrade& trade) {
    const std::string_view number_text = std::string_view{trade.id}.substr(trade.id.find(':') + 1);
    std::uint64_t number = 0;
    std::from_chars(number_text.data(), number_text.data() + number_text.size(), number);
    if (number == 0 || number >= at_.size()) return;
    trades_ += 1;
    repeats_ += at_[number] == 0 ? 0U : 1U;
    at_[number] = trade.event_at.unix_ns;
    newest_ = std::max(newest_, number);
  }
  void on(const vendor::StreamQuote& /*quote*/) {}
  void on(const FeedBar& bar) { filled_bars_[bar.symbol] += bar.is_filled ? 1 : 0; }
  void on(const FeedChange& change) {
    if (change.symbol.empty()) {
      if (change.kind == Kind::Down && !lost_at_) lost_at_ = change.at;
      if (change.kind == Kind::Live && lost_at_) down_.ns += (change.at - *lost_at_).ns;
      if (change.kind == Kind::Live) lost_at_.reset();
      return;
    }
    kinds_[change.symbol] = change.kind;
    if (change.kind == Kind::Gap) gaps_[change.symbol].push_back(change);
    if (change.why.starts_with("filled with ") && change.why != "filled with 0 bars") {
      fills_[change.symbol] += 1;
    }
  }

  std::vector<FeedItem> items_;
  std::vector<std::int64_t> at_;  ///< When each number was traded; zero: it has not come.
  std::uint64_t trades_ = 0;
  std::uint64_t repeats_ = 0;
  std::uint64_t newest_ = 0;
  std::map<std::string, Kind> kinds_;
  std::map<std::string, std::vector<FeedChange>> gaps_;
  std::map<std::string, int> fills_;
  std::map<std::string, int> filled_bars_;
  std::optional<Timestamp> lost_at_;
  Duration down_;
};

TEST(StreamLoad, FiveHundredSymbolsLoseNoTradeAndStayWithinOneCoreAndTheirMemory) {
  const int seconds = stream_seconds();
  const std::chrono::milliseconds length{seconds * 1000};
  Market market{seconds};
  const auto http = std::move(*net::HttpClient::make());
  net::HttpTransport transport{*http};
  const auto polygon = std::make_shared<adapters::polygon::Session>(market.settings(), transport);
  HeldRecords records;
  Router router{
      {{.vendor = polygon, .record = "polygon", .limits = {}, .unusable = {}, .missing = {}}},
      records,
      this_machine(),
      {}};
  FeedTerms terms;
  terms.options.first_pause = Duration{100'000'000};
  terms.options.stale_after = Duration::hours(1);
  terms.fill = fill_from(router, kSecond);
  std::vector<StreamSource> sources;
  sources.push_back({.vendor = "polygon", .dialect = polygon->stream()});
  Seen seen{static_cast<std::size_t>(seconds + 30) * kTradesPerSecond};

  const double cpu_before = cpu_seconds();
  auto feed = Feed::start(std::move(sources), symbols(), std::move(terms), this_machine());
  ASSERT_TRUE(feed) << feed.error();
  ASSERT_TRUE(support::eventually([&] {
    seen.read(**feed);
    return seen.trades() > 0;
  }));
  const auto began = Clock::now();
  const std::uint64_t before = seen.trades();
  // The first and the last are resets within a frame, the other a goodbye.
  const char* const cuts[] = {"/streams/cut", "/streams/close", "/streams/cut"};
  std::size_t done = 0;
  std::int64_t early_bytes = 0;
  const auto early = std::min(length / 3, std::chrono::milliseconds{10'000});
  while (Clock::now() - began < length) {
    std::this_thread::sleep_for(10ms);
    seen.read(**feed);
    const auto elapsed = Clock::now() - began;
    if (early_bytes == 0 && elapsed > early) early_bytes = resident_bytes();
    if (done < std::size(cuts) && elapsed > length * (done + 1) / (std::size(cuts) + 1)) {
      market.control("POST", cuts[done++]);
    }
  }
  const double wall = std::chrono::duration<double>(Clock::now() - began).count();
  const double cpu = cpu_seconds() - cpu_before;
  const std::int64_t late_bytes = resident_bytes();
  const double connected = wall - static_cast<double>(seen.down().ns) * 1e-9;
  const double rate = static_cast<double>(seen.trades() - before) / connected;
  market.control("POST", "/faults", "empty:polygon:stream");
  std::uint64_t sent = 0;
  EXPECT_TRUE(support::eventually([&] {
    seen.read(**feed);
    const std::uint64_t sent_now = market.sent();
    return std::exchange(sent, sent_now) == sent_now && seen.newest() >= sent_now &&
           seen.is_all_live();
  }));

  const auto missing = seen.missing();
  std::uint64_t torn = 0;
  for (const Seen::Missing& run : missing) {
    torn += run.count;
    for (const auto& [symbol, gaps] : seen.gaps()) {
      ASSERT_TRUE(std::ranges::any_of(gaps,
                                      [&](const FeedChange& gap) {
                                        return gap.gap_from <= run.before &&
                                               run.before <= gap.gap_until;
                                      }))
          << run.count << " trades of " << symbol << " are missing in silence";
    }
  }
  std::size_t gaps = 0;
  std::size_t fills = 0;
  std::size_t bars = 0;
  for (const std::string& symbol : symbols()) {
    ASSERT_TRUE(seen.gaps().contains(symbol)) << symbol;
    EXPECT_EQ(seen.gaps().at(symbol).size(), std::size(cuts)) << symbol;
    ASSERT_TRUE(seen.fills().contains(symbol)) << symbol;
    EXPECT_EQ(seen.fills().at(symbol), std::ssize(cuts)) << symbol;
    gaps += seen.gaps().at(symbol).size();
    fills += static_cast<std::size_t>(seen.fills().at(symbol));
    bars += static_cast<std::size_t>(seen.filled_bars().at(symbol));
  }
  std::printf(
      "%d symbols, %.0f trades/s in %.0f frames/s while connected, %.2f of %.2f s; sent %llu, "
      "received %llu, torn "
      "away by resets %llu; "
      "%zu gaps marked, %zu back-filled with %zu bars; resident %lld kB at %.1f s, %lld kB at the "
      "end; client CPU %.2f s, %.0f %% of one core\n",
      kSymbols, rate, static_cast<double>((*feed)->counts().frames) / connected, connected, wall,
      static_cast<unsigned long long>(sent), static_cast<unsigned long long>(seen.trades()),
      static_cast<unsigned long long>(torn), gaps, fills, bars,
      static_cast<long long>(early_bytes / 1024), std::chrono::duration<double>(early).count(),
      static_cast<long long>(late_bytes / 1024), cpu, 100 * cpu / wall);
  EXPECT_EQ((*feed)->counts().connections, std::size(cuts) + 1);
  EXPECT_EQ((*feed)->counts().refused_trades, 0U);
  EXPECT_EQ((*feed)->counts().malformed, 0U);
  EXPECT_EQ(seen.repeats(), 0U);
  EXPECT_EQ(seen.trades() + torn, seen.newest());
  EXPECT_LE(missing.size(), 2U) << "a goodbye loses nothing";
  EXPECT_GT(rate, 0.9 * kTradesPerSecond);
  EXPECT_LT(late_bytes - early_bytes, kGrowthMax);
  EXPECT_LT(cpu, wall) << "more than one core";
}

}  // namespace
}  // namespace tw::providers
