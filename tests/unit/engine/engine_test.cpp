#include "engine/engine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "engine/run.hpp"
#include "sim/sim_venue.hpp"

namespace tw::engine {
namespace {

using testing::ElementsAre;

constexpr InstrumentId kStock{0};
constexpr InstrumentId kRival{1};

const std::vector<Instrument>& instruments() {
  static const std::vector<Instrument> all{{.id = kStock, .symbol = "STOCK"}};
  return all;
}

using Story = std::vector<std::string>;

/// Buys ten at each bar while flat and warm, and writes down what it sees in a story.
class Diarist {
 public:
  using Listens = strategy::Types<Bar, OrderEvent>;

  Diarist(Story& story, int warmup_bars) : story_{&story}, warmup_bars_{warmup_bars} {}

  int warmup_bars() const { return warmup_bars_; }
  void on(const Bar& bar, strategy::Context& context) {
    const bool is_warm = context.is_warm();
    story_->push_back("bar " + std::to_string(bar.close.raw() / Price::kScale) +
                      (is_warm ? " warm" : " cold"));
    if (!is_warm || !context.is_flat(kStock)) return;
    context.order({.instrument = kStock, .size = Size::units(Quantity::whole(10))});
  }
  void on(const OrderEvent& event, strategy::Context& context) {
    const bool is_filled = event.kind == OrderEvent::Kind::Filled;
    story_->push_back(is_filled ? "filled at " + std::to_string(event.price.raw() / Price::kScale)
                                : "accepted");
    EXPECT_EQ(context.position(kStock), is_filled ? event.quantity : Quantity{});
  }

 private:
  Story* story_;
  int warmup_bars_;
};

/// A bar of a minute that opens one below its close.
Bar bar_of(std::int64_t close, std::int64_t minute) {
  const Price price = Price::whole(close);
  return {.instrument = kStock,
          .start = Timestamp::from_seconds(minute * 60),
          .end = Timestamp::from_seconds(minute * 60 + 60),
          .open = price - Price::whole(1),
          .high = price,
          .low = price - Price::whole(1),
          .close = price,
          .volume = Volume::whole(1'000'000)};
}

class Inbox {
 public:
  explicit Inbox(std::vector<Event> events) : events_{std::move(events)} {}

  template <class Deliver>
  bool next(Deliver&& deliver) {
    if (next_ == events_.size()) return false;
    const Event& event = events_[next_];
    next_ += 1;
    if (const auto* bar = std::get_if<Bar>(&event)) now_ = bar->end;
    std::visit([&](const auto& value) { deliver(Stamp{now_, next_}, value); }, event);
    return true;
  }

