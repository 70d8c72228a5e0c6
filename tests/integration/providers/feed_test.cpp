#include "providers/feed.hpp"

#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <pthread.h>
#include <set>
#include <thread>
#include <unistd.h>

#include "net/server.hpp"
#include "support/eventually.hpp"
#include "unit/providers/scripted_dialect.hpp"

// A feed over real sockets, against a vendor that cuts the line.
namespace tw::providers {
namespace {

using namespace std::chrono_literals;
using Kind = FeedStatus::Kind;

constexpr int kSymbols = 500;
constexpr int kMessagesPerSecond = 20'000;
constexpr int kCuts = 3;

/// Returns how long the feed runs: TW_STREAM_SECONDS, which `scripts/test --full` sets to 60.
int stream_seconds() {
  const char* const asked = std::getenv("TW_STREAM_SECONDS");
  const int seconds = asked == nullptr ? 0 : std::atoi(asked);
  return seconds > 0 ? seconds : 4;
}

std::string symbol_of(int number) { return "S" + std::to_string(number); }

double seconds_on(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// A vendor of trades: greets, lets everybody in, and sends to whoever subscribed last.
class StreamDouble {
 public:
  StreamDouble() {
    auto server = net::Server::start(
        {}, [](const net::HttpRequest&) { return net::Reply{}; },
        [this](const net::HttpRequest&, const std::shared_ptr<net::WebSocket>& socket) {
          clockid_t clock = 0;
          ::pthread_getcpuclockid(::pthread_self(), &clock);
          clock_ = clock;
          socket->send("hello");
          return net::WebSocketEvents{
              .on_message = [this, socket = std::weak_ptr{socket}](
                                std::string_view text) { hear(socket.lock(), text); },
              .on_end = [](const net::WebSocketEnd&) {}};
        });
    server_ = std::move(*server);
  }

  std::string url() const { return "ws://127.0.0.1:" + std::to_string(server_->port()) + "/"; }
  int subscriptions() const { return subscriptions_; }
  /// Returns what the thread of its sockets has taken. Requires that somebody has connected.
  double cpu_seconds() const { return seconds_on(clock_); }

  /// Sends one message to the newest subscriber. Returns false when it was not taken.
  bool send(std::string_view text) {
    const std::scoped_lock lock{mutex_};
    return subscriber_ && subscriber_->send(text);
  }
  /// Ends the newest subscriber's connection, in order or within a frame.
  void cut(bool in_order) {
    std::shared_ptr<net::WebSocket> socket;
    {
      const std::scoped_lock lock{mutex_};
      socket = std::exchange(subscriber_, nullptr);
    }
    if (!socket) return;
    if (in_order)
      socket->close(1012, "restart");
    else
      socket->cut_within("T S0 1 1 1 torn", 5);
  }

 private:
  void hear(const std::shared_ptr<net::WebSocket>& socket, std::string_view text) {
    if (!socket) return;
    if (text == "login") socket->send("in");
    if (!text.starts_with('+')) return;
    const std::scoped_lock lock{mutex_};
    socket->send("sub " + std::string{text.substr(1)});
    subscriber_ = socket;
    subscriptions_ += 1;
  }

  std::mutex mutex_;
  std::shared_ptr<net::WebSocket> subscriber_;
  std::atomic<int> subscriptions_ = 0;
  std::atomic<clockid_t> clock_ = 0;  ///< Of the server's one thread.
  std::unique_ptr<net::Server> server_;
};

/// Returns the memory that is resident now. Units: bytes.
std::int64_t resident_bytes() {
  std::ifstream file{"/proc/self/statm"};
  std::int64_t all = 0;
  std::int64_t resident = 0;
  file >> all >> resident;
  return resident * ::sysconf(_SC_PAGESIZE);
}

/// What the reader of the feed has seen.
struct Seen {
  std::vector<std::uint8_t> trades;  ///< How often each number came.
  std::map<std::string, std::vector<FeedChange>> gaps;
  std::map<std::string, Kind> kinds;
  std::size_t items_at_once = 0;

  void read(Feed& feed, std::vector<FeedItem>& items) {
    feed.take(items);
    items_at_once = std::max(items_at_once, items.size());
    for (const FeedItem& item : items) {
      if (const auto* const trade = std::get_if<vendor::StreamTrade>(&item)) {
        std::size_t number = 0;
        std::from_chars(trade->id.data(), trade->id.data() + trade->id.size(), number);
        if (number < trades.size()) trades[number] += 1;
      }
      const auto* const change = std::get_if<FeedChange>(&item);
      if (change == nullptr || change->symbol.empty()) continue;
      kinds[change->symbol] = change->kind;
      if (change->kind == Kind::Gap) gaps[change->symbol].push_back(*change);
    }
  }
  bool is_all_live() const {
    return kinds.size() == kSymbols &&
           std::ranges::all_of(kinds, [](const auto& each) { return each.second == Kind::Live; });
  }
};

TEST(Feed, LosesNoTradeThatWasSentWhileConnectedAndMarksAndFillsWhatWasNot) {
  const int seconds = stream_seconds();
  const auto total = static_cast<std::size_t>(seconds) * kMessagesPerSecond;
  std::vector<std::string> symbols;
  for (int i = 0; i < kSymbols; ++i) symbols.push_back(symbol_of(i));
  StreamDouble vendor;
  std::mutex filled_mutex;
  std::multiset<std::string> filled;
  FeedTerms terms;
  terms.options.first_pause = Duration{50'000'000};
  terms.options.stale_after = Duration::hours(1);
  terms.fill = [&](const Gap& gap) -> std::optional<std::vector<Bar>> {
    const std::scoped_lock lock{filled_mutex};
    filled.insert(gap.symbol);
    return std::vector<Bar>{};
  };
  std::vector<StreamSource> sources;
  sources.push_back({.vendor = "double",
                     .dialect = std::make_unique<ScriptedDialect>(
                         ScriptedDialect::Manners{.url = vendor.url(), .heartbeat_every = {}})});
  const double cpu_before = seconds_on(CLOCK_PROCESS_CPUTIME_ID);
  auto feed = Feed::start(std::move(sources), symbols, std::move(terms), this_machine());
  ASSERT_TRUE(feed) << feed.error();
  ASSERT_TRUE(support::eventually([&] { return vendor.subscriptions() == 1; }));

  struct Sent {
    std::int64_t at_ns = 0;
    bool was_taken = false;
  };
  std::vector<Sent> sent(total);
  std::atomic<bool> is_over = false;
  double sender_cpu = 0.0;
  const auto began = std::chrono::steady_clock::now();
  std::jthread sender{[&] {
    const std::size_t per_cut = total / (kCuts + 1);
    for (std::size_t i = 0; i < total; ++i) {
      if (i % 100 == 0) {
        std::this_thread::sleep_until(began + std::chrono::microseconds{i * 50});
      }
      if (i > 0 && i % per_cut == 0 && i / per_cut <= kCuts) vendor.cut(i / per_cut != 2);
      const std::int64_t now = this_machine().now().unix_ns;
      const std::string text = "T " + symbols[i % kSymbols] + " " + std::to_string(now) + " " +
                               std::to_string(100 + i % 7) + " 10 " + std::to_string(i);
      sent[i] = {.at_ns = now, .was_taken = vendor.send(text)};
    }
    sender_cpu = seconds_on(CLOCK_THREAD_CPUTIME_ID);
    is_over = true;
  }};

  Seen seen;
  seen.trades.resize(total);
  std::vector<FeedItem> items;
  std::int64_t early_bytes = 0;
  while (!is_over) {
    std::this_thread::sleep_for(10ms);
    seen.read(**feed, items);
    const auto elapsed = std::chrono::steady_clock::now() - began;
    if (early_bytes == 0 && elapsed > std::min(10'000ms, 1000ms * seconds / 2)) {
      early_bytes = resident_bytes();
    }
  }
  sender.join();
  const double wall =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  const double rate = static_cast<double>(total) / wall;
  // Trades of one connection arrive in order: with the last of them all have come.
  std::size_t end = total;
  while (end > 0 && !sent[end - 1].was_taken) --end;
  ASSERT_GT(end, 0U);
  EXPECT_TRUE(support::eventually([&] {
    seen.read(**feed, items);
    return seen.is_all_live() && (*feed)->counts().connections == kCuts + 1 &&
           seen.trades[end - 1] == 1;
  }));
  const std::int64_t grown = resident_bytes() - early_bytes;
  const double cpu =
      seconds_on(CLOCK_PROCESS_CPUTIME_ID) - cpu_before - sender_cpu - vendor.cpu_seconds();

  std::size_t taken = 0;
  std::size_t lost = 0;
  for (std::size_t i = 0; i < total; ++i) {
    ASSERT_LE(seen.trades[i], 1) << "trade " << i << " came twice";
    if (!sent[i].was_taken) continue;
    taken += 1;
    if (seen.trades[i] == 1) continue;
    lost += 1;
    const auto& gaps = seen.gaps[symbols[i % kSymbols]];
    ASSERT_TRUE(std::ranges::any_of(gaps,
                                    [&](const FeedChange& gap) {
                                      return gap.gap_from.unix_ns <= sent[i].at_ns &&
                                             sent[i].at_ns <= gap.gap_until.unix_ns;
                                    }))
        << "trade " << i << " is missing in silence";
  }
  for (const std::string& symbol : symbols) {
    ASSERT_EQ(seen.gaps[symbol].size(), kCuts) << symbol;
    const std::scoped_lock lock{filled_mutex};
    ASSERT_EQ(filled.count(symbol), kCuts) << symbol;
  }
  EXPECT_GT(taken, total / 2);
  EXPECT_EQ((*feed)->counts().refused_trades, 0U);
  EXPECT_EQ((*feed)->counts().malformed, 0U);
  std::printf(
      "%.0f messages/s, each a frame, for %.1f s; %zu sent while connected, %zu torn away by the "
      "reset and within gaps; resident %lld kB at %d s, %lld kB more at the end; feed and reader "
      "CPU %.2f s, %.0f %% of one core\n",
      rate, wall, taken, lost, static_cast<long long>(early_bytes / 1024),
      std::min(10, seconds / 2), static_cast<long long>(grown / 1024), cpu, 100 * cpu / wall);
  EXPECT_LT(grown, 64 << 20);
  if (seconds < 30) return;  // The others mean something after a while, and without a sanitizer.
  EXPECT_GT(rate, 0.9 * kMessagesPerSecond);
  EXPECT_LT(grown, 8 << 20);
  EXPECT_LT(cpu, wall) << "feed and reader, without the vendor's threads";
}

TEST(Feed, AVendorThatRefusesTheHandshakeIsReplacedByTheNext) {
  StreamDouble vendor;
  const auto refusing = net::Server::start(
      {}, [](const net::HttpRequest&) { return net::Reply{.response = {.status = 401}}; },
      [](const net::HttpRequest&, const std::shared_ptr<net::WebSocket>&)
          -> std::expected<net::WebSocketEvents, net::Reply> {
        return std::unexpected{net::Reply{.response = {.status = 401}}};
      });
  ASSERT_TRUE(refusing);
  std::vector<StreamSource> sources;
  for (const std::string& url :
       {"ws://127.0.0.1:" + std::to_string((*refusing)->port()) + "/", vendor.url()}) {
    sources.push_back({.vendor = "v" + std::to_string(sources.size() + 1),
                       .dialect = std::make_unique<ScriptedDialect>(
                           ScriptedDialect::Manners{.url = url, .heartbeat_every = {}})});
  }

  auto feed = Feed::start(std::move(sources), {"A"}, {}, this_machine());

  ASSERT_TRUE(feed);
  ASSERT_TRUE(support::eventually([&] { return vendor.subscriptions() == 1; }));
  EXPECT_EQ((*feed)->source(), "v2");
  Seen seen;
  std::vector<FeedItem> items;
  EXPECT_TRUE(support::eventually([&] {
    seen.read(**feed, items);
    return seen.kinds["A"] == Kind::Live;
  }));
}

TEST(Feed, EndsWhileItsVendorIsSendingAndWhileItIsConnecting) {
  StreamDouble vendor;
  for (int i = 0; i < 6; ++i) {
    std::vector<StreamSource> sources;
    sources.push_back({.vendor = "double",
                       .dialect = std::make_unique<ScriptedDialect>(
                           ScriptedDialect::Manners{.url = vendor.url(), .heartbeat_every = {}})});
    auto feed = Feed::start(std::move(sources), {"A"}, {}, this_machine());
    ASSERT_TRUE(feed);
    if (i % 2 == 0) {
      ASSERT_TRUE(support::eventually([&] { return vendor.subscriptions() > i / 2; }));
    }
    std::jthread sender{[&] {
      for (int k = 0; k < 200; ++k) vendor.send("T A 1 5 1");
    }};
    feed->reset();
  }
}

}  // namespace
}  // namespace tw::providers
