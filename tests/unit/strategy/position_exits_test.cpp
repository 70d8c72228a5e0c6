#include "strategy/position_exits.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "core/decimal.hpp"
#include "engine/engine.hpp"
#include "engine/run.hpp"
#include "sim/sim_venue.hpp"

// The common exits, carried out by the engine and the simulated venue.
namespace tw::strategy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr InstrumentId kStock{0};
// The bar at whose close the position is asked for; it is bought at the next one's open.
constexpr int kDecision = 3;

/// Takes one position and leaves the rest to its exits.
class Once {
 public:
  using Listens = Types<Bar>;

  Once(Side side, Values values) : side_{side}, exits_{kStock, values} {}

  int warmup_bars() const { return exits_.warmup_bars(); }
  void on(const Bar& bar, Context& context) {
    exits_.update(bar, context);
    if (seen_++ != kDecision) return;
    context.enter(kStock, side_, "in", exits_.attached(side_, bar.close));
  }

 private:
  Side side_;
  int seen_ = 0;
  PositionExits exits_;
};

/// Values of `kExitParameters`: zeros, a two-bar ATR, and what the test sets.
std::vector<double> chosen(std::initializer_list<std::pair<std::string_view, double>> settings) {
  std::vector<double> values(kExitParameters.size(), 0.0);
  values.back() = 2.0;
  for (const auto& [name, value] : settings) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (kExitParameters[i].name == name) values[i] = value;
    }
  }
  return values;
}

struct Prices {
  double open;
  double high;
  double low;
  double close;
};

// The market before the purchase: bars of a range of 2, so that the ATR is 2.
constexpr Prices kQuiet{100, 101, 99, 100};

struct Inbox {
  std::vector<Prices> bars;
  int split_before = -1;  ///< A split before this bar.
  std::int32_t split_into = 2;
  int next_bar = -1;

  template <class Deliver>
  bool next(Deliver&& deliver) {
    if (next_bar == -1) {
      deliver(Stamp{}, Control{Control::Kind::Open});
    } else if (next_bar == split_before) {
      split_before = -1;
      deliver(Stamp{.at = at(next_bar)},
              CorporateAction{.instrument = kStock, .numerator = split_into});
      return true;
    } else if (next_bar == static_cast<int>(bars.size())) {
      return false;
    } else {
      const Prices& p = bars[static_cast<std::size_t>(next_bar)];
      deliver(Stamp{.at = at(next_bar + 1)}, Bar{.instrument = kStock,
                                                 .session = Date{next_bar},
                                                 .start = at(next_bar),
                                                 .end = at(next_bar + 1),
                                                 .open = *Price::from_double(p.open),
                                                 .high = *Price::from_double(p.high),
                                                 .low = *Price::from_double(p.low),
                                                 .close = *Price::from_double(p.close),
                                                 .volume = Volume::whole(1'000'000)});
    }
    next_bar += 1;
    return true;
  }
  static Timestamp at(int bar) { return Timestamp::from_seconds(60 * (bar + 1)); }
};

/// Notes each fill after the first: "bar 5: 9 @ 95 stop".
struct Fills {
  std::vector<std::string> exits;
  std::uint64_t submitted = 0;

  template <class Engine>
  void record(const Stamp& stamp, const OrderEvent& event, const Commands& commands,
              const Engine& engine) {
    note(commands);
    if (event.kind != OrderEvent::Kind::Filled) return;
    for (const portfolio::RoundTrip& trip : engine.portfolio().closed()) {
      exits.push_back("bar " + std::to_string(stamp.at.unix_ns / 60'000'000'000 - 2) + ": " +
                      to_string(magnitude(trip.quantity)) + " @ " + to_string(trip.exit_price) +
                      " " + std::string{trip.exit_tag.view()});
    }
  }
  template <class Event, class Engine>
  void record(const Stamp& /*stamp*/, const Event& /*event*/, const Commands& commands,
              const Engine& /*engine*/) {
    note(commands);
  }
  void note(const Commands& commands) {
    for (const Command& command : commands) {
      submitted += std::holds_alternative<SubmitOrder>(command) ? 1U : 0U;
    }
  }
};

struct Story {
  Side side = Side::Buy;
  int split_before = -1;
  std::int32_t split_into = 2;
  std::uint64_t submitted = 0;
  std::uint64_t denied = 0;

