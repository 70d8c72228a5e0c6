#include "market/adjustment.hpp"

#include <gtest/gtest.h>

#include "core/decimal.hpp"
#include "support/random_walk.hpp"

namespace tw {
namespace {

Price price(std::string_view text) { return parse<Price>(text).value(); }

/// Three sessions from 2015-01-02 on, at 70, 70 and 10 raw: 7 for 1 before the third.
BarTable three_sessions() {
  BarTable bars = support::random_walk(1, 3);
  for (auto* column : {&bars.open, &bars.high, &bars.low, &bars.close}) {
    *column = {price("70").raw(), price("70").raw(), price("10").raw()};
  }
  return bars;
}

CorporateAction split_on(std::int32_t session) { return {.ex_date = {session}, .numerator = 7}; }
CorporateAction dividend_on(std::int32_t session, std::string_view amount) {
  return {
      .kind = CorporateAction::Kind::CashDividend, .ex_date = {session}, .amount = price(amount)};
}

TEST(AdjustedPrices, LeaveSplitsOut) {
  const BarTable raw = three_sessions();
  const std::vector<CorporateAction> actions{split_on(raw.session[2])};

  const auto bars =
      adjusted(raw.view({}), factors_of(actions, raw.view({})), Adjustment::Split).value();

  EXPECT_EQ(Price::from_raw(bars.close[0]), price("10"));
  EXPECT_EQ(Price::from_raw(bars.close[2]), price("10"));
  EXPECT_EQ(bars.volume[0], raw.volume[0] * 7);
  EXPECT_EQ(bars.volume[2], raw.volume[2]);
}

TEST(AdjustedPrices, InTotalLeaveOutThePartOfTheCloseThatADividendWas) {
  const BarTable raw = three_sessions();
  const std::vector<CorporateAction> actions{dividend_on(raw.session[1], "7"),
                                             split_on(raw.session[2])};
  const auto factors = factors_of(actions, raw.view({}));

  const auto total = adjusted(raw.view({}), factors, Adjustment::Total).value();
  const auto split = adjusted(raw.view({}), factors, Adjustment::Split).value();

  EXPECT_EQ(Price::from_raw(total.close[0]), price("9")) << "10 less a tenth";
  EXPECT_EQ(Price::from_raw(total.close[1]), price("10"));
  EXPECT_EQ(Price::from_raw(split.close[0]), price("10"));
}

TEST(AdjustedPrices, TakeSeveralActionsOfOneDayTogether) {
  const BarTable raw = three_sessions();
  const std::vector<CorporateAction> actions{split_on(raw.session[2]),
                                             dividend_on(raw.session[2], "7")};

  EXPECT_EQ(factors_of(actions, raw.view({})).size(), 1U);
}

TEST(AdjustedPrices, AreNoneWhereTheyWouldLeaveTheirRange) {
  const BarTable raw = three_sessions();
  const std::vector<AdjustmentFactor> tiny{{.until = {raw.session[1]}, .split = 1}};

  EXPECT_FALSE(adjusted(raw.view({}), tiny, Adjustment::Split).has_value()) << "its volume";
}

}  // namespace
}  // namespace tw
