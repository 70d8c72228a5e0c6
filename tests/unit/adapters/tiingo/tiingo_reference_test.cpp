#include <gtest/gtest.h>

#include "adapters/tiingo/parse.hpp"
#include "adapters/tiingo/stream.hpp"
#include "core/decimal.hpp"
#include "formats/csv_bars.hpp"
#include "support/scripted_transport.hpp"

// What the vendor really sent, and what it documents, file by file.
namespace tw::adapters::tiingo {
namespace {

using vendor::Outcome;
using Kind = vendor::StreamNotice::Kind;

std::string text_of(const std::string& name) {
  return support::file_text(TW_SHARED "/fixtures/tiingo/" + name);
}
vendor::HttpResponse recorded(const std::string& name, int status = 200) {
  return support::answered(text_of(name), status);
}
Price price(std::string_view text) { return *parse<Price>(text); }
Timestamp day(int year, int month, int day) {
  return Date::from_civil(year, month, day)->midnight();
}
vendor::History bars(const std::string& name, const std::string& symbol, Timeframe timeframe,
                     PriceBasis basis = PriceBasis::Raw) {
  vendor::History history;
  history.symbol = symbol;
  history.timeframe = timeframe;
  history.basis = basis;
  const auto added = add_bars(recorded(name), "", history);
  EXPECT_TRUE(added.has_value()) << name << ": " << added.error().what;
  return history;
}

TEST(TiingoRecorded, DailyBars) {
  const auto history = bars("daily_GOOGL_latest.json", "GOOGL", kDaily);
  ASSERT_EQ(history.rows.size(), 1U);
  EXPECT_EQ(history.rows[0].label, day(2018, 4, 12));
  EXPECT_EQ(history.rows[0].open, price("1031.47"));
  EXPECT_EQ(history.rows[0].adjusted_close, price("1037.29"));
  EXPECT_EQ(history.rows[0].volume, Volume::whole(1644794));
  EXPECT_TRUE(history.actions.empty()) << "a factor of 1 is no split";
}

TEST(TiingoRecorded, DailyBarsAsCsvReadAsAFile) {
  const auto read = formats::parse_csv_bars(text_of("daily_GOOGL.csv"), {});
  ASSERT_TRUE(read.has_value()) << read.error().message;
  ASSERT_EQ(read->table.size(), 2U);
  EXPECT_EQ(Price::from_raw(read->table.high.back()), price("527.9899"));
}

TEST(TiingoRecorded, WeeklyBarsAreDatedByTheirFirstSession) {
  const auto history = bars("daily_GOOGL_weekly.json", "GOOGL", {Timeframe::Unit::Week, 1});
  ASSERT_EQ(history.rows.size(), 3U);
  EXPECT_EQ(history.rows[0].label, day(2018, 1, 2)) << "the week ends on the 5th";
  EXPECT_EQ(history.rows[2].label, day(2018, 1, 16)) << "the 15th was a holiday";
  EXPECT_EQ(history.rows[2].close, price("1135.97"));
}

TEST(TiingoRecorded, IntradayBarsWithoutVolume) {
  const auto history =
      bars("iex_intraday_GOOGL_30min.json", "GOOGL", {Timeframe::Unit::Minute, 30});
  ASSERT_EQ(history.rows.size(), 13U);
  EXPECT_EQ(history.rows.front().label, day(2018, 1, 2) + Duration::minutes(14 * 60 + 30));
  EXPECT_EQ(history.rows.front().close, price("1061.91"));
  EXPECT_EQ(history.rows.back().label, day(2018, 1, 2) + Duration::minutes(20 * 60 + 30));
  EXPECT_EQ(history.rows.back().volume, Volume{});
}

TEST(TiingoRecorded, Pairs) {
  const auto history = bars("crypto_prices.json", "BTC/USD", kDaily);
  ASSERT_EQ(history.rows.size(), 2U);
  EXPECT_EQ(history.rows[0].label, day(2019, 5, 1));
  EXPECT_EQ(history.rows[0].close, price("5420.08967085")) << "rounded to eight decimals";
  EXPECT_EQ(history.rows[1].low, price("5426.03348030"));
  EXPECT_GT(history.rounded_values, 0U);
  const auto top = parse_quotes(recorded("crypto_top.json"), "");
  ASSERT_TRUE(top.has_value()) << top.error().what;
  EXPECT_EQ(top->front().symbol, "btcusd");
  EXPECT_EQ(top->front().last, price("8220.83"));
  EXPECT_EQ(top->front().bid_size, *parse<Quantity>("2.88067305"));
}

TEST(TiingoRecorded, MetaErrorsAndNews) {
  const auto facts = parse_meta(recorded("meta_GOOGL.json"), "");
  ASSERT_TRUE(facts.has_value()) << facts.error().what;
  EXPECT_EQ(facts->symbol, "GOOGL");
  EXPECT_EQ(facts->words[0].second, "Alphabet Inc.(\"Google\") - Class A");
  EXPECT_EQ(facts->words[1].second, "NASDAQ");
  EXPECT_EQ(open(recorded("error_404_ticker.json", 404), "").error().outcome,
            Outcome::SymbolNotFound);
  EXPECT_EQ(open(recorded("error_429_hourly.json", 429), "").error().outcome, Outcome::Quota);
  EXPECT_EQ(open(recorded("error_429_hourly.json", 429), "").error().retry_after,
            Duration::hours(1));
  EXPECT_EQ(open(recorded("news_403_permission.json", 403), "").error().outcome,
            Outcome::Entitlement);
  EXPECT_TRUE(open(recorded("news.json"), "").has_value()) << "no error, and not read";
}

TEST(TiingoRecorded, StreamEvents) {
  Stream dialect{{}};
  std::vector<vendor::StreamEvent> events;
  const std::string text = text_of("ws_iex_documented.jsonl");
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (end > at) {
      const auto read = dialect.read(text.substr(at, end - at), {}, events);
      ASSERT_TRUE(read.has_value()) << read.error().what;
    }
    at = end + 1;
  }
  ASSERT_EQ(events.size(), 4U);
  EXPECT_EQ(std::get<vendor::StreamNotice>(events[0]).kind, Kind::Subscribed);
  EXPECT_EQ(std::get<vendor::StreamNotice>(events[1]).kind, Kind::Heartbeat);
  const auto& quote = std::get<vendor::StreamQuote>(events[2]).quote;
  EXPECT_EQ(quote.symbol, "VYM");
  EXPECT_EQ(quote.ask, price("81.59"));
  EXPECT_EQ(quote.event_at, Timestamp{1548873225383129126});
  const auto& trade = std::get<vendor::StreamTrade>(events[3]);
  EXPECT_EQ(trade.price, price("50.285"));
  EXPECT_EQ(trade.size, Quantity::whole(200));
}

}  // namespace
}  // namespace tw::adapters::tiingo
