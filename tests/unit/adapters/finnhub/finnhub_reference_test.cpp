#include <gtest/gtest.h>

#include "adapters/finnhub/parse.hpp"
#include "adapters/finnhub/stream.hpp"
#include "core/decimal.hpp"
#include "support/scripted_transport.hpp"

// What the vendor really sent, and what it documents, file by file.
namespace tw::adapters::finnhub {
namespace {

using vendor::Outcome;
using Kind = vendor::StreamNotice::Kind;

std::string text_of(const std::string& name) {
  return support::file_text(TW_SHARED "/fixtures/finnhub/" + name);
}
vendor::HttpResponse recorded(const std::string& name, int status = 200) {
  return support::answered(text_of(name), status);
}
Price price(std::string_view text) { return *parse<Price>(text); }

TEST(FinnhubRecorded, AQuoteAndTheZerosOfAnUnknownSymbol) {
  const auto quote = parse_quote(recorded("quote_AAPL.json"), "", "AAPL");
  ASSERT_TRUE(quote.has_value()) << quote.error().what;
  EXPECT_EQ(quote->last, price("308.82"));
  EXPECT_EQ(quote->previous_close, price("304.99"));
  EXPECT_EQ(quote->event_at, Timestamp::from_seconds(1779480000));
  EXPECT_EQ(parse_quote(recorded("quote_unknown_symbol.json"), "", "X").error().outcome,
            Outcome::SymbolNotFound);
}

TEST(FinnhubRecorded, Candles) {
  vendor::History history;
  history.symbol = "AAPL";
  const auto added = add_candles(recorded("constructed_candle_ok.json"), "", history);
  ASSERT_TRUE(added.has_value()) << added.error().what;
  ASSERT_EQ(history.rows.size(), 2U);
  EXPECT_EQ(history.rows.front().label, Date::from_civil(2022, 12, 2)->midnight());
  EXPECT_EQ(history.rows.front().open, price("149.5"));
  EXPECT_EQ(history.rows.back().label, Date::from_civil(2022, 12, 5)->midnight());
  EXPECT_EQ(history.rows.back().volume, Volume::whole(65447448));
  EXPECT_EQ(add_candles(recorded("constructed_candle_no_data.json"), "", history).error().outcome,
            Outcome::NoData);
}

TEST(FinnhubRecorded, ErrorBodies) {
  EXPECT_EQ(open(recorded("candle_403_premium.json", 403), "").error().outcome,
            Outcome::Entitlement);
  EXPECT_EQ(open(recorded("news_sentiment_403_premium.json", 403), "").error().outcome,
            Outcome::Entitlement);
  EXPECT_EQ(open(recorded("constructed_429.json", 429), "").error().outcome, Outcome::Throttle);
}

TEST(FinnhubRecorded, SearchSymbolsAndProfile) {
  const auto matches = parse_search(recorded("search_apple.json"), "");
  ASSERT_TRUE(matches.has_value()) << matches.error().what;
  ASSERT_EQ(matches->size(), 11U);
  EXPECT_EQ(matches->front().symbol, "AAPL");
  EXPECT_EQ(matches->at(2).name, "Apple Flavor & Fragrance Group Co Ltd") << "an escape";
  EXPECT_EQ(matches->back().symbol, "PNPL.L");
  const auto symbols = parse_search(recorded("stock_symbol_US_25.json"), "");
  ASSERT_EQ(symbols->size(), 25U);
  EXPECT_EQ(symbols->front().exchange, "OOTC");
  EXPECT_EQ(symbols->back().kind, "etf");

  const auto facts = parse_profile(recorded("profile2_AAPL.json"), "");
  ASSERT_TRUE(facts.has_value()) << facts.error().what;
  EXPECT_NEAR(facts->figures.at(0).second, 4'535'749'272'209.37, 1.0) << "told in millions";
  EXPECT_NEAR(facts->figures.at(1).second, 14'687'360'000.0, 1.0);
  EXPECT_EQ(facts->words.front().second, "Apple Inc");
}

TEST(FinnhubRecorded, AnswersThatNobodyAsksForAreNoErrors) {
  for (const char* name :
       {"calendar_earnings_AAPL.json", "calendar_economic_2026-06.json", "company_news_AAPL.json",
        "insider_transactions_AAPL.json", "peers_AAPL.json", "recommendation_AAPL.json"}) {
    const auto document = open(recorded(name), "");
    EXPECT_TRUE(document.has_value()) << name << ": " << document.error().what;
  }
}

TEST(FinnhubRecorded, StreamEvents) {
  Stream dialect{{}};
  std::vector<vendor::StreamEvent> events;
  for (const char* name :
       {"ws_trade_documented.json", "ws_ping.json", "ws_error_invalid_symbol.json"}) {
    ASSERT_TRUE(dialect.read(text_of(name), {}, events).has_value()) << name;
  }
  ASSERT_EQ(events.size(), 3U);
  const auto& trade = std::get<vendor::StreamTrade>(events[0]);
  EXPECT_EQ(trade.symbol, "BINANCE:BTCUSDT");
  EXPECT_EQ(trade.price, price("7296.89"));
  EXPECT_EQ(trade.size, *parse<Quantity>("0.011467"));
  EXPECT_EQ(trade.event_at, Timestamp{1575526691134000000});
  EXPECT_EQ(std::get<vendor::StreamNotice>(events[1]).kind, Kind::Heartbeat);
  EXPECT_EQ(std::get<vendor::StreamNotice>(events[2]).refusal.what, "Invalid symbol");
}

}  // namespace
}  // namespace tw::adapters::finnhub
