#include "risk/limits.hpp"

#include <gtest/gtest.h>
#include <set>

#include "core/decimal.hpp"
#include "unit/risk/gate.hpp"

// Each limit at its boundary: at it passes, one step beyond is denied with the limit's own reason.
namespace tw::risk {
namespace {

OrderRequest limit_at(Side side, const char* price) {
  OrderRequest request = market(side, 1);
  request.type = OrderType::Limit;
  request.limit = parse<Price>(price).value();
  return request;
}

OrderRequest stop_at(Side side, const char* price) {
  OrderRequest request = market(side, 1);
  request.type = OrderType::Stop;
  request.stop = parse<Price>(price).value();
  return request;
}

TEST(Limits, ZeroIsNoLimit) {
  Gate gate{{}};

  EXPECT_EQ(gate.ask(buy(1'000'000)), kPasses);
}

TEST(Limits, EveryReasonHasANameOfItsOwn) {
  std::set<std::string_view> names;

  for (int i = 0; i < kReasons; ++i) names.insert(to_string(static_cast<Reason>(i)));

  EXPECT_EQ(names.size(), static_cast<std::size_t>(kReasons));
  EXPECT_EQ(names.count(""), 0U);
  EXPECT_EQ(to_string(Reason::TooManyAsks), "too_many_asks");
}

TEST(Limits, AnOrdersValueMayReachItsLimit) {
  Gate gate{{.max_order_value = Money::whole(1'000)}};

  EXPECT_EQ(gate.ask(buy(101)), Reason::OrderValueAboveLimit);
  EXPECT_EQ(gate.ask(buy(100)), kPasses);
}

TEST(Limits, AnOrdersValueIsThatOfItsContracts) {
  Gate gate{{.max_order_value = Money::whole(5'000)}};

  EXPECT_EQ(gate.ask(buy(2, kFuture)), Reason::OrderValueAboveLimit);
  EXPECT_EQ(gate.ask(buy(1, kFuture)), kPasses);
}

TEST(Limits, AnOrdersValueIsReckonedInTheBaseCurrency) {
  Gate gate{{.max_order_value = Money::whole(1'000)}};
  gate.portfolio.set_rate(kEur, Price::from_raw(125'000'000));  // 1.25 dollars.

  EXPECT_EQ(gate.ask(buy(81, kSap)), Reason::OrderValueAboveLimit);
  EXPECT_EQ(gate.ask(buy(80, kSap)), kPasses);
}

TEST(Limits, AQuantityMayReachItsLimit) {
  Gate gate{{.max_order_quantity = Quantity::whole(10)}};

  EXPECT_EQ(gate.ask(buy(10), Quantity::whole(10) + Quantity::from_raw(1)),
            Reason::OrderQuantityAboveLimit);
  EXPECT_EQ(gate.ask(buy(10)), kPasses);
}

TEST(Limits, APositionMayReachItsLimitOnBothSides) {
  Gate gate{{.max_position = Quantity::whole(100), .can_short = true}};

  EXPECT_EQ(gate.ask(buy(101)), Reason::PositionAboveLimit);
  EXPECT_EQ(gate.ask(sell(101)), Reason::PositionAboveLimit);
  EXPECT_EQ(gate.ask(buy(100)), kPasses);
  EXPECT_EQ(gate.ask(sell(100)), kPasses) << "working orders of the other side may not fill";
}

TEST(Limits, WorkingOrdersCountTowardThePosition) {
  Gate gate{{.max_position = Quantity::whole(100)}};
  gate.hold(50);
  ASSERT_EQ(gate.ask(buy(30)), kPasses);

  EXPECT_EQ(gate.ask(buy(21)), Reason::PositionAboveLimit);
  EXPECT_EQ(gate.ask(buy(20)), kPasses);
  EXPECT_EQ(gate.ask(buy(100, kOther)), kPasses) << "another instrument has a limit of its own";
}

TEST(Limits, APositionBeyondItsLimitMayStillShrink) {
  Gate gate{{.max_position = Quantity::whole(100), .can_short = true}};
  gate.hold(300);

  EXPECT_EQ(gate.ask(sell(50)), kPasses);
  EXPECT_EQ(gate.ask(buy(1)), Reason::PositionAboveLimit);
  EXPECT_EQ(gate.ask(sell(351)), Reason::PositionAboveLimit) << "it would end 101 short";
}

TEST(Limits, AReversalPassesBecauseItsExitMakesRoom) {
  Gate gate{{.max_position = Quantity::whole(100), .can_short = true}};
  gate.hold(100);

  EXPECT_EQ(gate.ask(exit_of(100)), kPasses);
  EXPECT_EQ(gate.ask(sell(100)), kPasses);
}

TEST(Limits, AnExitThatIsBeingCancelledMakesNoRoom) {
  Gate gate{{.max_position = Quantity::whole(100), .can_short = true}};
  gate.hold(100);
  ASSERT_EQ(gate.ask(exit_of(100)), kPasses);
  EXPECT_EQ(gate.ask(buy(1)), kPasses);

  gate.blotter.cancel(make_client_order_id(1, 1));

  EXPECT_EQ(gate.ask(buy(1)), Reason::PositionAboveLimit);
}

TEST(Limits, ARestingStopMakesNoRoom) {
  Gate gate{{.max_position = Quantity::whole(100)}};
  gate.hold(100);
  OrderRequest stop = exit_of(100);
  stop.type = OrderType::Stop;
  stop.stop = Price::whole(9);
  ASSERT_EQ(gate.ask(stop), kPasses);

  EXPECT_EQ(gate.ask(buy(1)), Reason::PositionAboveLimit);
}

TEST(Limits, WithoutShortsNothingIsSoldThatIsNotHeld) {
  Gate gate{{}};
  gate.hold(10);

  EXPECT_EQ(gate.ask(sell(11)), Reason::ShortNotAllowed);
  EXPECT_EQ(gate.ask(sell(6)), kPasses);
  EXPECT_EQ(gate.ask(sell(5)), Reason::ShortNotAllowed) << "six are on their way out";
  EXPECT_EQ(gate.ask(sell(4)), kPasses);
}

TEST(Limits, APriceMayLieAsFarAwayAsTheCollarAllows) {
  Gate gate{{.price_collar = Ratio::from_raw(5'000'000)}};  // 5 % of 10.

  EXPECT_EQ(gate.ask(limit_at(Side::Buy, "9.5")), kPasses);
  EXPECT_EQ(gate.ask(limit_at(Side::Buy, "9.49999999")), Reason::PriceOutsideCollar);
  EXPECT_EQ(gate.ask(limit_at(Side::Buy, "10.5")), kPasses);
  EXPECT_EQ(gate.ask(limit_at(Side::Buy, "10.50000001")), Reason::PriceOutsideCollar);
  EXPECT_EQ(gate.ask(stop_at(Side::Buy, "10.5")), kPasses);
  EXPECT_EQ(gate.ask(stop_at(Side::Buy, "10.50000001")), Reason::PriceOutsideCollar);
}

TEST(Limits, ALimitOrStopMustBePositive) {
  Gate gate{{}};

  EXPECT_EQ(gate.ask(limit_at(Side::Buy, "0")), Reason::LimitNotPositive);
  EXPECT_EQ(gate.ask(stop_at(Side::Buy, "-1")), Reason::StopNotPositive);
  EXPECT_EQ(gate.ask(limit_at(Side::Buy, "0.00000001")), kPasses);
}

TEST(Limits, AContradictionIsDeniedUnderItsOwnName) {
  for (int i = 0; i < kContradictions; ++i) {
    const auto contradiction = static_cast<Contradiction>(i);

    EXPECT_EQ(to_string(reason_of(contradiction)), to_string(contradiction));
  }
  Gate gate{{}};
  EXPECT_EQ(gate.ask(buy(-5)), Reason::SizeNegative);
  OrderRequest child = exit_of(0);
  child.size = Size::as_parent();
  gate.hold(5);
  EXPECT_EQ(gate.ask(child), Reason::ParentMissing);
}

TEST(Limits, AStopThatTheMarketHasPassedIsDenied) {
  Gate gate{{.can_short = true}};

  EXPECT_EQ(gate.ask(stop_at(Side::Buy, "9.99")), Reason::StopOnWrongSide);
  EXPECT_EQ(gate.ask(stop_at(Side::Buy, "10")), kPasses);
  EXPECT_EQ(gate.ask(stop_at(Side::Sell, "10.01")), Reason::StopOnWrongSide);
  EXPECT_EQ(gate.ask(stop_at(Side::Sell, "10")), kPasses);
}

TEST(Limits, AStopThatTheMarketHasPassedIsAllowedWhereALibraryIsFollowed) {
  Gate gate{{.allow_stop_through_market = true}};

  EXPECT_EQ(gate.ask(stop_at(Side::Buy, "9.99")), kPasses);
}

// A buy stop at 12 with its protection at 11 is no mistake while the market is at 10.
TEST(Limits, AStopThatWaitsForAnEntryIsJudgedFromThePriceOfTheEntry) {
  Gate gate{{}};
  ASSERT_EQ(gate.ask(stop_at(Side::Buy, "12")), kPasses);
  OrderRequest child = exit_of(0);
  child.parent = gate.last;
  child.type = OrderType::Stop;

  child.stop = Price::whole(11);
  EXPECT_EQ(gate.ask(child), kPasses);
  child.stop = Price::whole(13);
  EXPECT_EQ(gate.ask(child), Reason::StopOnWrongSide);
}

TEST(Limits, AnInstrumentThatNeverTradedHasNoPrice) {
  Gate gate{{}};

  EXPECT_EQ(gate.ask(buy(1, kSilent)), Reason::NoMarketPrice);
}

TEST(Limits, ACurrencyWithoutARateHasNoPriceEither) {
  Gate gate{{}};

  EXPECT_EQ(gate.ask(buy(1, kSap)), Reason::NoMarketPrice);
}

TEST(Limits, AnOrderOfNothingIsDenied) {
  Gate gate{{}};

  EXPECT_EQ(gate.ask(buy(0)), Reason::SizeIsZero);
  EXPECT_EQ(gate.ask({.size = Size::fraction(0.5)}, Quantity{}), Reason::SizeIsZero);
}

TEST(Limits, OrdersAMinuteAreCountedOverASlidingWindow) {
  Gate gate{{.max_orders_per_minute = 2}};
  ASSERT_EQ(gate.ask(buy(1)), kPasses);
  gate.now = gate.now + Duration::seconds(30);
  ASSERT_EQ(gate.ask(buy(1)), kPasses);
  EXPECT_EQ(gate.ask(buy(1)), Reason::TooManyOrders);

  gate.now = gate.now + Duration::seconds(30) - Duration{1};
  EXPECT_EQ(gate.ask(buy(1)), Reason::TooManyOrders) << "a nanosecond early";
  gate.now = gate.now + Duration{1};
  EXPECT_EQ(gate.ask(buy(1)), kPasses);
  EXPECT_EQ(gate.ask(buy(1)), Reason::TooManyOrders) << "the second is half a minute old";
}

TEST(Limits, TheFirstOrdersOfACenturyAreNeverTooMany) {
  for (const std::int64_t year : {-290, -1, 0, 130, 290}) {
    Gate gate{{.max_orders_per_minute = 1}};
    gate.now = Timestamp{} + Duration::days(365 * year);

    EXPECT_EQ(gate.ask(buy(1)), kPasses) << year;
    EXPECT_EQ(gate.ask(buy(1)), Reason::TooManyOrders) << year;
  }
}

TEST(Limits, AnExitIsCountedButNeverHeldBack) {
  Gate gate{{.max_orders_per_minute = 1}};
  gate.hold(10);
  ASSERT_EQ(gate.ask(buy(1)), kPasses);

  EXPECT_EQ(gate.ask(exit_of(10)), kPasses);

  gate.now = gate.now + Duration::minutes(1) - Duration{1};
  EXPECT_EQ(gate.ask(buy(1)), Reason::TooManyOrders);
}

TEST(Limits, ADeniedOrderIsNotCounted) {
  Gate gate{{.max_order_quantity = Quantity::whole(5), .max_orders_per_minute = 1}};

  EXPECT_EQ(gate.ask(buy(6)), Reason::OrderQuantityAboveLimit);
  EXPECT_EQ(gate.ask(buy(5)), kPasses);
}

TEST(Limits, LiveOrdersHaveABound) {
  Gate gate{{}, 2};
  ASSERT_EQ(gate.ask(buy(1)), kPasses);
  ASSERT_EQ(gate.ask(buy(1)), kPasses);

  EXPECT_EQ(gate.ask(buy(1)), Reason::TooManyLiveOrders);
}

// The gate answers any request: what strategies ask for must not be able to stop the process.
TEST(Limits, AnOrderThatCannotBeReckonedIsAboveAnyLimit) {
  Gate gate{{.can_short = true}};
  gate.hold(100);

  EXPECT_EQ(gate.ask(buy(1), Quantity::max()), Reason::OrderValueAboveLimit);
  EXPECT_EQ(gate.ask(sell(1), Quantity::max()), Reason::OrderValueAboveLimit);
  EXPECT_EQ(gate.ask(buy(1, kFuture), Quantity::whole(1'000'000'000)),
            Reason::OrderValueAboveLimit);
}

TEST(Limits, ManyHugeOrdersAddUpWithoutLeavingTheRange) {
  Gate gate{{.max_position = Quantity::whole(80'000'000'000),
             .max_gross_exposure = Ratio::max(),
             .can_short = true}};
  gate.portfolio.mark(kStock, Price::whole(1));
  const OrderRequest huge = buy(50'000'000'000);
  ASSERT_EQ(gate.ask(huge), kPasses);

  EXPECT_EQ(gate.ask(huge), Reason::PositionAboveLimit);
  Gate free{{.max_net_exposure = Ratio::max(), .can_short = true}};
  free.portfolio.mark(kStock, Price::whole(1));
  for (int i = 0; i < 4; ++i) EXPECT_EQ(free.ask(huge), kPasses);
}

}  // namespace
}  // namespace tw::risk
