#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mutex>

#include "adapters/alpaca/session.hpp"
#include "adapters/finnhub/session.hpp"
#include "adapters/polygon/session.hpp"
#include "adapters/tiingo/session.hpp"
#include "adapters/twelvedata/session.hpp"
#include "adapters/yahoo/session.hpp"
#include "net/transport.hpp"
#include "net/websocket_client.hpp"
#include "net/websocket_frame.hpp"
#include "support/eventually.hpp"
#include "support/sim_catalog.hpp"
#include "vendor_sim/simulator.hpp"

// What the double streams, read by the dialects of our own adapters over sockets.
namespace tw::vendor_sim {
namespace {

using support::eventually;
using vendor::StreamNotice;
using vendor::StreamQuote;
using vendor::StreamTrade;

constexpr Duration kPatience = Duration::seconds(20);
const Date kFirst = *Date::from_civil(2024, 1, 2);

Catalog catalog(int symbols = 2) {
  Catalog made;
  made.add(support::made_listing("AAPL", kFirst, 20));
  for (int i = 1; i < symbols; ++i) {
    made.add(support::made_listing("SYM" + std::to_string(i), kFirst, 20));
  }
  return made;
}

/// A transport that nothing goes through: only dialects are asked for here.
class NoTransport final : public vendor::Transport {
 public:
  vendor::Answer<vendor::HttpResponse> send(const vendor::HttpRequest&, Duration) override {
    return std::unexpected{vendor::malformed("nothing is sent here")};
  }
};

std::unique_ptr<vendor::StreamDialect> dialect_of(const std::string& name,
                                                  const vendor::VendorSettings& settings) {
  static NoTransport none;
  if (name == "yahoo") return adapters::yahoo::Session{settings, none}.stream();
  if (name == "polygon") return adapters::polygon::Session{settings, none}.stream();
  if (name == "twelvedata") return adapters::twelvedata::Session{settings, none}.stream();
  if (name == "finnhub") return adapters::finnhub::Session{settings, none}.stream();
  if (name == "alpaca") return adapters::alpaca::Session{settings, none}.stream();
  return adapters::tiingo::Session{settings, none}.stream();
}

/// A client of one vendor's stream that keeps what it is told.
class Listener {
 public:
  Listener(const Simulator& simulator, const std::string& name)
      : dialect_{dialect_of(name, {.base_url = {},
                                   .stream_url = simulator.stream_url(name),
                                   .key = Secret{"key"},
                                   .key_secret = Secret{"secret"}})} {}

  std::expected<void, net::NoWebSocket> connect() {
    auto opened = client_->connect(dialect_->handshake(),
                                   {.on_message = [this](std::string_view frame) { hear(frame); },
                                    .on_end =
                                        [this](const net::WebSocketEnd& how) {
                                          const std::lock_guard guard{mutex_};
                                          end_ = how;
                                        }},
                                   {}, kPatience);
    if (!opened) return std::unexpected{std::move(opened.error())};
    socket_ = std::move(*opened);
    return {};
  }

  void subscribe(const std::vector<std::string>& symbols, vendor::Channels channels = {}) {
    for (const std::string& text : dialect_->login()) socket_->send(text);
    for (const std::string& text : dialect_->subscribe(symbols, channels)) socket_->send(text);
  }

  std::size_t ticks() {
    const std::lock_guard guard{mutex_};
    return trades_.size() + quotes_.size();
  }
  std::vector<StreamTrade> trades() {
    const std::lock_guard guard{mutex_};
    return trades_;
  }
  std::vector<StreamQuote> quotes() {
    const std::lock_guard guard{mutex_};
    return quotes_;
  }
  std::string complaint() {
    const std::lock_guard guard{mutex_};
    return complaint_;
  }
  net::WebSocketEnd end() {
    EXPECT_TRUE(eventually([this] {
      const std::lock_guard guard{mutex_};
      return end_.has_value();
    }));
    const std::lock_guard guard{mutex_};
    return end_.value_or(net::WebSocketEnd{});
  }

 private:
  void hear(std::string_view frame) {
    const std::lock_guard guard{mutex_};
    std::vector<vendor::StreamEvent> events;
    const auto read = dialect_->read(frame, Timestamp{}, events);
    if (!read) complaint_ += read.error().what + ": " + std::string{frame} + "\n";
    for (const vendor::StreamEvent& event : events) {
      if (const auto* trade = std::get_if<StreamTrade>(&event)) trades_.push_back(*trade);
      if (const auto* quote = std::get_if<StreamQuote>(&event)) quotes_.push_back(*quote);
      const auto* notice = std::get_if<StreamNotice>(&event);
      if (notice == nullptr) continue;
      if (notice->kind == StreamNotice::Kind::Refused ||
          notice->kind == StreamNotice::Kind::Unknown) {
        complaint_ += "refused or unknown: " + std::string{frame} + "\n";
      }
    }
  }

