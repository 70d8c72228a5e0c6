#include <gtest/gtest.h>

#include "unit/risk/gate.hpp"

// What may leave in each state of trading.
namespace tw::risk {
namespace {

TEST(Closed, IsHowTheGateStarts) { EXPECT_EQ(RiskEngine{{}}.state(), TradingState::Closed); }

TEST(Closed, LetsNothingOutNotEvenAnExit) {
  Gate gate{{}};
  gate.hold(10);
  ASSERT_EQ(gate.ask(buy(1)), kPasses);
  OrderRequest attached = exit_of(0);
  attached.parent = gate.last;

  gate.engine.set_state(TradingState::Closed);

  EXPECT_EQ(gate.ask(buy(1)), Reason::TradingClosed);
  EXPECT_EQ(gate.ask(exit_of(10)), Reason::TradingClosed);
  EXPECT_EQ(gate.ask(attached), Reason::TradingClosed);
}

TEST(ReduceOnly, LetsOutWhatShrinksAPosition) {
  Gate gate{{.can_short = true}};
  gate.hold(10);
  gate.hold(-10, kOther);
  gate.engine.set_state(TradingState::ReduceOnly);

  EXPECT_EQ(gate.ask(exit_of(10)), kPasses);
  EXPECT_EQ(gate.ask(buy(1)), Reason::TradingReduceOnly);
  EXPECT_EQ(gate.ask(sell(1, kOther)), Reason::TradingReduceOnly);
  EXPECT_EQ(gate.ask(sell(1, kFuture)), Reason::TradingReduceOnly) << "nothing of it is held";
}

TEST(ReduceOnly, AnUndeclaredExitPassesUpToWhatIsHeld) {
  Gate gate{{.can_short = true}};
  gate.hold(10);
  gate.hold(-10, kOther);
  gate.engine.set_state(TradingState::ReduceOnly);

  EXPECT_EQ(gate.ask(sell(11)), Reason::TradingReduceOnly);
  EXPECT_EQ(gate.ask(sell(10)), kPasses);
  EXPECT_EQ(gate.ask(buy(11, kOther)), Reason::TradingReduceOnly);
  EXPECT_EQ(gate.ask(buy(10, kOther)), kPasses);
}

TEST(ReduceOnly, CountsExitsUnderWay) {
  Gate gate{{.can_short = true}};
  gate.hold(10);
  gate.engine.set_state(TradingState::ReduceOnly);
  ASSERT_EQ(gate.ask(exit_of(6)), kPasses);

  EXPECT_EQ(gate.ask(sell(5)), Reason::TradingReduceOnly);
  EXPECT_EQ(gate.ask(sell(4)), kPasses);
  EXPECT_EQ(gate.ask(sell(1)), Reason::TradingReduceOnly);
}

TEST(AReduceOnlyOrder, NeedsSomethingToReduce) {
  Gate gate{{.can_short = true}};

  EXPECT_EQ(gate.ask(exit_of(1)), Reason::NothingToReduce);

  gate.hold(-5);
  EXPECT_EQ(gate.ask(exit_of(1)), Reason::NothingToReduce) << "a sale does not reduce a short";
  OrderRequest cover = buy(5);
  cover.reduce_only = true;
  EXPECT_EQ(gate.ask(cover), kPasses);
}

TEST(AReduceOnlyOrder, IsBoundByNoLimitOfSize) {
  Gate gate{{.max_order_value = Money::whole(1),
             .max_order_quantity = Quantity::whole(1),
             .max_position = Quantity::whole(1),
             .max_gross_exposure = Ratio::from_raw(1)}};
  gate.hold(500);

  EXPECT_EQ(gate.ask(exit_of(500)), kPasses);
}

TEST(AnAttachedExit, PassesWithItsParentAndTakesItsSize) {
  Gate gate{{}};
  ASSERT_EQ(gate.ask(buy(10)), kPasses);
  OrderRequest stop = exit_of(0);
  stop.parent = gate.last;
  stop.type = OrderType::Stop;
  stop.stop = Price::whole(9);

  EXPECT_EQ(gate.ask(stop), kPasses);
}

TEST(AnAttachedExit, FallsWithItsParent) {
  Gate gate{{.max_order_quantity = Quantity::whole(5)}};
  ASSERT_EQ(gate.ask(buy(6)), Reason::OrderQuantityAboveLimit);
  OrderRequest stop = exit_of(0);
  stop.parent = make_client_order_id(1, 1);

  EXPECT_EQ(gate.ask(stop), Reason::ParentDenied);
}

// An order that waits for another used to pass every limit, because it "lives with its parent".
TEST(AnAttachedEntry, IsCheckedLikeAnyOther) {
  Gate gate{{.max_order_quantity = Quantity::whole(5)}};
  ASSERT_EQ(gate.ask(buy(5)), kPasses);
  OrderRequest second = buy(6);
  second.parent = gate.last;
  OrderRequest sizeless = buy(0);
  sizeless.parent = gate.last;

  EXPECT_EQ(gate.ask(second), Reason::OrderQuantityAboveLimit);
  EXPECT_EQ(gate.ask(sizeless), Reason::SizeIsZero);
  gate.engine.set_state(TradingState::ReduceOnly);
  second.size = Size::units(Quantity::whole(1));
  EXPECT_EQ(gate.ask(second), Reason::TradingReduceOnly);
}

}  // namespace
}  // namespace tw::risk
