#include <gtest/gtest.h>

#include "adapters/stooq/parse.hpp"
#include "core/decimal.hpp"
#include "support/scripted_transport.hpp"

// What Stooq really sent, file by file; its history is written from the documented shape.
namespace tw::adapters::stooq {
namespace {

using vendor::Outcome;

vendor::HttpResponse recorded(const std::string& name) {
  auto body = support::file_text(TW_SHARED "/fixtures/stooq/" + name);
  EXPECT_FALSE(body.empty()) << name;
  return support::answered(std::move(body));
}
Price price(std::string_view text) { return *parse<Price>(text); }

TEST(StooqRecorded, AHistory) {
  const vendor::HistoryRequest request{.symbol = "AAPL", .timeframe = kDaily, .from = {}, .to = {}};
  const auto history = parse_history(recorded("constructed_history_daily.csv"), request, kUsd, "");
  ASSERT_TRUE(history.has_value()) << history.error().what;
  ASSERT_EQ(history->rows.size(), 2U);
  EXPECT_EQ(history->rows[0].label, parse_date("2023-01-03")->midnight());
  EXPECT_EQ(history->rows[0].open, price("130.28"));
  EXPECT_EQ(history->rows[0].high, price("130.9"));
  EXPECT_EQ(history->rows[0].low, price("124.17"));
  EXPECT_EQ(history->rows[0].close, price("125.07"));
  EXPECT_EQ(history->rows[0].volume, Volume::whole(112'117'471));
  EXPECT_EQ(history->rows[1].label, parse_date("2023-01-04")->midnight());
  EXPECT_EQ(history->rows[1].high, price("128.6557"));
}

TEST(StooqRecorded, Refusals) {
  const auto limit = refusal_of(recorded("history_limit.txt"), "");
  ASSERT_TRUE(limit.has_value());
  EXPECT_EQ(limit->outcome, Outcome::Quota);
  EXPECT_EQ(limit->what, "Exceeded the daily hits limit");
  EXPECT_EQ(refusal_of(recorded("history_no_data.txt"), "")->outcome, Outcome::SymbolNotFound);
}

TEST(StooqRecorded, Quotes) {
  const auto nvr = parse_quotes(recorded("quote_NVR.US.csv"), {{"NVR", *spelling_of("NVR")}}, "");
  ASSERT_TRUE(nvr.has_value()) << nvr.error().what;
  ASSERT_EQ(nvr->size(), 1U);
  const vendor::SymbolQuote& quote = nvr->front();
  EXPECT_EQ(quote.symbol, "NVR");
  EXPECT_EQ(quote.last, price("5908.87"));
  EXPECT_EQ(quote.open, price("5884.1"));
  EXPECT_EQ(quote.high, price("5917.7"));
  EXPECT_EQ(quote.low, price("5850.5"));
  EXPECT_EQ(quote.volume, Volume::whole(6'346));
  EXPECT_EQ(quote.event_at,
            parse_date("2021-12-31")->midnight() + Duration::seconds(21 * 3600 + 37));
  EXPECT_EQ(quote.currency, kUsd);
  const auto unknown =
      parse_quotes(recorded("quote_unknown_ND.csv"), {{"APPL", *spelling_of("APPL")}}, "");
  ASSERT_TRUE(unknown.has_value());
  EXPECT_TRUE(unknown->empty());
}

}  // namespace
}  // namespace tw::adapters::stooq
