#include "sim/commission.hpp"

#include <gtest/gtest.h>

#include "unit/sim/place.hpp"

namespace tw::sim {
namespace {

/// Returns the fee of one order, from "shares price".
std::string fee_of(const CommissionModel& model, std::string_view shares, std::string_view at) {
  const Quantity quantity = units(shares);
  return to_string(commission(model, quantity, notional(price(at), quantity, Rounding::HalfEven)));
}

TEST(Commission, OfIbkrFixedIsHalfACentAShareBetweenADollarAndOnePercent) {
  const CommissionModel model = ibkr_fixed();

  EXPECT_EQ(fee_of(model, "1000", "50"), "5");
  EXPECT_EQ(fee_of(model, "201", "50"), "1.005");
  EXPECT_EQ(fee_of(model, "200", "50"), "1");       // Exactly the minimum.
  EXPECT_EQ(fee_of(model, "100", "50"), "1");       // Lifted to it.
  EXPECT_EQ(fee_of(model, "1000", "0.25"), "2.5");  // Cut to 1 % of 250.
  EXPECT_EQ(fee_of(model, "10", "5"), "0.5");       // The cap wins over the minimum.
}

TEST(Commission, OfIbkrTieredStartsAtThirtyFiveCents) {
  const CommissionModel model = ibkr_tiered();

  EXPECT_EQ(fee_of(model, "1000", "50"), "3.5");
  EXPECT_EQ(fee_of(model, "100", "50"), "0.35");
  EXPECT_EQ(fee_of(model, "99", "50"), "0.35");
  EXPECT_EQ(fee_of(model, "1000", "0.2"), "2");
}

std::string tiered_fee(std::string_view before, std::string_view shares) {
  const Quantity quantity = units(shares);
  const Money value = notional(price("50"), quantity, Rounding::HalfEven);
  return to_string(commission(ibkr_tiered(), quantity, value, units(before)));
}

TEST(Commission, OfIbkrTieredFallsWithTheSharesOfTheMonth) {
  EXPECT_EQ(tiered_fee("299000", "1000"), "3.5");
  EXPECT_EQ(tiered_fee("299500", "1000"), "2.75");  // 500 at 0.0035 and 500 at 0.0020.
  EXPECT_EQ(tiered_fee("300000", "1000"), "2");
  EXPECT_EQ(tiered_fee("3000000", "1000"), "1.5");
  EXPECT_EQ(tiered_fee("20000000", "1000"), "1");
  EXPECT_EQ(tiered_fee("100000000", "1000"), "0.5");
  EXPECT_EQ(tiered_fee("100000000", "100"), "0.35") << "the minimum of an order stays";
}

TEST(Commission, OfIbkrTieredIsByTheMonthOfTheTrade) {
  MonthVolume month;
  const Date january = parse_date("2024-01-31").value();
  month.add(january, units("250000"));
  month.add(january, units("250000"));

  EXPECT_EQ(month.of(january), units("500000"));
  EXPECT_EQ(month.of(january + 1), Quantity{}) << "a new month begins at the first tier";
  month.add(january + 1, units("100"));
  EXPECT_EQ(month.of(january + 1), units("100"));
}

TEST(Commission, OfIbkrTieredCountsWhatTheVenueTraded) {
  Place place{{.commission = ibkr_tiered()}, money("100000000")};
  place.bar("10 10 10 10");
  place.send({buy("300000")});
  EXPECT_EQ(place.bar("10 10 10 10"), "A filled 300000 @ 10 fee 1050");
  place.send({buy("10000")});
  EXPECT_EQ(place.bar("10 10 10 10"), "B filled 10000 @ 10 fee 20");
}

TEST(Commission, OfIbkrTieredIsTheSameHoweverManyFills) {
  SimRules rules = {.commission = ibkr_tiered(), .participation = ratio("0.1")};
  Place place{rules, money("100000000")};
  place.bar("10 10 10 10");
  place.send({buy("400000")});

  EXPECT_EQ(place.bar("10 10 10 10 2000000"), "A part 200000 @ 10 fee 700");
  EXPECT_EQ(place.bar("10 10 10 10 2000000"), "A filled 200000 @ 10 fee 550");
}

TEST(Commission, AddsAFixedAmountAndAPartOfTheValue) {
  CommissionModel model{.fixed = Money::whole(5), .percent = ratio("0.0005")};

  EXPECT_EQ(fee_of(model, "100", "10"), "5.5");
  model.fixed = {};
  EXPECT_EQ(fee_of(model, "100", "10"), "0.5");
  EXPECT_EQ(fee_of(model, "0.00000001", "0.5"), "0");
}

TEST(Commission, OfNothingIsNothing) {
  EXPECT_EQ(fee_of(ibkr_fixed(), "0", "10"), "0");
  EXPECT_EQ(fee_of({.fixed = Money::whole(5)}, "0", "10"), "0");
}

SimRules thin(const CommissionModel& model) {
  return {.commission = model, .participation = ratio("0.1")};
}

TEST(Commission, HasItsMinimumOncePerOrderHoweverManyFills) {
  Place place{thin(ibkr_fixed())};
  place.bar("10 10 10 10");
  place.send({buy("300")});

  EXPECT_EQ(place.bar("10 10 10 10 1000"), "A part 100 @ 10 fee 1");
  EXPECT_EQ(place.bar("10 10 10 10 1000"), "A part 100 @ 10");            // 200 shares cost 1.00.
  EXPECT_EQ(place.bar("10 10 10 10 1000"), "A filled 100 @ 10 fee 0.5");  // 300 cost 1.50.
}

TEST(Commission, HasItsFixedPartOncePerOrder) {
  Place place{thin({.fixed = Money::whole(5), .percent = ratio("0.001")})};
  place.bar("10 10 10 10");
  place.send({buy("150")});

  EXPECT_EQ(place.bar("10 10 10 10 1000"), "A part 100 @ 10 fee 6");
  EXPECT_EQ(place.bar("10 10 10 10 1000"), "A filled 50 @ 10 fee 0.5");
}

TEST(Commission, NeverPaysBackWhatThePartsWereCharged) {
  // The first part is charged 1.00; the cap of the whole order, at a lower price, is below it.
  Place place{thin({.kind = CommissionModel::Kind::PerShare,
                    .per_share = Price::whole(1),
                    .minimum = {},
                    .maximum = ratio("0.001")})};
  place.bar("10 10 10 10");
  place.send({buy("200")});

  EXPECT_EQ(place.bar("10 10 10 10 1000"), "A part 100 @ 10 fee 1");
  EXPECT_EQ(place.bar("0.01 0.01 0.01 0.01 1000"), "A filled 100 @ 0.01 fee 0.001");
}

TEST(Commission, IsOfTheContractsValue) {
  Place place{{.commission = {.percent = ratio("0.001")}}};
  place.bar("100 100 100 100", kFuture);
  place.send({buy("2", kFuture)});

  EXPECT_EQ(place.bar("100 100 100 100", kFuture), "A filled 2 @ 100 fee 10");
}

}  // namespace
}  // namespace tw::sim
