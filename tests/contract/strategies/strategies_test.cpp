// What every strategy of the catalogue keeps to, whatever it trades on.

#include <algorithm>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

#include "core/decimal.hpp"
#include "engine/engine.hpp"
#include "engine/run.hpp"
#include "sim/sim_venue.hpp"
#include "strategies/all.hpp"
#include "strategies/catalogue.hpp"
#include "workloads/w1_bars.hpp"

namespace tw::strategies {
namespace {

constexpr InstrumentId kFirst{0};
constexpr InstrumentId kSecond{1};
constexpr Money kCash = Money::whole(1'000'000);

const std::vector<Instrument>& instruments() {
  static const std::vector<Instrument> all{{.id = kFirst, .symbol = "FIRST"},
                                           {.id = kSecond, .symbol = "SECOND"}};
  return all;
}

using Bars = std::vector<Bar>;

Bars bars_of(const BarTable& table, InstrumentId instrument) {
  const BarSeries series = table.view(instrument);
  Bars bars;
  for (std::size_t i = 0; i < series.size(); ++i) bars.push_back(series.at(i));
  return bars;
}

const Bars& days() {
  static const Bars bars = bars_of(workloads::w3(), kFirst);
  return bars;
}

/// Two weeks of minutes around the clock.
BarTable minutes_of(std::uint64_t seed) {
  return workloads::minute_bars({.seed = seed, .bars = 20'000, .sigma = 0.001},
                                *Date::from_civil(2015, 3, 2));
}
const Bars& minutes() {
  static const Bars bars = bars_of(minutes_of(77), kFirst);
  return bars;
}

Bars first(const Bars& bars, std::size_t count) {
  return {bars.begin(), bars.begin() + static_cast<std::ptrdiff_t>(std::min(count, bars.size()))};
}

Bars standing_still(const Bars& like) {
  Bars bars = first(like, 700);
  for (Bar& bar : bars) {
    bar.open = bar.high = bar.low = bar.close = Price::whole(100);
    bar.volume = {};
  }
  return bars;
}

/// Returns the bars of two instruments that trade at the same moments, moment by moment.
Bars both(const Bars& one, const Bars& other) {
  Bars bars;
  for (std::size_t i = 0; i < one.size(); ++i) {
    bars.push_back(one[i]);
    bars.push_back(other[i]);
  }
  return bars;
}

const Bars& days_of_two() {
  static const Bars bars = both(days(), bars_of(workloads::w2(7), kSecond));
  return bars;
}

/// Opens trading, tells the bars and the ends of moments, and before bar `flatten_at` says that
/// everything is to be closed.
struct Inbox {
  const Bars& bars;
  std::size_t flatten_at = SIZE_MAX;
  std::size_t next_bar = 0;
  bool is_open = false;
  bool is_told = false;  ///< That the moment of the last bar is over.

  template <class Deliver>
  bool next(Deliver&& deliver) {
    if (!is_open) {
      is_open = true;
      deliver(Stamp{}, Control{Control::Kind::Open});
      return true;
    }
    if (next_bar == flatten_at && !is_moment_over()) {
      flatten_at = SIZE_MAX;
      deliver(Stamp{.at = bars[next_bar - 1].end + Duration{1}, .sequence = next_bar},
              Control{Control::Kind::Flatten});
      return true;
    }
    if (is_moment_over()) {
      is_told = true;
      deliver(Stamp{.at = bars[next_bar - 1].end, .sequence = next_bar}, TimerFired{});
      return true;
    }
    if (next_bar == bars.size()) return false;
    const Bar& bar = bars[next_bar++];
    is_told = false;
    deliver(Stamp{.at = bar.end, .sequence = next_bar}, bar);
    return true;
  }
  bool is_moment_over() const {
    if (next_bar == 0 || is_told) return false;
    return next_bar == bars.size() || bars[next_bar].end != bars[next_bar - 1].end;
  }
};

/// A command of one instrument, and the moment of its decision.
struct Said {
  Timestamp at;
  std::string what;
  Label tag;

  bool operator==(const Said&) const = default;
};

void PrintTo(const Said& said, std::ostream* out) {
  *out << to_string(said.at) << ' ' << said.what << ' ' << said.tag.view();
}

struct Notes {
  std::vector<Said> commands;
  std::vector<std::pair<CorrelationId, Label>> decisions;  ///< One for each order.

  template <class Event, class Engine>
  void record(const Stamp& stamp, const Event& /*event*/, const Commands& left,
              const Engine& /*engine*/) {
    for (const Command& command : left) {
      const auto* submit = std::get_if<SubmitOrder>(&command);
      if (submit == nullptr || submit->request->instrument != kFirst) continue;
      const OrderRequest& request = *submit->request;
      decisions.emplace_back(request.correlation, request.tag);
      commands.push_back({stamp.at,
                          std::string{request.side == Side::Buy ? "buy " : "sell "} +
                              to_string(request.size.quantity()) + " limit " +
                              to_string(request.limit) + " stop " + to_string(request.stop),
                          request.tag});
    }
  }
};

struct Outcome {
  std::vector<Said> commands;
  std::vector<std::pair<CorrelationId, Label>> decisions;
  Money equity;
  Quantity position;
  std::uint64_t denials = 0;
  std::uint64_t mismatches = 0;
};

using Seat = engine::Seat<AnyStrategy>;

Seat seat_of(const Entry& entry, const std::vector<double>& values, InstrumentId instrument) {
  if (entry.is_of_group()) {
    const std::vector<InstrumentId> group{kFirst, kSecond};
    return {
        .strategy = entry.make_group(group, values), .group = group, .size = Size::fraction(0.9)};
  }
  return {.strategy = entry.make(instrument, values),
          .instrument = instrument,
          .size = Size::units(Quantity::whole(10))};
}

Outcome run_seats(std::vector<Seat> seats, const Bars& bars, std::size_t flatten_at = SIZE_MAX,
                  strategy::Sightings* sightings = nullptr) {
  sim::SimRules rules;
  rules.can_short = true;
  engine::Engine<AnyStrategy> engine{{.instruments = instruments(),
                                      .currency = kUsd,
                                      .cash = kCash,
                                      .limits = {.can_short = true},
                                      .sightings = sightings},
                                     std::move(seats)};
  sim::SimVenue venue{instruments(), rules, kCash};
  Inbox inbox{bars, flatten_at};
  Notes notes{.commands = {}, .decisions = {}};
  engine::run(inbox, venue, notes, engine);
  Outcome outcome{.commands = std::move(notes.commands),
                  .decisions = std::move(notes.decisions),
                  .equity = engine.portfolio().equity(),
                  .position = engine.portfolio().position(kFirst).quantity};
  for (const std::uint64_t count : engine.desk().denials()) outcome.denials += count;
  outcome.mismatches = engine.desk().mismatches();
  return outcome;
}

Outcome run(const Entry& entry, const std::vector<double>& values, const Bars& bars,
            std::size_t flatten_at = SIZE_MAX) {
  std::vector<Seat> seats;
  seats.push_back(seat_of(entry, values, kFirst));
  return run_seats(std::move(seats), bars, flatten_at);
}

std::vector<double> defaults(const Entry& entry) { return *resolve(entry, {}); }

class EveryStrategy : public testing::TestWithParam<std::size_t> {
 protected:
  const Entry& entry() const { return catalogue()[GetParam()]; }
  bool is_intraday() const { return entry().name == "opening_range"; }
  const Bars& walk() const {
    if (entry().is_of_group()) return days_of_two();
    return is_intraday() ? minutes() : days();
  }
  /// How many bars each moment of the walk has.
  std::size_t bars_per_moment() const { return entry().is_of_group() ? 2 : 1; }
  /// How many commands a walk brings at least: few prove nothing.
  std::size_t commands_min() const { return entry().name == "buy_and_hold" ? 1 : 5; }
};

/// What `position_exits.hpp` gives to most strategies, all of it at once.
std::optional<std::vector<double>> with_all_exits(const Entry& entry) {
  const auto values = resolve(entry, std::vector<Setting>{{"stop_atr", "3"},
                                                          {"chandelier", "4"},
                                                          {"trail_percent", "0.05"},
                                                          {"breakeven", "0.01"},
                                                          {"time_stop", "15"},
                                                          {"ladder", "0.01"}});
  return values ? std::optional{*values} : std::nullopt;
}

TEST_P(EveryStrategy, HasDefaultsWithinTheirRangesThatDoNotContradict) {
  for (const strategy::Parameter& parameter : entry().parameters) {
    EXPECT_LE(parameter.min, parameter.default_value) << parameter.name;
    EXPECT_GE(parameter.max, parameter.default_value) << parameter.name;
  }
  EXPECT_TRUE(resolve(entry(), {}).has_value());
}

TEST_P(EveryStrategy, TradesOnAWalk) {
  const Outcome outcome = run(entry(), defaults(entry()), walk());

  EXPECT_GE(outcome.commands.size(), commands_min()) << "what follows would prove nothing";
  EXPECT_EQ(outcome.denials, 0U);
  EXPECT_EQ(outcome.mismatches, 0U);
}

TEST_P(EveryStrategy, TellsOnWhichValuesEachOfItsDecisionsWasMade) {
  // Scripts that put order types to the test decide on nothing that anybody would ask about.
  if (entry().source == (*find("market"))->source) return;
  for (const auto& values : {std::optional{defaults(entry())}, with_all_exits(entry())}) {
    if (!values) continue;
    strategy::Sightings sightings;
    std::vector<Seat> seats;
    seats.push_back(seat_of(entry(), *values, kFirst));
    const Outcome outcome = run_seats(std::move(seats), walk(), SIZE_MAX, &sightings);

    ASSERT_GE(outcome.decisions.size(), commands_min());
    std::size_t asked = 0;
    for (const auto& [decision, tag] : outcome.decisions) {
      if (++asked > 200) break;  // Looking each up takes as long as there are sightings.
      EXPECT_FALSE(sightings.of(decision).empty()) << tag.view();
    }
    EXPECT_EQ(outcome.commands, run(entry(), *values, walk()).commands)
        << "telling changes nothing";
  }
}

TEST_P(EveryStrategy, DecidesNothingBeforeTheSecondBarThatHasEveryIndicator) {
  const std::vector<double> values = defaults(entry());
  const int warmup = seat_of(entry(), values, kFirst).strategy.warmup_bars();
  ASSERT_GE(warmup, -1);

  const Outcome outcome = run(entry(), values, walk());

  const auto first_moment = static_cast<std::size_t>(warmup + 1);
  const Timestamp first_decision = walk()[first_moment * bars_per_moment()].end;
  EXPECT_GE(outcome.commands.front().at, first_decision);
}

TEST_P(EveryStrategy, TagsEachOrderWithItsReason) {
  for (const Said& said : run(entry(), defaults(entry()), walk()).commands) {
    EXPECT_FALSE(said.tag.empty()) << said.what;
  }
}

TEST_P(EveryStrategy, IsFlatAtTheEndWhenToldAndStaysSo) {
  const std::size_t end = walk().size() - 50;
  const Timestamp told = walk()[end - 1].end + Duration{1};

  const Outcome outcome = run(entry(), defaults(entry()), walk(), end);

  EXPECT_EQ(outcome.position, Quantity{});
  for (const Said& said : outcome.commands) {
    if (said.at < told) continue;
    EXPECT_EQ(said.tag, Label{"flatten"}) << said.what;
  }
}

TEST_P(EveryStrategy, KeepsItsPromisesWithTheCommonExitsToo) {
  const auto values = with_all_exits(entry());
  if (!values) return;  // It has none of them.
  const Outcome whole = run(entry(), *values, walk());
  const std::size_t half = walk().size() / 2;
  std::vector<Said> until_then;
  for (const Said& said : whole.commands) {
    if (said.at <= walk()[half - 1].end) until_then.push_back(said);
  }

  EXPECT_EQ(whole.denials, 0U);
  EXPECT_EQ(whole.mismatches, 0U);
  EXPECT_EQ(run(entry(), *values, first(walk(), half)).commands, until_then);
  EXPECT_TRUE(std::ranges::any_of(whole.commands,
                                  [](const Said& said) { return said.tag == Label{"ladder"}; }));
}

TEST_P(EveryStrategy, GivesTheSameCommandsForTheSameBars) {
  const Outcome once = run(entry(), defaults(entry()), walk());
  const Outcome again = run(entry(), defaults(entry()), walk());

  EXPECT_EQ(once.commands, again.commands);
  EXPECT_EQ(once.equity, again.equity);
}

TEST_P(EveryStrategy, SaysTheSameWhateverTheFutureHolds) {
  const Outcome whole = run(entry(), defaults(entry()), walk());

  for (const std::size_t bars : {1U, 31U, 250U, 1'237U, 2'500U, 4'999U}) {
    const Bars past = first(walk(), bars * bars_per_moment());
    std::vector<Said> until_then;
    for (const Said& said : whole.commands) {
      if (said.at <= past.back().end) until_then.push_back(said);
    }

    EXPECT_EQ(run(entry(), defaults(entry()), past).commands, until_then) << bars << " bars";
  }
}

TEST_P(EveryStrategy, SharesNothingWithAnotherOfItsKind) {
  if (entry().is_of_group()) return;  // Two of them would hold the same instruments.
  const std::vector<double> values = defaults(entry());
  const Bars others = bars_of(is_intraday() ? minutes_of(99) : workloads::w2(7), kSecond);
  std::vector<Seat> seats;
  seats.push_back(seat_of(entry(), values, kFirst));
  seats.push_back(seat_of(entry(), values, kSecond));

  EXPECT_EQ(run_seats(std::move(seats), both(others, walk())).commands,
            run(entry(), values, walk()).commands);
}

TEST_P(EveryStrategy, LosesNothingWherePricesStandStill) {
  const Outcome outcome = run(entry(), defaults(entry()), standing_still(walk()));

  EXPECT_EQ(outcome.equity, kCash);
  EXPECT_EQ(outcome.denials, 0U) << "an order without a sound price";
}

TEST_P(EveryStrategy, RunsAtBothEndsOfEachParameter) {
  const Bars some = first(walk(), 700);
  for (std::size_t i = 0; i < entry().parameters.size(); ++i) {
    for (const double end : {entry().parameters[i].min, entry().parameters[i].max}) {
      std::vector<double> values = defaults(entry());
      values[i] = end;
      if (entry().contradiction(values)) continue;

      EXPECT_EQ(run(entry(), values, some).mismatches, 0U) << entry().parameters[i].name;
    }
  }
}

TEST_P(EveryStrategy, NamesParametersInEachContradiction) {
  for (std::size_t i = 0; i < entry().parameters.size(); ++i) {
    for (const double end : {entry().parameters[i].min, entry().parameters[i].max}) {
      std::vector<double> values = defaults(entry());
      values[i] = end;
      const auto contradiction = entry().contradiction(values);
      if (!contradiction) continue;

      EXPECT_NE(contradiction->find(entry().parameters[i].name), std::string_view::npos)
          << *contradiction;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryStrategy,
                         testing::Range<std::size_t>(0, catalogue().size()), [](const auto& param) {
                           return std::string{catalogue()[param.param].name};
                         });

}  // namespace
}  // namespace tw::strategies
