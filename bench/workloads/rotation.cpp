#include "workloads/rotation.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "backtest/backtest_recorder.hpp"
#include "backtest/backtest_spec.hpp"
#include "backtest/timeline.hpp"
#include "engine/engine.hpp"
#include "engine/run.hpp"
#include "sim/sim_venue.hpp"
#include "strategies/all.hpp"
#include "strategies/catalogue.hpp"
#include "workloads/stopwatch.hpp"
#include "workloads/symbols.hpp"
#include "workloads/w1_bars.hpp"

namespace tw::workloads {
namespace {

constexpr std::size_t kSymbols = 250;
constexpr std::size_t kBars = 5'040;
constexpr std::int64_t kCash = 100'000'000;
constexpr std::size_t kLookback = 3;
constexpr std::size_t kASide = 50;
constexpr std::int64_t kPositions = 2 * kASide;
constexpr std::int64_t kCommissionBps = 1;

backtest::BacktestSpec rotation_spec() {
  backtest::BacktestSpec spec = backtest::spec_of(backtest::Preset::Plain);
  spec.rules.commission.percent = Ratio::from_raw(kCommissionBps * Ratio::kScale / 10'000);
  spec.rules.margin = Ratio::from_raw(Ratio::kScale / 2);
  spec.rules.can_short = true;
  spec.limits.can_short = true;
  return spec;
}

std::vector<engine::Seat<strategies::AnyStrategy>> seats_of(
    std::span<const Instrument> instruments) {
  const strategies::Entry& entry = **strategies::find("cross_sectional_momentum");
  const auto values = strategies::resolve(
      entry, std::vector<strategies::Setting>{{"lookback", std::to_string(kLookback)},
                                              {"skip", "0"},
                                              {"top", std::to_string(kASide)},
                                              {"short", std::to_string(kASide)},
                                              {"every", "day"},
                                              {"floor", "any"},
                                              {"band", "1"}});
  std::vector<InstrumentId> group;
  for (const Instrument& instrument : instruments) group.push_back(instrument.id);
  std::vector<engine::Seat<strategies::AnyStrategy>> seats;
  seats.push_back({.strategy = entry.make_group(group, values.value()), .group = group});
  return seats;
}

/// The account and the signals of the bare loop. Money and prices are raw, positions whole units.
class BareRotation {
 public:
  explicit BareRotation(std::size_t symbols)
      : units_(symbols), orders_(symbols), closes_(symbols), ranked_(symbols) {
    for (auto& past : past_) past.resize(symbols);
  }

  void fill(std::size_t symbol, std::int64_t open) {
    const std::int64_t order = orders_[symbol];
    if (order == 0) return;
    const std::int64_t value = open * order;
    cash_ -= value + (value < 0 ? -value : value) * kCommissionBps / 10'000;
    if (units_[symbol] != 0) pass_.trips += 1;
    pass_.fills += 1;
    units_[symbol] += order;
    orders_[symbol] = 0;
  }
  void show(std::size_t symbol, std::int64_t close) { closes_[symbol] = close; }

  /// Ranks the closes of bar `t` and orders what changes sides.
  void decide(std::size_t t, bool may_trade) {
    std::vector<double>& now = past_[t % past_.size()];
    const std::vector<double>& then = past_[(t + 1) % past_.size()];
    for (std::size_t i = 0; i < closes_.size(); ++i) {
      now[i] = static_cast<double>(closes_[i]) / Price::kScale;
      ranked_[i] = {(now[i] / then[i] - 1.0) * 100.0, i};
    }
    if (!may_trade) return;
    const auto is_better = [](const Ranked& a, const Ranked& b) {
      return a.gain != b.gain ? a.gain > b.gain : a.symbol < b.symbol;
    };
    const auto longs_end = ranked_.begin() + kASide;
    const auto shorts = ranked_.end() - kASide;
    std::nth_element(ranked_.begin(), longs_end, ranked_.end(), is_better);
    std::nth_element(longs_end, shorts, ranked_.end(), is_better);
    const std::int64_t share = equity() / kPositions;
    for (auto one = ranked_.begin(); one != longs_end; ++one) order(one->symbol, 1, share);
    for (auto one = longs_end; one != shorts; ++one) order(one->symbol, 0, share);
    for (auto one = shorts; one != ranked_.end(); ++one) order(one->symbol, -1, share);
  }
  RotationPass result() const {
    RotationPass pass = pass_;
    pass.equity = Money::from_raw(equity());
    return pass;
  }

 private:
  struct Ranked {
    double gain;
    std::size_t symbol;
  };

  void order(std::size_t symbol, int side, std::int64_t share) {
    const std::int64_t held = units_[symbol];
    if ((held > 0 ? 1 : 0) - (held < 0 ? 1 : 0) == side) return;
    orders_[symbol] = (side == 0 ? 0 : side * (share / closes_[symbol])) - held;
  }
  std::int64_t equity() const {
    std::int64_t sum = cash_;
    for (std::size_t i = 0; i < units_.size(); ++i) sum += units_[i] * closes_[i];
    return sum;
  }

  std::int64_t cash_ = kCash * Money::kScale;
  std::vector<std::int64_t> units_;
  std::vector<std::int64_t> orders_;
  std::vector<std::int64_t> closes_;
  std::array<std::vector<double>, kLookback + 1> past_;
  std::vector<Ranked> ranked_;
  RotationPass pass_;
};

}  // namespace

std::vector<BarTable> rotation_tables() {
  std::vector<BarTable> tables;
  tables.reserve(kSymbols);
  for (std::size_t i = 0; i < kSymbols; ++i) {
    tables.push_back(weekday_bars({.seed = 32'000 + 10 * i,
                                   .bars = kBars,
                                   .start = 200'000 + 4'000 * static_cast<std::int64_t>(i),
                                   .sigma = 0.01 + 0.00007 * static_cast<double>(i)},
                                  *Date::from_civil(2004, 1, 1)));
  }
  return tables;
}

RotationEnginePass engine_rotation(std::span<const BarTable> tables) {
  const backtest::BacktestSpec spec = rotation_spec();
  const std::vector<Instrument> instruments = numbered_instruments(tables.size());
  const std::vector<BarSeries> series = series_of(tables);
  backtest::Timeline timeline{
      series,
      {{{std::numeric_limits<std::int64_t>::min()}, Control{Control::Kind::Open}}},
      backtest::Moments::Told};
  sim::SimVenue venue{instruments, spec.rules, Money::whole(kCash)};
  const std::size_t samples = series.front().size();
  backtest::BacktestRecorder recorder{{.samples = samples, .orders = samples * kPositions}};
  engine::Engine<strategies::AnyStrategy> engine{{.instruments = instruments,
                                                  .cash = Money::whole(kCash),
                                                  .limits = spec.limits,
                                                  .sizing = {.margin = spec.rules.margin}},
                                                 seats_of(instruments)};

  const Stopwatch stopwatch;
  engine::run(timeline, venue, recorder, engine);
  recorder.finish();
  const double seconds = stopwatch.seconds();

  return {.pass = {.fills = recorder.fills(),
                   .trips = recorder.trips().size(),
                   .equity = engine.portfolio().equity(),
                   .seconds = seconds},
          .commands = recorder.commands().count(),
          .commands_hash = recorder.commands().hex()};
}

RotationPass bare_rotation(std::span<const BarTable> tables) {
  const Stopwatch stopwatch;
  BareRotation rotation{tables.size()};
  const std::size_t bars = tables.front().close.size();
  for (std::size_t t = 0; t < bars; ++t) {
    for (std::size_t i = 0; i < tables.size(); ++i) {
      rotation.fill(i, tables[i].open[t]);
      rotation.show(i, tables[i].close[t]);
    }
    // A decision looks one bar further back than its signal; the last bar's would never fill.
    rotation.decide(t, t > kLookback && t + 1 < bars);
  }
  RotationPass pass = rotation.result();
  pass.seconds = stopwatch.seconds();
  return pass;
}

}  // namespace tw::workloads
