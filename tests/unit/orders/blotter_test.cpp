#include "orders/blotter.hpp"

#include <gtest/gtest.h>

#include "risk/risk_engine.hpp"

// The lives of orders are the scripts of tests/ledger/orders.ledger.
namespace tw {
namespace {

constexpr InstrumentId kA{0};
constexpr InstrumentId kB{1};

/// A blotter of two instruments, and a gate that lets everything through.
class Desk {
 public:
  explicit Desk(std::size_t live_max = 8) : blotter{7, 2, live_max} {
    risk_.set_state(risk::TradingState::Open);
    for (const InstrumentId id : {kA, kB}) portfolio_.mark(id, Price::whole(10));
  }

  ClientOrderId submit(Quantity quantity = Quantity::whole(100), InstrumentId instrument = kA) {
    const ClientOrderId id = blotter.next_id();
    book(id, {.instrument = instrument, .size = Size::units(quantity)});
    return id;
  }
  ClientOrderId submit_fraction() {
    const ClientOrderId id = blotter.next_id();
    book(id, {.size = Size::fraction(0.5)});
    return id;
  }
  void book(ClientOrderId id, const OrderRequest& request) {
    Blotter spare{1, 2};  // A full blotter is the gate's own reason to deny.
    const auto approved = risk_.check(
        request, Quantity::whole(1),
        {.instruments = instruments_, .portfolio = portfolio_, .blotter = spare, .now = {}});
    blotter.book(id, approved.value(), Timestamp::from_seconds(5));
  }

  Blotter blotter;