  /// Returns how the position ended when `after` follows the purchase.
  std::vector<std::string> tell(const std::vector<double>& values,
                                const std::vector<Prices>& after) {
    std::vector<Prices> bars(kDecision + 1, kQuiet);
    bars.insert(bars.end(), after.begin(), after.end());
    const std::vector<Instrument> instruments{{.id = kStock}};
    sim::SimRules rules;
    rules.can_short = true;
    std::vector<engine::Seat<Once>> seats;
    seats.push_back({.strategy = Once{side, values},
                     .instrument = kStock,
                     .size = Size::units(Quantity::whole(9))});
    engine::Engine<Once> engine{{.instruments = instruments,
                                 .currency = kUsd,
                                 .cash = Money::whole(100'000),
                                 .limits = {.can_short = true}},
                                std::move(seats)};
    sim::SimVenue venue{instruments, rules, Money::whole(100'000)};
    Inbox inbox{.bars = bars, .split_before = split_before, .split_into = split_into};
    Fills fills;
    engine::run(inbox, venue, fills, engine);
    submitted = fills.submitted;
    denied = 0;
    for (const std::uint64_t count : engine.desk().denials()) denied += count;
    return fills.exits;
  }
};

TEST(PositionExits, WithoutAChoiceDoNothing) {
  Story story;

  EXPECT_THAT(story.tell(chosen({}), {{100, 200, 100, 200}, {200, 200, 10, 10}}), IsEmpty());
  EXPECT_EQ(story.submitted, 1U);
}

TEST(PositionExits, StopTheFillsOwnBarBecauseTheStopIsAttached) {
  Story story;

  EXPECT_THAT(story.tell(chosen({{"stop_atr", 2.5}}), {{100, 101, 90, 98}}),
              ElementsAre("bar 4: 9 @ 95 stop"));
}

TEST(PositionExits, PayForAGapThroughTheStop) {
  Story story;

  EXPECT_THAT(story.tell(chosen({{"stop_atr", 2.5}}), {{100, 101, 99, 100}, {80, 81, 79, 80}}),
              ElementsAre("bar 5: 9 @ 80 stop"));
}

TEST(PositionExits, MeasureTheStopFromTheFillOnceThatIsKnownAndTighter) {
  Story story;

  EXPECT_THAT(story.tell(chosen({{"stop_atr", 2.5}}), {{104, 105, 103, 104}, {104, 104, 90, 95}}),
              ElementsAre("bar 5: 9 @ 99 atr_stop"));
}

TEST(PositionExits, TrailTheBestCloseAndNeverLoosen) {
  Story story;
  const std::vector<Prices> rise{
      {100, 110, 100, 110}, {110, 121, 110, 120}, {119, 120, 110, 112}, {112, 113, 100, 101}};

  EXPECT_THAT(story.tell(chosen({{"trail_percent", 0.1}}), rise),
              ElementsAre("bar 7: 9 @ 108 trailing_stop"));
  EXPECT_THAT(story.tell(chosen({{"trail_amount", 15.0}}), rise),
              ElementsAre("bar 7: 9 @ 105 trailing_stop"));
  EXPECT_THAT(story.tell(chosen({{"trail_atr", 8.0}}), rise),
              ElementsAre("bar 7: 9 @ 104 trailing_stop"));
}

TEST(PositionExits, HangTheChandelierFromTheBestPrice) {
  Story story;
  // The bars' true ranges are 2, so the ATR stays 2 and the stop 6 below the highest high.
  const std::vector<Prices> rise{
      {100, 101, 99, 100}, {101, 102, 100, 101}, {102, 103, 101, 102}, {102, 102, 90, 91}};

  EXPECT_THAT(story.tell(chosen({{"chandelier", 3.0}}), rise),
              ElementsAre("bar 7: 9 @ 97 chandelier"));
}

TEST(PositionExits, MoveTheStopToTheEntryAfterTheGain) {
  Story story;

  EXPECT_THAT(story.tell(chosen({{"breakeven", 0.05}}),
                         {{100, 104, 99, 104}, {104, 106, 103, 105}, {103, 103, 90, 91}}),
              ElementsAre("bar 6: 9 @ 100 breakeven"));
}

TEST(PositionExits, LeaveAtMarketWhereTheMarketIsBeyondTheNewStopAlready) {
  Story story;

  EXPECT_THAT(story.tell(chosen({{"breakeven", 0.05}}), {{100, 106, 97, 98}, {97, 98, 96, 97}}),
              ElementsAre("bar 5: 9 @ 97 breakeven"));
  EXPECT_EQ(story.denied, 0U);
}

TEST(PositionExits, LeaveAfterSoManyBarsAtTheNextOpen) {
  Story story;

  EXPECT_THAT(
      story.tell(chosen({{"time_stop", 2.0}}), {kQuiet, kQuiet, {102, 103, 101, 102}, kQuiet}),
      ElementsAre("bar 6: 9 @ 102 time_stop"));
}

TEST(PositionExits, TakeAThirdAtEachRungAndStopWhatIsLeft) {
  Story story;
  const std::vector<Prices> after{
      kQuiet, {100, 115, 100, 114}, {114, 125, 113, 120}, {120, 121, 70, 71}};

  EXPECT_THAT(story.tell(chosen({{"ladder", 0.1}, {"stop_atr", 10.0}}), after),
              ElementsAre("bar 5: 3 @ 110 ladder", "bar 6: 3 @ 120 ladder", "bar 7: 3 @ 80 stop"));
}

TEST(PositionExits, MirrorForAShort) {
  Story story{.side = Side::Sell};

  EXPECT_THAT(story.tell(chosen({{"stop_atr", 2.5}}), {{100, 110, 99, 108}}),
              ElementsAre("bar 4: 9 @ 105 stop"));
  EXPECT_THAT(story.tell(chosen({{"trail_percent", 0.1}}),
                         {{100, 100, 79, 80}, {80, 84, 79, 83}, {83, 95, 82, 94}}),
              ElementsAre("bar 6: 9 @ 88 trailing_stop"));
  EXPECT_THAT(story.tell(chosen({{"ladder", 0.1}}), {kQuiet, {99, 99, 68, 68}}),
              ElementsAre("bar 5: 3 @ 90 ladder", "bar 5: 3 @ 80 ladder", "bar 5: 3 @ 70 ladder"));
}

TEST(PositionExits, GoOnThroughASplit) {
  Story story{.split_before = 6};

  // The best close was 120 for 9 shares: 60 for 18. A tenth below it is 54.
  EXPECT_THAT(
      story.tell(chosen({{"trail_percent", 0.1}}),
                 {{100, 110, 100, 110}, {110, 121, 110, 120}, {59, 60, 56, 57}, {57, 58, 50, 51}}),
      ElementsAre("bar 7: 18 @ 54 trailing_stop"));
}

TEST(PositionExits, MeasureRangesThroughASplitOnOneScale) {
  Story story{.split_before = 6};
  // As where nothing splits: the ranges stay 2 in the units of the entry, the stop 6 below 103.
  const std::vector<Prices> rise{
      {100, 101, 99, 100}, {101, 102, 100, 101}, {51, 51.5, 50.5, 51}, {51, 51, 45, 45.5}};

  EXPECT_THAT(story.tell(chosen({{"chandelier", 3.0}}), rise),
              ElementsAre("bar 7: 18 @ 48.5 chandelier"));
  EXPECT_THAT(story.tell(chosen({{"trail_amount", 5.0}}), rise),
              ElementsAre("bar 7: 18 @ 48.5 trailing_stop"));
}

TEST(PositionExits, SendAStopAnewOnlyWhenItMoves) {
  Story story;
  const std::vector<Prices> still(20, kQuiet);

  story.tell(chosen({{"trail_percent", 0.1}}), still);

  EXPECT_EQ(story.submitted, 2U) << "the entry and its stop";
}

// A stop that a seventh does not divide came back from the market rounded, and so looked looser
// than its rule asked for: it was cancelled and sent again at every bar after a 7:1 split.
TEST(PositionExits, LeaveAStopAloneThatASplitHasRounded) {
  Story story{.split_before = 6, .split_into = 7};
  std::vector<Prices> still{{100, 100.4, 99.7, 100.1}, {100.1, 100.5, 99.8, 100.2}};
  still.resize(22, {14.31, 14.35, 14.27, 14.30});

  for (const double trail : {0.1, 0.0987, 0.1234567}) {
    story.tell(chosen({{"trail_percent", trail}}), still);

    EXPECT_LE(story.submitted, 4U) << "the entry, its stop, and where the market moved it";
  }
}

}  // namespace
}  // namespace tw::strategy
