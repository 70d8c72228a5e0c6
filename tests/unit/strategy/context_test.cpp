#include "strategy/context.hpp"

#include <gtest/gtest.h>

#include "risk/risk_engine.hpp"

// What a strategy's words turn into.
namespace tw::strategy {
namespace {

constexpr InstrumentId kStock{0};
constexpr InstrumentId kOther{1};
constexpr Timestamp kNow = Timestamp::from_seconds(1'600'000'000);

/// A context over an account with 100,000 in cash and stocks at 10; asks go no further.
class Desk {
 public:
  Desk() {
    gate_.set_state(risk::TradingState::Open);
    for (const Instrument& instrument : instruments_) {
      portfolio_.mark(instrument.id, Price::whole(10));
    }
    again();
  }

  /// Turns to the next event: what was asked for before is gone.
  void again() {
    context.end();
    context.begin(kNow, true, Size::units(Quantity::whole(10)));
  }

  void hold(std::int64_t shares) {
    portfolio_.apply(portfolio::Fill{.instrument = kStock,
                                     .side = shares > 0 ? Side::Buy : Side::Sell,
                                     .quantity = magnitude(Quantity::whole(shares)),
                                     .price = Price::whole(10)});
  }
  /// What the engine does when its instrument splits.
  void split(std::int32_t numerator, std::int32_t denominator) {
    const CorporateAction action{
        .instrument = kStock, .numerator = numerator, .denominator = denominator};
    portfolio_.apply(action);
    blotter_.split(action, {});
    context.units().apply(action);
    again();
  }
  /// Lets what was asked for become working orders, and turns to the next event.
  void book() {
    for (const Ask& ask : context.asks()) {
      if (ask.kind == Ask::Kind::Cancel) {
        blotter_.cancel(ask.id);
        continue;
      }
      if (ask.kind == Ask::Kind::Replace) continue;
      const auto approved = gate_.check(
          ask.request, Quantity::whole(1),
          {.instruments = instruments_, .portfolio = portfolio_, .blotter = blotter_, .now = kNow});
      blotter_.book(ask.id, approved.value(), kNow);
    }
    again();
  }
  const OrderRequest& asked(std::size_t i) const { return context.asks()[i].request; }

 private:
  std::vector<Instrument> instruments_{{.id = kStock}, {.id = kOther}};
  std::vector<BarHistory> histories_{2};
  portfolio::Portfolio portfolio_{instruments_, kUsd, Money::whole(100'000)};
  Blotter blotter_{1, 2};
  risk::RiskEngine gate_{{.can_short = true}};

 public:
  Context context{{.instruments = instruments_,
                   .portfolio = portfolio_,
                   .blotter = blotter_,
                   .histories = histories_}};
};

TEST(ASplit, LeavesWhatAStrategySeesInTheUnitsOfItsFirstBar) {
  Desk desk;
  desk.hold(100);
  desk.context.order({.instrument = kStock,
                      .side = Side::Sell,
                      .type = OrderType::Stop,
                      .reduce_only = true,
                      .size = Size::units(Quantity::whole(100)),
                      .stop = Price::whole(9)});
  desk.book();

  desk.split(4, 1);

  EXPECT_EQ(desk.context.position(kStock), Quantity::whole(100));
  EXPECT_EQ(desk.context.entry_price(kStock), Price::whole(10));
  ASSERT_EQ(desk.context.orders().size(), 1U);
  EXPECT_EQ(desk.context.orders().front().request.stop, Price::whole(9));
  EXPECT_EQ(desk.context.orders().front().remaining(), Quantity::whole(100));
}

TEST(ASplit, TurnsWhatAStrategyAsksForIntoTheMarketsUnits) {
  Desk desk;
  desk.split(4, 1);

  desk.context.order({.instrument = kStock,
                      .type = OrderType::Limit,
                      .size = Size::units(Quantity::whole(10)),
                      .limit = Price::whole(8)});
  desk.context.enter(kStock, Side::Buy, "in",
                     {.stop = Price::whole(6), .target = Price::whole(12)});

  ASSERT_EQ(desk.context.asks().size(), 4U);
  EXPECT_EQ(desk.asked(0).limit, Price::whole(2));
  EXPECT_EQ(desk.asked(0).size.quantity(), Quantity::whole(40));
  EXPECT_EQ(desk.asked(1).size.quantity(), Quantity::whole(40));
  EXPECT_EQ(desk.asked(2).stop.raw(), Price::kScale * 3 / 2);
  EXPECT_TRUE(desk.asked(2).size.is_as_parent());
  EXPECT_EQ(desk.asked(3).limit, Price::whole(3));
}

TEST(ASplit, LeavesAllOfAPositionAllOfIt) {
  Desk desk;
  desk.split(7, 1);
  desk.hold(100);  // No number of the first bar's units: 14.28571429 of them.

  desk.context.exit(kStock, "out");
  desk.context.order({.instrument = kStock,
                      .side = Side::Sell,
                      .reduce_only = true,
                      .size = Size::units(desk.context.position(kStock))});
  desk.context.trade_to(kStock, desk.context.position(kStock), "stay");

  ASSERT_EQ(desk.context.asks().size(), 2U) << "to stay is nothing to ask for";
  EXPECT_EQ(desk.asked(0).size.quantity(), Quantity::whole(100));
  EXPECT_EQ(desk.asked(1).size.quantity(), Quantity::whole(100));
}

TEST(Enter, AsksForAMarketOrderOfTheChosenSize) {
  Desk desk;

  desk.context.enter(kStock, Side::Buy, "why");

  ASSERT_EQ(desk.context.asks().size(), 1U);
  EXPECT_EQ(desk.asked(0).instrument, kStock);
  EXPECT_EQ(desk.asked(0).side, Side::Buy);
  EXPECT_EQ(desk.asked(0).type, OrderType::Market);
  EXPECT_EQ(desk.asked(0).size.quantity(), Quantity::whole(10));
  EXPECT_EQ(desk.asked(0).tag.view(), "why");
  EXPECT_FALSE(desk.asked(0).reduce_only);
}

TEST(Enter, AttachesExitsThatTakeTheEntrysSizeAndCorrelation) {
  Desk desk;

  desk.context.enter(kStock, Side::Buy, "why",
                     {.stop = Price::whole(9), .target = Price::whole(12)});

  ASSERT_EQ(desk.context.asks().size(), 3U);
  const ClientOrderId entry = desk.context.asks()[0].id;
  for (const std::size_t i : {1U, 2U}) {
    EXPECT_EQ(desk.asked(i).parent, entry);
    EXPECT_EQ(desk.asked(i).side, Side::Sell);
    EXPECT_TRUE(desk.asked(i).reduce_only);
    EXPECT_TRUE(desk.asked(i).size.is_as_parent());
    EXPECT_EQ(desk.asked(i).correlation, desk.asked(0).correlation);
  }
  EXPECT_EQ(desk.asked(1).type, OrderType::Stop);
  EXPECT_EQ(desk.asked(1).stop, Price::whole(9));
  EXPECT_EQ(desk.asked(2).type, OrderType::Limit);
  EXPECT_EQ(desk.asked(2).limit, Price::whole(12));
  EXPECT_EQ(desk.asked(2).stop, Price{});
}

TEST(Bracket, GivesAnEntryOfAnyTypeItsExits) {
  Desk desk;
  const OrderRequest entry{.instrument = kStock,
                           .type = OrderType::Limit,
                           .size = Size::units(Quantity::whole(5)),
                           .limit = Price::whole(9)};

  const ClientOrderId id = desk.context.bracket(
      entry, {.target = Price::whole(12), .trail = Trail::amount(Price::whole(2))});

  ASSERT_EQ(desk.context.asks().size(), 3U);
  EXPECT_EQ(desk.asked(0).limit, Price::whole(9));
  EXPECT_EQ(desk.asked(1).type, OrderType::TrailingStop);
  EXPECT_EQ(desk.asked(1).trail, Trail::amount(Price::whole(2)));
  EXPECT_EQ(desk.asked(1).parent, id);
  EXPECT_EQ(desk.asked(2).type, OrderType::Limit);
  EXPECT_TRUE(desk.asked(2).trail.is_none());
  for (const auto& ask : desk.context.asks()) EXPECT_EQ(contradiction(ask.request), std::nullopt);
}

TEST(Oco, PutsTwoOrdersIntoAGroupOfTheirOwn) {
  Desk desk;
  const OrderRequest one{.instrument = kStock, .size = Size::units(Quantity::whole(5))};

  desk.context.oco(one, one);
  desk.context.oco(one, one);

  EXPECT_NE(desk.asked(0).group, kNoGroup);
  EXPECT_EQ(desk.asked(1).group, desk.asked(0).group);
  EXPECT_NE(desk.asked(2).group, desk.asked(0).group);
  EXPECT_EQ(desk.asked(3).group, desk.asked(2).group);
}

TEST(Enter, DoesNothingWhereThePositionStandsOrAnEntryIsUnderWay) {
  Desk held;
  held.hold(10);
  held.context.enter(kStock, Side::Buy, "again");
  EXPECT_TRUE(held.context.asks().empty());

  Desk waiting;
  waiting.context.enter(kStock, Side::Buy, "first");
  waiting.book();
  waiting.context.enter(kStock, Side::Buy, "second");
  EXPECT_TRUE(waiting.context.asks().empty());
}

TEST(Enter, ClosesTheOppositeSideFirst) {
  Desk desk;
  desk.hold(10);

  desk.context.enter(kStock, Side::Sell, "turn");

  ASSERT_EQ(desk.context.asks().size(), 2U);
  EXPECT_TRUE(desk.asked(0).reduce_only);
  EXPECT_EQ(desk.asked(0).size.quantity(), Quantity::whole(10));
  EXPECT_FALSE(desk.asked(1).reduce_only);
  EXPECT_EQ(desk.asked(1).side, Side::Sell);
}

TEST(Enter, CancelsAnEntryToTheOppositeSide) {
  Desk desk;
  desk.context.enter(kStock, Side::Buy, "up");
  const ClientOrderId first = desk.context.asks()[0].id;
  desk.book();

  desk.context.enter(kStock, Side::Sell, "down");

  ASSERT_EQ(desk.context.asks().size(), 2U);
  EXPECT_EQ(desk.context.asks()[0].kind, Ask::Kind::Cancel);
  EXPECT_EQ(desk.context.asks()[0].id, first);
  EXPECT_EQ(desk.asked(1).side, Side::Sell);
}

TEST(Exit, ClosesWhatIsHeldOnEitherSide) {
  for (const std::int64_t held : {10, -10}) {
    Desk desk;
    desk.hold(held);

    desk.context.exit(kStock, "out");

    ASSERT_EQ(desk.context.asks().size(), 1U);
    EXPECT_EQ(desk.asked(0).side, held > 0 ? Side::Sell : Side::Buy);
    EXPECT_TRUE(desk.asked(0).reduce_only);
    EXPECT_EQ(desk.asked(0).size.quantity(), Quantity::whole(10));
  }
}

TEST(Exit, OfNothingAsksForNothing) {
  Desk desk;

  desk.context.exit(kStock, "out");
  desk.context.exit(kOther, "out");

  EXPECT_TRUE(desk.context.asks().empty());
}

TEST(Exit, DoesNotCloseTwiceWhatIsOnItsWayOut) {
  Desk desk;
  desk.hold(10);
  desk.context.exit(kStock, "out");
  desk.book();

  desk.context.exit(kStock, "out");
  EXPECT_TRUE(desk.context.asks().empty());

  desk.hold(5);
  desk.context.exit(kStock, "the rest");
  ASSERT_EQ(desk.context.asks().size(), 1U);
  EXPECT_EQ(desk.asked(0).size.quantity(), Quantity::whole(5));
}

TEST(Exit, CancelsEntriesThatStillWorkOnce) {
  Desk desk;
  desk.context.enter(kStock, Side::Buy, "in");
  desk.book();

  desk.context.exit(kStock, "out");
  ASSERT_EQ(desk.context.asks().size(), 1U);
  EXPECT_EQ(desk.context.asks()[0].kind, Ask::Kind::Cancel);
  desk.book();

  desk.context.exit(kStock, "out");
  EXPECT_TRUE(desk.context.asks().empty());
}

struct Move {
  std::int64_t held;
  std::int64_t target;
  const char* asks;  ///< "buy 5", "sell 5 reduce"; empty for nothing.
};

TEST(TradeTo, AsksForTheDifferenceAndDeclaresWhatShrinks) {
  constexpr Move kMoves[] = {
      {0, 10, "buy 10"},
      {0, -10, "sell 10"},
      {10, 15, "buy 5"},
      {10, 5, "sell 5 reduce"},
      {10, 0, "sell 10 reduce"},
      {10, -5, "sell 15"},
      {-10, -5, "buy 5 reduce"},
      {-10, 0, "buy 10 reduce"},
      {-10, 5, "buy 15"},
      {-10, -15, "sell 5"},
      {10, 10, ""},
      {0, 0, ""},
  };
  for (const auto& [held, target, expected] : kMoves) {
    Desk desk;
    if (held != 0) desk.hold(held);

    desk.context.trade_to(kStock, Quantity::whole(target), "to");

    std::string asks;
    if (!desk.context.asks().empty()) {
      asks = desk.asked(0).side == Side::Buy ? "buy " : "sell ";
      asks += std::to_string(desk.asked(0).size.quantity().raw() / Quantity::kScale);
      if (desk.asked(0).reduce_only) asks += " reduce";
    }
    EXPECT_EQ(asks, expected) << held << " to " << target;
  }
}

TEST(TradeTo, CountsWhatIsUnderWay) {
  Desk desk;
  desk.context.trade_to(kStock, Quantity::whole(10), "to");
  desk.book();

  desk.context.trade_to(kStock, Quantity::whole(10), "to");
  EXPECT_TRUE(desk.context.asks().empty());

  desk.context.trade_to(kStock, Quantity::whole(4), "less");
  ASSERT_EQ(desk.context.asks().size(), 1U);
  EXPECT_EQ(desk.asked(0).size.quantity(), Quantity::whole(6));
}

TEST(Context, ShowsTheAccountAsItStands) {
  Desk desk;
  EXPECT_TRUE(desk.context.is_flat(kStock));
  EXPECT_EQ(desk.context.entry_price(kStock), Price{});

  desk.hold(10);

  EXPECT_TRUE(desk.context.is_long(kStock));
  EXPECT_FALSE(desk.context.is_short(kStock));
  EXPECT_FALSE(desk.context.is_flat(kStock));
  EXPECT_EQ(desk.context.position(kStock), Quantity::whole(10));
  EXPECT_EQ(desk.context.entry_price(kStock), Price::whole(10));
  EXPECT_EQ(desk.context.equity(), Money::whole(100'000));
  EXPECT_EQ(desk.context.now(), kNow);
}

TEST(Context, GivesEachDecisionACorrelationOfItsOwn) {
  Desk desk;
  desk.context.enter(kStock, Side::Buy, "one");
  const CorrelationId first = desk.asked(0).correlation;
  desk.again();

  desk.context.enter(kOther, Side::Buy, "two");

  EXPECT_NE(desk.asked(0).correlation, first);
}

TEST(TradeToWeight, BuysWhatTheWeightOfTheEquityIsWorthInWholeUnits) {
  Desk desk;
  desk.context.begin(kNow, true, Size::fraction(0.5));

  desk.context.trade_to_weight(kStock, 0.25001, "weight");

  ASSERT_EQ(desk.context.asks().size(), 1U);
  EXPECT_EQ(desk.asked(0).side, Side::Buy);
  EXPECT_EQ(desk.asked(0).size.quantity(), Quantity::whole(1'250));  // 12,500.50 at 10.
}

TEST(TradeToWeight, SellsWhatIsHeldBeyondTheWeightAndGoesShortBelowZero) {
  Desk desk;
  desk.hold(5'000);
  desk.context.begin(kNow, true, Size::fraction(1.0));

  desk.context.trade_to_weight(kStock, 0.2, "weight");
  desk.context.trade_to_weight(kOther, -0.1, "weight");

  ASSERT_EQ(desk.context.asks().size(), 2U);
  EXPECT_TRUE(desk.asked(0).reduce_only);
  EXPECT_EQ(desk.asked(0).size.quantity(), Quantity::whole(3'000));
  EXPECT_EQ(desk.asked(1).side, Side::Sell);
  EXPECT_EQ(desk.asked(1).size.quantity(), Quantity::whole(1'000));
}

TEST(Asks, HaveABoundAndWhatGoesBeyondIsCountedInsteadOfStoppingTheProcess) {
  Desk desk;
  for (std::size_t i = 0; i < kAsksMax; ++i) {
    EXPECT_NE(desk.context.order({.size = Size::units(Quantity::whole(1))}), kNoOrder);
  }

  EXPECT_EQ(desk.context.order({.size = Size::units(Quantity::whole(1))}), kNoOrder);
  desk.context.cancel(make_client_order_id(1, 1));

  EXPECT_EQ(desk.context.asks().size(), kAsksMax);
  EXPECT_EQ(desk.context.dropped(), 2U);
  desk.again();
  EXPECT_EQ(desk.context.dropped(), 0U);
}

TEST(Asks, HoldAnEntryAndItsExitsTogetherOrNotAtAll) {
  for (std::size_t room = 0; room <= 3; ++room) {
    Desk desk;
    for (std::size_t i = room; i < kAsksMax; ++i) desk.context.order({.instrument = kOther});

    desk.context.enter(kStock, Side::Buy, "in",
                       {.stop = Price::whole(9), .target = Price::whole(12)});

    EXPECT_EQ(desk.context.asks().size(), kAsksMax - (room < 3 ? room : 0));
    EXPECT_EQ(desk.context.dropped(), room < 3 ? 3U : 0U);
  }
}

TEST(Context, AsksForOtherTermsInItsOwnUnitsAcrossASplit) {
  Desk desk;
  const ClientOrderId id = desk.context.order({.instrument = kStock,
                                               .type = OrderType::Limit,
                                               .size = Size::units(Quantity::whole(10)),
                                               .limit = Price::whole(8)});
  desk.book();

  desk.context.replace(id, {.quantity = Quantity::whole(12), .limit = Price::whole(6)});

  ASSERT_EQ(desk.context.asks().size(), 1U);
  EXPECT_EQ(desk.context.asks()[0].kind, Ask::Kind::Replace);
  EXPECT_EQ(desk.context.asks()[0].id, id);
  EXPECT_EQ(desk.context.asks()[0].change,
            (OrderChange{.quantity = Quantity::whole(12), .limit = Price::whole(6)}));

  desk.split(2, 1);
  desk.context.replace(id, {.quantity = Quantity::whole(12), .limit = Price::whole(6)});

  EXPECT_EQ(desk.context.asks()[0].change,
            (OrderChange{.quantity = Quantity::whole(24), .limit = Price::whole(3)}));
}

}  // namespace
}  // namespace tw::strategy