 private:
  std::vector<Event> events_;
  std::size_t next_ = 0;
  Timestamp now_;
};

struct NoRecorder {
  template <class Event, class Engine>
  void record(const Stamp& /*stamp*/, const Event& /*event*/, const Commands& /*commands*/,
              const Engine& /*engine*/) {}
};

Story story_of(std::vector<Event> events, int warmup_bars) {
  Story story;
  const Money cash = Money::whole(100'000);
  Engine<Diarist> engine{{.instruments = instruments(), .currency = kUsd, .cash = cash},
                         {{.strategy = Diarist{story, warmup_bars}, .instrument = kStock}}};
  sim::SimVenue venue{instruments(), {}, cash};
  Inbox inbox{std::move(events)};
  NoRecorder recorder;
  run(inbox, venue, recorder, engine);
  return story;
}

TEST(Engine, FillsAtTheNextOpenAndTellsTheStrategyBeforeTheBarThatFilled) {
  const Story story = story_of({Control{}, bar_of(10, 1), bar_of(20, 2), bar_of(30, 3)}, 0);

  EXPECT_THAT(story,
              ElementsAre("bar 10 cold", "bar 20 warm", "accepted", "filled at 29", "bar 30 warm"));
}

TEST(Engine, LetsAStrategyDecideFromTheSecondBarThatHasEveryIndicator) {
  const Story story =
      story_of({Control{}, bar_of(10, 1), bar_of(20, 2), bar_of(30, 3), bar_of(40, 4)}, 2);

  EXPECT_THAT(story,
              ElementsAre("bar 10 cold", "bar 20 cold", "bar 30 cold", "bar 40 warm", "accepted"));
}

TEST(Engine, StartsClosedSoThatWarmUpTradesNothing) {
  const Story story =
      story_of({bar_of(10, 1), bar_of(20, 2), bar_of(30, 3), Control{}, bar_of(40, 4)}, 0);

  EXPECT_THAT(story,
              ElementsAre("bar 10 cold", "bar 20 warm", "bar 30 warm", "bar 40 warm", "accepted"));
}

TEST(Engine, LetsNothingOutOnceTradingIsClosedAgain) {
  const Story story = story_of(
      {Control{}, bar_of(10, 1), Control{Control::Kind::Close}, bar_of(20, 2), bar_of(30, 3)}, 0);

  EXPECT_THAT(story, ElementsAre("bar 10 cold", "bar 20 warm", "bar 30 warm"));
}

/// Buys once and protects what it bought with a stop two below the fill.
class Guarded {
 public:
  using Listens = strategy::Types<Bar, OrderEvent>;

  int warmup_bars() const { return -1; }
  void on(const Bar& /*bar*/, strategy::Context& context) {
    if (has_bought_) return;
    has_bought_ = context.order({.size = Size::units(Quantity::whole(10))}) != kNoOrder;
  }
  void on(const OrderEvent& event, strategy::Context& context) {
    if (event.kind != OrderEvent::Kind::Filled || event.side != Side::Buy) return;
    context.order({.side = Side::Sell,
                   .type = OrderType::Stop,
                   .reduce_only = true,
                   .size = Size::units(event.quantity),
                   .stop = event.price - Price::whole(2)});
  }

 private:
  bool has_bought_ = false;
};

TEST(Engine, JudgesAStopThatAnswersAFillAtTheFillAndNotAtTheCloseBeforeIt) {
  // The market gaps from 10 to 19: a stop at 17 is above the last close, and below the market.
  Engine<Guarded> engine{
      {.instruments = instruments(), .currency = kUsd, .cash = Money::whole(100'000)},
      {{.strategy = {}, .instrument = kStock}}};
  sim::SimVenue venue{instruments(), {}, Money::whole(100'000)};
  Inbox inbox{{Control{}, bar_of(10, 1), bar_of(20, 2), bar_of(16, 3)}};
  NoRecorder recorder;

  run(inbox, venue, recorder, engine);

  EXPECT_EQ(engine.desk().denials(), Denials{});
  EXPECT_EQ(engine.portfolio().position(kStock).quantity, Quantity{}) << "it was stopped out";
  EXPECT_EQ(engine.portfolio().realised(), Money::whole(10 * (15 - 19)));
}

TEST(Engine, CallsAReportForAnOrderItNeverSentAMismatchAndHalts) {
  Story story;
  Engine<Diarist> engine{
      {.instruments = instruments(), .currency = kUsd, .cash = Money::whole(100'000)},
      {{.strategy = Diarist{story, 0}, .instrument = kStock}}};
  Commands commands;
  engine.on(Stamp{}, Control{}, commands);

  OrderEvent ghost{.order = make_client_order_id(9, 1), .kind = OrderEvent::Kind::Accepted};
  engine.on(Stamp{}, ghost, commands);

  EXPECT_EQ(engine.desk().mismatches(), 1U);
  EXPECT_EQ(engine.desk().last_mismatch(), Mismatch::UnknownOrder);
  EXPECT_EQ(engine.desk().risk().state(), risk::TradingState::ReduceOnly);
}

// A report that cannot be true used to reach the strategy, which then saw a fill that is in no
// book.
TEST(Engine, TellsNoStrategyOfAReportThatCannotBeTrue) {
  Story story;
  Engine<Diarist> engine{
      {.instruments = instruments(), .currency = kUsd, .cash = Money::whole(100'000)},
      {{.strategy = Diarist{story, 0}, .instrument = kStock}}};
  Commands commands;
  engine.on(Stamp{}, Control{}, commands);

  engine.on(Stamp{},
            OrderEvent{.order = make_client_order_id(9, 1), .kind = OrderEvent::Kind::Filled},
            commands);
  engine.on(Stamp{},
            OrderEvent{.order = make_client_order_id(9, 1), .instrument = InstrumentId{4'000'000}},
            commands);

  EXPECT_TRUE(story.empty());
  EXPECT_EQ(engine.desk().mismatches(), 2U);
}

TEST(Engine, AppliesASplitToItsOrdersAsTheVenueDoes) {
  Story story;
  const Money cash = Money::whole(100'000);
  Engine<Diarist> engine{{.instruments = instruments(), .currency = kUsd, .cash = cash},
                         {{.strategy = Diarist{story, 0}, .instrument = kStock}}};
  sim::SimVenue venue{instruments(), {}, cash};
  const CorporateAction split{.instrument = kStock, .numerator = 2, .denominator = 1};
  Inbox inbox{{Control{}, bar_of(10, 1), bar_of(20, 2), split, bar_of(11, 3)}};
  NoRecorder recorder;

  run(inbox, venue, recorder, engine);

  EXPECT_EQ(engine.desk().mismatches(), 0U);
  EXPECT_EQ(engine.portfolio().position(kStock).quantity, Quantity::whole(20));
  EXPECT_EQ(engine.portfolio().equity(), venue.account().equity());
}

/// Asks at each bar, while flat and warm, for all that the account can pay.
class AllIn {
 public:
  using Listens = strategy::Types<Bar>;
  int warmup_bars() const { return 0; }
  void on(const Bar& /*bar*/, strategy::Context& context) {
    if (!context.is_warm() || !context.is_flat(kStock)) return;
    context.order({.instrument = kStock, .size = Size::fraction(1.0)});
  }
};

// The gate used to deny as sizeless what came to no unit at the decision's close, although the next
// open was cheaper: an account of the price of one share missed entries that backtesting.py makes.
TEST(Engine, LetsAFractionTravelThatComesToNothingAtTheClose) {
  const Money cash = Money::whole(99);
  Engine<AllIn> engine{{.instruments = instruments(),
                        .currency = kUsd,
                        .cash = cash,
                        .sizing = {.at_decision = false}},
                       {{.strategy = AllIn{}, .instrument = kStock}}};
  sim::SimRules rules;
  rules.size_at = sim::SizeAt::Fill;
  sim::SimVenue venue{instruments(), rules, cash};
  Inbox inbox{{Control{}, bar_of(200, 1), bar_of(100, 2), bar_of(99, 3)}};
  NoRecorder recorder;

  run(inbox, venue, recorder, engine);

  EXPECT_EQ(engine.portfolio().position(kStock).quantity, Quantity::whole(1));
  EXPECT_EQ(engine.desk().denials()[static_cast<std::size_t>(risk::Reason::SizeIsZero)], 0U);
}

/// Writes down whether it was warm when a fill was told.
class Listener {
 public:
  using Listens = strategy::Types<Quote>;
  explicit Listener(Story& story) : story_{&story} {}
  int warmup_bars() const { return 0; }
  void on(const Quote& /*quote*/, strategy::Context& context) {
    story_->push_back(context.is_warm() ? "warm" : "cold");
  }

 private:
  Story* story_;
};

// Between bars a strategy used to count as warm one bar too early.
TEST(Engine, IsAsWarmBetweenBarsAsAtTheLastBar) {
  Story story;
  Engine<Listener> engine{
      {.instruments = instruments(), .currency = kUsd, .cash = Money::whole(100'000)},
      {{.strategy = Listener{story}, .instrument = kStock}}};
  Commands commands;

  engine.on(Stamp{}, Quote{}, commands);
  engine.on(Stamp{}, bar_of(10, 1), commands);
  engine.on(Stamp{}, Quote{}, commands);
  engine.on(Stamp{}, bar_of(10, 2), commands);
  engine.on(Stamp{}, Quote{}, commands);

  EXPECT_THAT(story, ElementsAre("cold", "cold", "warm"));
}

/// Compares its history with the bars that it was told of.
class Historian {
 public:
  using Listens = strategy::Types<Bar>;
  explicit Historian(Story& story) : story_{&story} {}
  int warmup_bars() const { return 0; }
  void on(const Bar& bar, strategy::Context& context) {
    const strategy::HistoryView history = context.history(kStock);
    std::string closes;
    for (std::size_t ago = 0; ago < history.size(); ++ago) {
      closes += " " + std::to_string(history[ago].close.raw() / Price::kScale);
      EXPECT_LE(history[ago].end, context.now());
    }
    EXPECT_EQ(history[0].end, bar.end);
    story_->push_back("sees" + closes);
  }

 private:
  Story* story_;
};

TEST(Engine, ShowsAStrategyNoBarThatHasNotEnded) {
  Story story;
  Engine<Historian> engine{
      {.instruments = instruments(), .currency = kUsd, .cash = Money::whole(100'000)},
      {{.strategy = Historian{story}, .instrument = kStock, .history_bars = 2}}};
  sim::SimVenue venue{instruments(), {}, Money::whole(100'000)};
  Inbox inbox{{bar_of(10, 1), bar_of(20, 2), bar_of(30, 3)}};
  NoRecorder recorder;

  run(inbox, venue, recorder, engine);

  EXPECT_THAT(story, ElementsAre("sees 10", "sees 20 10", "sees 30 20"));
}

/// Weighs two stocks at the end of each moment and holds the dearer one.
class Chooser {
 public:
  using Listens = strategy::Types<Bar, TimerFired>;

  explicit Chooser(Story& story) : story_{&story} {}

  int warmup_bars() const { return 0; }
  void on(const Bar& bar, strategy::Context& /*context*/) {
    story_->push_back("hears of " + std::to_string(index_of(bar.instrument)));
  }
  void on(const TimerFired& /*timer*/, strategy::Context& context) {
    const bool first_is_dearer = context.price(kStock) > context.price(kRival);
    story_->push_back(context.is_warm() ? "weighs" : "waits");
    if (!context.is_warm()) return;
    context.trade_to_weight(kStock, first_is_dearer ? 1.0 : 0.0, "weight");
    context.trade_to_weight(kRival, first_is_dearer ? 0.0 : 1.0, "weight");
  }

 private:
  Story* story_;
};

TEST(Engine, TellsAGroupOfEachMemberAndLetsItDecideOnceAllAreKnown) {
  const std::vector<Instrument> pair{{.id = kStock, .symbol = "STOCK"},
                                     {.id = kRival, .symbol = "RIVAL"}};
  Story story;
  std::vector<Seat<Chooser>> seats;
  seats.push_back({.strategy = Chooser{story}, .group = {kStock, kRival}});
  Engine<Chooser> engine{{.instruments = pair, .currency = kUsd, .cash = Money::whole(1'000)},
                         std::move(seats)};
  const auto rival = [](std::int64_t close, std::int64_t minute) {
    Bar bar = bar_of(close, minute);
    bar.instrument = kRival;
    return bar;
  };
  sim::SimVenue venue{pair, {}, Money::whole(1'000)};
  Inbox inbox{{Control{}, bar_of(10, 1), rival(20, 1), TimerFired{}, bar_of(10, 2), rival(20, 2),
               TimerFired{}, bar_of(10, 3), rival(20, 3), TimerFired{}}};
  NoRecorder recorder;

  run(inbox, venue, recorder, engine);

  EXPECT_THAT(story, ElementsAre("hears of 0", "hears of 1", "waits", "hears of 0", "hears of 1",
                                 "weighs", "hears of 0", "hears of 1", "weighs"));
  EXPECT_EQ(engine.portfolio().position(kStock).quantity, Quantity{});
  EXPECT_EQ(engine.portfolio().position(kRival).quantity, Quantity::whole(50));
}

/// Asks for more than anyone may in one event.
struct Glutton {
  using Listens = strategy::Types<Bar>;
  int warmup_bars() const { return -1; }
  void on(const Bar& /*bar*/, strategy::Context& context) {
    for (std::size_t i = 0; i < strategy::kAsksMax + 5; ++i) {
      context.order({.instrument = kStock, .size = Size::units(Quantity::whole(1))});
    }
  }
};

TEST(Engine, CountsAsDeniedWhatAStrategyAsksForBeyondItsBound) {
  Engine<Glutton> engine{
      {.instruments = instruments(), .currency = kUsd, .cash = Money::whole(100'000)},
      {{.strategy = Glutton{}, .instrument = kStock}}};
  Commands commands;
  engine.on(Stamp{}, Control{}, commands);

  engine.on(Stamp{}, bar_of(10, 1), commands);

  EXPECT_EQ(commands.size(), strategy::kAsksMax);
  EXPECT_EQ(engine.desk().denials()[static_cast<std::size_t>(risk::Reason::TooManyAsks)], 5U);
}

}  // namespace
}  // namespace tw::engine
