#include <gtest/gtest.h>

#include "unit/risk/gate.hpp"

// Exposure is over all instruments, in the base currency, working orders counted. Equity is 10,000.
namespace tw::risk {
namespace {

TEST(GrossExposure, MayReachItsLimit) {
  Gate gate{{.max_gross_exposure = Ratio::whole(1)}};

  EXPECT_EQ(gate.ask(buy(1'001)), Reason::GrossExposureAboveLimit);
  EXPECT_EQ(gate.ask(buy(1'000)), kPasses);
}

TEST(GrossExposure, IsAbovePastTheLastUnitOfMoney) {
  Gate gate{{.max_gross_exposure = Ratio::whole(1)}};
  gate.portfolio.mark(kStock, Price::whole(10) + Price::from_raw(1));

  EXPECT_EQ(gate.ask(buy(1'000)), Reason::GrossExposureAboveLimit);
  EXPECT_EQ(gate.ask(buy(999)), kPasses);
}

TEST(GrossExposure, AddsTheMagnitudesOfAllInstruments) {
  Gate gate{{.max_gross_exposure = Ratio::whole(1), .can_short = true}};
  gate.hold(400);           // 4,000 long.
  gate.hold(-200, kOther);  // 4,000 short.

  EXPECT_EQ(gate.ask(buy(201)), Reason::GrossExposureAboveLimit);
  EXPECT_EQ(gate.ask(sell(101, kOther)), Reason::GrossExposureAboveLimit);
  EXPECT_EQ(gate.ask(sell(100, kOther)), kPasses);
}

TEST(GrossExposure, CountsWorkingOrdersOfEveryInstrument) {
  Gate gate{{.max_gross_exposure = Ratio::whole(1)}};
  ASSERT_EQ(gate.ask(buy(1, kFuture)), kPasses);   // 5,000.
  ASSERT_EQ(gate.ask(buy(100, kOther)), kPasses);  // 2,000.

  EXPECT_EQ(gate.ask(buy(301)), Reason::GrossExposureAboveLimit);
  EXPECT_EQ(gate.ask(buy(300)), kPasses);
}

TEST(GrossExposure, IsReckonedInTheBaseCurrency) {
  Gate gate{{.max_gross_exposure = Ratio::whole(1)}};
  gate.portfolio.set_rate(kEur, Price::from_raw(125'000'000));
  ASSERT_EQ(gate.ask(buy(400, kSap)), kPasses);  // 4,000 euros, 5,000 dollars.

  EXPECT_EQ(gate.ask(buy(401, kSap)), Reason::GrossExposureAboveLimit);
  EXPECT_EQ(gate.ask(buy(501)), Reason::GrossExposureAboveLimit);
  EXPECT_EQ(gate.ask(buy(500)), kPasses);
}

TEST(GrossExposure, AReversalInOneStepPasses) {
  Gate gate{{.max_gross_exposure = Ratio::whole(1), .can_short = true}};
  gate.hold(1'000);

  EXPECT_EQ(gate.ask(exit_of(1'000)), kPasses);
  EXPECT_EQ(gate.ask(sell(1'001)), Reason::GrossExposureAboveLimit);
  EXPECT_EQ(gate.ask(sell(1'000)), kPasses);
}

TEST(GrossExposure, AReversalInOneOrderPassesToo) {
  Gate gate{{.max_gross_exposure = Ratio::whole(1), .can_short = true}};
  gate.hold(1'000);

  EXPECT_EQ(gate.ask(sell(2'001)), Reason::GrossExposureAboveLimit);
  EXPECT_EQ(gate.ask(sell(2'000)), kPasses);
}

TEST(GrossExposure, BeyondItsLimitAPositionMayStillShrink) {
  Gate gate{{.max_gross_exposure = Ratio::from_raw(50'000'000)}};
  gate.hold(900);

  EXPECT_EQ(gate.ask(buy(1)), Reason::GrossExposureAboveLimit);
  EXPECT_EQ(gate.ask(sell(1)), kPasses);
}

TEST(GrossExposure, OfALostAccountIsAboveAnyLimit) {
  Gate gate{{.max_gross_exposure = Ratio::whole(2)}};
  gate.portfolio.apply(
      CashEvent{.kind = CashEvent::Kind::Fee, .currency = kUsd, .amount = Money::whole(-10'001)});

  EXPECT_EQ(gate.ask(buy(1)), Reason::GrossExposureAboveLimit);
}

TEST(NetExposure, MayReachItsLimitOnBothSides) {
  Gate gate{{.max_net_exposure = Ratio::from_raw(50'000'000), .can_short = true}};

  EXPECT_EQ(gate.ask(buy(501)), Reason::NetExposureAboveLimit);
  EXPECT_EQ(gate.ask(sell(501)), Reason::NetExposureAboveLimit);
  EXPECT_EQ(gate.ask(sell(500)), kPasses);
}

TEST(NetExposure, LongsAndShortsOffsetEachOther) {
  Gate gate{{.max_net_exposure = Ratio::from_raw(50'000'000), .can_short = true}};
  gate.hold(500);
  EXPECT_EQ(gate.ask(buy(1)), Reason::NetExposureAboveLimit);

  gate.hold(-100, kOther);  // 2,000 short.

  EXPECT_EQ(gate.ask(buy(201)), Reason::NetExposureAboveLimit);
  EXPECT_EQ(gate.ask(buy(200)), kPasses);
}

TEST(NetExposure, CountsWorkingOrders) {
  Gate gate{{.max_net_exposure = Ratio::whole(1)}};
  ASSERT_EQ(gate.ask(buy(400, kOther)), kPasses);

  EXPECT_EQ(gate.ask(buy(201)), Reason::NetExposureAboveLimit);
  EXPECT_EQ(gate.ask(buy(200)), kPasses);
}

}  // namespace
}  // namespace tw::risk