 private:
  std::vector<Instrument> instruments_{{.id = kA}, {.id = kB}};
  portfolio::Portfolio portfolio_{instruments_, kUsd, Money::whole(1'000'000)};
  risk::RiskEngine risk_{{.can_short = true}};
};

OrderEvent event_of(ClientOrderId id, OrderEvent::Kind kind) {
  return {.order = id, .instrument = kA, .kind = kind};
}
OrderEvent fill_of(ClientOrderId id, std::int64_t shares, bool is_last = false) {
  OrderEvent event = event_of(id, OrderEvent::Kind::Filled);
  event.quantity = Quantity::whole(shares);
  event.price = Price::whole(10);
  event.is_last = is_last;
  return event;
}

TEST(Blotter, NumbersOrdersFromOneWithinItsSession) {
  Blotter blotter{7, 1};

  EXPECT_EQ(blotter.next_id(), make_client_order_id(7, 1));
  EXPECT_EQ(blotter.next_id(), make_client_order_id(7, 2));
  EXPECT_LT(make_client_order_id(7, 0xFFFF'FFFF), make_client_order_id(8, 1));
}

TEST(Blotter, BooksAnApprovedOrderAsPending) {
  Desk desk;

  const ClientOrderId id = desk.submit();

  const Order* const order = desk.blotter.find(id);
  ASSERT_NE(order, nullptr);
  EXPECT_EQ(order->state, OrderState::Pending);
  EXPECT_EQ(order->quantity, Quantity::whole(100));
  EXPECT_EQ(order->remaining(), Quantity::whole(100));
  EXPECT_EQ(order->sent_at, Timestamp::from_seconds(5));
}

TEST(Blotter, CountsLiveOrdersByInstrument) {
  Desk desk;
  const ClientOrderId a = desk.submit();
  desk.submit();
  desk.submit(Quantity::whole(1), kB);
  EXPECT_EQ(desk.blotter.live_count(kA), 2U);
  EXPECT_EQ(desk.blotter.live_count(kB), 1U);

  ASSERT_TRUE(desk.blotter.apply(event_of(a, OrderEvent::Kind::Rejected)));

  EXPECT_EQ(desk.blotter.live_count(kA), 1U);
  EXPECT_EQ(desk.blotter.live_count(kB), 1U);
}

TEST(Blotter, IsFullAtItsBoundAndHasRoomAgainWhenOneEnds) {
  Desk desk{2};
  const ClientOrderId first = desk.submit();
  desk.submit();
  EXPECT_TRUE(desk.blotter.is_full());
  EXPECT_DEATH(desk.submit(), "is_full");

  ASSERT_TRUE(desk.blotter.apply(fill_of(first, 100, true)));

  EXPECT_FALSE(desk.blotter.is_full());
}

TEST(Blotter, BooksAnIdOnce) {
  Desk desk;
  const ClientOrderId id = desk.submit();

  EXPECT_DEATH(desk.book(id, {.size = Size::units(Quantity::whole(1))}), "back\\(\\).id < id");
}

TEST(Blotter, ReturnsTheOrderAsItEndedThoughItForgetsIt) {
  Desk desk;
  const ClientOrderId id = desk.submit();

  const auto after = desk.blotter.apply(fill_of(id, 100, true));

  ASSERT_TRUE(after);
  EXPECT_EQ((*after)->state, OrderState::Filled);
  EXPECT_EQ((*after)->filled, Quantity::whole(100));
  EXPECT_EQ(desk.blotter.find(id), nullptr);
  EXPECT_TRUE(desk.blotter.live().empty());
}

TEST(Blotter, FindsEachOrderWhenOthersBetweenHaveEnded) {
  Desk desk;
  const ClientOrderId first = desk.submit();
  const ClientOrderId second = desk.submit();
  const ClientOrderId third = desk.submit();

  ASSERT_TRUE(desk.blotter.apply(event_of(second, OrderEvent::Kind::Cancelled)));

  EXPECT_EQ(desk.blotter.find(first)->id, first);
  EXPECT_EQ(desk.blotter.find(second), nullptr);
  EXPECT_EQ(desk.blotter.find(third)->id, third);
}

TEST(Blotter, ShowsWhatIsAliveOldestFirstHoweverManyHaveEndedBetween) {
  constexpr std::size_t kAtOnce = 8;
  Desk desk{kAtOnce};
  std::vector<ClientOrderId> alive;
  const auto end = [&](std::size_t which) {
    ASSERT_TRUE(desk.blotter.apply(event_of(alive[which], OrderEvent::Kind::Cancelled)));
    alive.erase(alive.begin() + static_cast<std::ptrdiff_t>(which));
  };

  // The oldest stays alive all along, so that what ends lies behind it.
  for (int i = 0; i < 1'000; ++i) {
    if (i % 3 == 0) desk.blotter.next_id();  // Of a denied order.
    alive.push_back(desk.submit());
    while (alive.size() > 1 && (i % 4 == 3 || alive.size() == kAtOnce)) end(alive.size() / 2);

    std::vector<ClientOrderId> shown;
    for (const Order& order : desk.blotter.live()) shown.push_back(order.id);
    ASSERT_EQ(shown, alive) << i;
    ASSERT_EQ(desk.blotter.live().size(), alive.size());
    for (const ClientOrderId id : alive) ASSERT_EQ(desk.blotter.find(id)->id, id);
  }
}

TEST(Blotter, LearnsTheSizeOfAFractionFromTheAcknowledgement) {
  Desk desk;
  const ClientOrderId id = desk.submit_fraction();
  EXPECT_EQ(desk.blotter.find(id)->quantity, Quantity{});
  OrderEvent ack = event_of(id, OrderEvent::Kind::Accepted);
  ack.quantity = Quantity::whole(55);

  ASSERT_TRUE(desk.blotter.apply(ack));

  EXPECT_EQ(desk.blotter.find(id)->quantity, Quantity::whole(55));
}

TEST(Blotter, LearnsTheSizeOfAFractionFromItsFillWhenNothingElseSaidIt) {
  Desk desk;
  const ClientOrderId id = desk.submit_fraction();

  const auto after = desk.blotter.apply(fill_of(id, 55, true));

  ASSERT_TRUE(after);
  EXPECT_EQ((*after)->quantity, Quantity::whole(55));
  EXPECT_EQ((*after)->remaining(), Quantity{});
}

/// Applies `event` and returns the mismatch; fails when it changed anything.
Mismatch mismatch_of(Desk& desk, ClientOrderId id, const OrderEvent& event) {
  const Order before = *desk.blotter.find(id);
  const auto after = desk.blotter.apply(event);
  const Order* const left = desk.blotter.find(id);
  EXPECT_NE(left, nullptr);
  EXPECT_EQ(left->state, before.state);
  EXPECT_EQ(left->filled, before.filled);
  EXPECT_FALSE(after.has_value());
  return after.error();
}

TEST(Blotter, CallsAReportForAnUnknownOrderAMismatch) {
  Desk desk;
  const ClientOrderId id = desk.submit();

  EXPECT_EQ(mismatch_of(desk, id, fill_of(make_client_order_id(9, 1), 1)), Mismatch::UnknownOrder);
}

TEST(Blotter, CallsAReportAfterTheEndAMismatch) {
  Desk desk;
  const ClientOrderId id = desk.submit();
  ASSERT_TRUE(desk.blotter.apply(event_of(id, OrderEvent::Kind::Cancelled)));

  const auto after = desk.blotter.apply(fill_of(id, 1));

  ASSERT_FALSE(after);
  EXPECT_EQ(after.error(), Mismatch::UnknownOrder);
}

TEST(Blotter, CallsAFillOfAnotherInstrumentAMismatch) {
  Desk desk;
  const ClientOrderId id = desk.submit();
  OrderEvent event = fill_of(id, 1);
  event.instrument = kB;

  EXPECT_EQ(mismatch_of(desk, id, event), Mismatch::WrongInstrument);
}

TEST(Blotter, CallsAFillOnTheOtherSideAMismatch) {
  Desk desk;
  const ClientOrderId id = desk.submit();
  OrderEvent event = fill_of(id, 1);
  event.side = Side::Sell;

  EXPECT_EQ(mismatch_of(desk, id, event), Mismatch::WrongSide);
}

TEST(Blotter, CallsAFillOfMoreThanIsLeftAMismatch) {
  Desk desk;
  const ClientOrderId id = desk.submit();
  ASSERT_TRUE(desk.blotter.apply(fill_of(id, 60)));

  EXPECT_EQ(mismatch_of(desk, id, fill_of(id, 41)), Mismatch::Overfilled);
}

TEST(Blotter, CallsAStepTheMachineLacksAMismatch) {
  Desk desk;
  const ClientOrderId id = desk.submit();
  ASSERT_TRUE(desk.blotter.apply(fill_of(id, 60)));

  EXPECT_EQ(mismatch_of(desk, id, event_of(id, OrderEvent::Kind::Rejected)),
            Mismatch::ImpossibleState);
}

TEST(Blotter, CallsAFillOfNothingAMismatch) {
  Desk desk;
  const ClientOrderId id = desk.submit();

  EXPECT_EQ(mismatch_of(desk, id, fill_of(id, 0)), Mismatch::ImpossibleState);
}

TEST(Blotter, NamesEveryMismatch) {
  EXPECT_EQ(to_string(Mismatch::UnknownOrder), "unknown_order");
  EXPECT_EQ(to_string(Mismatch::WrongInstrument), "wrong_instrument");
  EXPECT_EQ(to_string(Mismatch::WrongSide), "wrong_side");
  EXPECT_EQ(to_string(Mismatch::ImpossibleState), "impossible_state");
  EXPECT_EQ(to_string(Mismatch::Overfilled), "overfilled");
}

TEST(Blotter, CancelsOnlyWhatIsAliveAndOnlyOnce) {
  Desk desk;
  const ClientOrderId id = desk.submit();

  EXPECT_FALSE(desk.blotter.cancel(make_client_order_id(9, 1)));
  EXPECT_TRUE(desk.blotter.cancel(id));
  EXPECT_FALSE(desk.blotter.cancel(id));
  EXPECT_EQ(desk.blotter.find(id)->state, OrderState::Cancelling);
}

// A venue that did not set `is_last` left an order of nothing alive for ever.
TEST(Blotter, EndsAnOrderWhenNothingIsLeftThoughTheReportDoesNotSaySo) {
  Desk desk;
  const ClientOrderId id = desk.submit();

  const auto after = desk.blotter.apply(fill_of(id, 100));

  ASSERT_TRUE(after);
  EXPECT_EQ((*after)->state, OrderState::Filled);
  EXPECT_TRUE(desk.blotter.live().empty());
}

// The first part's size was taken for the order's, so that the second was an overfill and halted
// trading: an exit that takes its parent's size, in a market too thin to fill it at once.
TEST(Blotter, TakesSeveralFillsOfAnOrderWhoseSizeOnlyTheVenueKnows) {
  Desk desk;
  const ClientOrderId id = desk.submit_fraction();

  const auto first = desk.blotter.apply(fill_of(id, 40));
  ASSERT_TRUE(first);
  EXPECT_EQ((*first)->state, OrderState::PartlyFilled);
  EXPECT_EQ((*first)->remaining(), Quantity{});

  const auto last = desk.blotter.apply(fill_of(id, 60, true));
  ASSERT_TRUE(last);
  EXPECT_EQ((*last)->state, OrderState::Filled);
  EXPECT_EQ((*last)->quantity, Quantity::whole(100));
}

TEST(Blotter, AppliesASplitToLiveOrdersOfItsInstrumentAlone) {
  Desk desk;
  const ClientOrderId split = desk.submit();
  const ClientOrderId other = desk.submit(Quantity::whole(100), kB);
  ASSERT_TRUE(desk.blotter.apply(fill_of(split, 40)));

  desk.blotter.split({.instrument = kA, .numerator = 3, .denominator = 2}, {});

  EXPECT_EQ(desk.blotter.find(split)->quantity, Quantity::whole(150));
  EXPECT_EQ(desk.blotter.find(split)->filled, Quantity::whole(60));
  EXPECT_EQ(desk.blotter.find(split)->request.size.quantity(), Quantity::whole(150));
  EXPECT_EQ(desk.blotter.find(other)->quantity, Quantity::whole(100));
  EXPECT_TRUE(desk.blotter.apply(fill_of(split, 90)));
}

TEST(OnGrid, NeverMakesALimitWorseAndTakesAStopToTheNearestTick) {
  const Instrument cents{.tick = Price::from_raw(1'000'000)};
  OrderRequest request{.size = Size::units(Quantity::whole(1)),
                       .limit = Price::from_raw(1'000'600'000),
                       .stop = Price::from_raw(1'000'600'000)};

  EXPECT_EQ(on_grid(request, cents).limit, Price::from_raw(1'000'000'000));
  EXPECT_EQ(on_grid(request, cents).stop, Price::from_raw(1'001'000'000));
  request.side = Side::Sell;
  EXPECT_EQ(on_grid(request, cents).limit, Price::from_raw(1'001'000'000));
}

TEST(OnGrid, CutsAnEntryToWholeLotsButLetsAnExitCloseAnyRest) {
  const Instrument share;
  OrderRequest request{.size = Size::units(Quantity::from_raw(1'050'000'000))};

  EXPECT_EQ(on_grid(request, share).size.quantity(), Quantity::whole(10));
  request.reduce_only = true;
  EXPECT_EQ(on_grid(request, share).size.quantity(), Quantity::from_raw(1'050'000'000));
  request = {.size = Size::fraction(0.5)};
  EXPECT_EQ(on_grid(request, share).size.fraction(), 0.5);
}

}  // namespace
}  // namespace tw