  std::unique_ptr<vendor::StreamDialect> dialect_;
  std::mutex mutex_;
  std::vector<StreamTrade> trades_;
  std::vector<StreamQuote> quotes_;
  std::string complaint_;
  std::optional<net::WebSocketEnd> end_;
  std::unique_ptr<net::WebSocketClient> client_ = std::move(*net::WebSocketClient::make());
  std::shared_ptr<net::WebSocket> socket_;
};

std::unique_ptr<Simulator> streaming(double rate, int symbols = 2) {
  return std::move(*Simulator::start(
      {.catalog = catalog(symbols), .bodies = {}, .faults = {}, .stream_rate = rate}));
}

class Streamed : public testing::TestWithParam<const char*> {};

TEST_P(Streamed, HistoryReachesTheAdapterThatSubscribes) {
  const auto simulator = streaming(500);
  Listener listener{*simulator, GetParam()};
  ASSERT_TRUE(listener.connect().has_value());

  listener.subscribe({"AAPL"});

  ASSERT_TRUE(eventually([&listener] { return listener.ticks() >= 100; })) << listener.complaint();
  EXPECT_EQ(listener.complaint(), "");
  const auto rows = rows_of(*catalog().find("AAPL"), kDaily);
  for (const StreamTrade& trade : listener.trades()) {
    EXPECT_EQ(trade.symbol, "AAPL");
    EXPECT_GE(trade.price, rows.front().bar.low);
    EXPECT_LE(trade.price, rows.back().bar.high);
  }
  for (const StreamQuote& quote : listener.quotes()) {
    EXPECT_EQ(quote.quote.symbol, "AAPL");
    EXPECT_TRUE(quote.quote.last.has_value());
  }
}

INSTANTIATE_TEST_SUITE_P(Vendors, Streamed,
                         testing::Values("yahoo", "polygon", "twelvedata", "finnhub", "alpaca",
                                         "tiingo"),
                         [](const auto& subject) { return std::string{subject.param}; });

TEST(Streams, CarryQuotesACentOnEitherSide) {
  const auto simulator = streaming(500);
  Listener listener{*simulator, "polygon"};
  ASSERT_TRUE(listener.connect().has_value());
  listener.subscribe({"AAPL"}, {.trades = false, .quotes = true});
  ASSERT_TRUE(eventually([&listener] { return listener.ticks() >= 20; })) << listener.complaint();
  EXPECT_TRUE(listener.trades().empty());
  const StreamQuote quote = listener.quotes().front();
  EXPECT_EQ(*quote.quote.ask - *quote.quote.bid, Price::from_raw(2'000'000));
}

/// Returns the numbers of trades, as Polygon's adapter has them behind the exchange's.
std::vector<std::uint64_t> numbers(Listener& listener) {
  std::vector<std::uint64_t> found;
  for (const StreamTrade& trade : listener.trades()) {
    found.push_back(std::stoull(trade.id.substr(trade.id.find(':') + 1)));
  }
  return found;
}

TEST(Streams, LoseNothingOfFiveHundredSymbolsAtTwentyThousandASecond) {
  const auto simulator = streaming(20'000, 500);
  Listener listener{*simulator, "polygon"};
  ASSERT_TRUE(listener.connect().has_value());
  std::vector<std::string> symbols;
  const Catalog all = catalog(500);
  for (const auto& [symbol, listing] : all.listings()) symbols.push_back(symbol);

  listener.subscribe(symbols);
  ASSERT_TRUE(eventually([&listener] { return listener.ticks() >= 20'000; }));
  simulator->close_streams();

  EXPECT_EQ(listener.end().code, net::kClosedGoingAway);
  EXPECT_EQ(listener.ticks(), simulator->streamed("polygon"));
  const auto seen = numbers(listener);
  for (std::size_t i = 0; i < seen.size(); ++i) ASSERT_EQ(seen[i], i + 1);
}

TEST(Streams, EndInsideAFrameWhenTheyAreCut) {
  const auto simulator = streaming(500);
  Listener listener{*simulator, "polygon"};
  ASSERT_TRUE(listener.connect().has_value());
  listener.subscribe({"AAPL"});
  ASSERT_TRUE(eventually([&listener] { return listener.ticks() >= 10; }));
  simulator->cut_streams();
  EXPECT_EQ(listener.end().fault->kind, net::FaultKind::Reset);
  EXPECT_EQ(listener.complaint(), "");

  Listener again{*simulator, "polygon"};
  ASSERT_TRUE(again.connect().has_value());
  again.subscribe({"AAPL"});
  ASSERT_TRUE(eventually([&again] { return again.ticks() >= 10; }));
  EXPECT_GT(numbers(again).front(), numbers(listener).back());
}

TEST(Streams, ComeTwiceOrInAnotherOrderUnderThoseFaults) {
  const auto simulator = streaming(2000);
  simulator->switch_on(*parse_fault("duplicates:polygon:stream"));
  Listener twice{*simulator, "polygon"};
  ASSERT_TRUE(twice.connect().has_value());
  twice.subscribe({"AAPL"});
  ASSERT_TRUE(eventually([&twice] { return twice.ticks() >= 40; }));
  const auto repeated = numbers(twice);
  EXPECT_GE(std::ranges::count(repeated, repeated.front()), 2);

  simulator->switch_off();
  simulator->switch_on(*parse_fault("out-of-order:twelvedata:stream"));
  simulator->switch_on(*parse_fault("clock-skew:twelvedata:stream"));
  Listener mixed{*simulator, "twelvedata"};
  ASSERT_TRUE(mixed.connect().has_value());
  mixed.subscribe({"AAPL"});
  ASSERT_TRUE(eventually([&mixed] { return mixed.ticks() >= 40; })) << mixed.complaint();
}

TEST(Streams, AreRefusedAtTheHandshakeUnderAFaultThatRefuses) {
  const auto simulator = streaming(10);
  simulator->switch_on(*parse_fault("401:finnhub:stream*1"));
  Listener listener{*simulator, "finnhub"};
  const auto refused = listener.connect();
  ASSERT_FALSE(refused.has_value());
  ASSERT_TRUE(refused.error().answer.has_value());
  EXPECT_EQ(refused.error().answer->status, 401);
  EXPECT_TRUE(listener.connect().has_value());
}

}  // namespace
}  // namespace tw::vendor_sim
