#include "workloads/engine_w2.hpp"

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

constexpr std::size_t kSymbols = 500;
constexpr std::int64_t kCash = 50'000'000;
constexpr std::int64_t kUnits = 100;
constexpr std::size_t kFast = 10;
constexpr std::size_t kSlow = 30;

std::vector<engine::Seat<strategies::AnyStrategy>> seats_of(
    std::span<const Instrument> instruments) {
  const strategies::Entry& entry = **strategies::find("sma_cross");
  const std::array<double, 5> values{kFast, kSlow, 0.0, 0.0, 0.0};
  std::vector<engine::Seat<strategies::AnyStrategy>> seats;
  for (const Instrument& instrument : instruments) {
    seats.push_back({.strategy = entry.make(instrument.id, values),
                     .instrument = instrument.id,
                     .group = {},
                     .size = Size::units(Quantity::whole(kUnits))});
  }
  return seats;
}

/// Trades one symbol into `pass`: adds its fills, and to `equity` what they earned.
void trade_bare(const BarSeries& bars, W1Pass& pass) {
  const std::int64_t* open = bars.open.data();
  const std::int64_t* close = bars.close.data();
  const std::size_t size = bars.size();
  bool is_long = false;
  bool trades = false;
  std::int64_t fast_sum = 0;
  std::int64_t slow_sum = 0;
  bool was_above = false;
  for (std::size_t t = 0; t < size; ++t) {
    if (trades) {
      is_long = !is_long;
      const double value = static_cast<double>(open[t]) * 1e-8 * kUnits;
      pass.equity += (is_long ? -value : value) - value * 0.001;
      pass.fills += 1;
      trades = false;
    }
    fast_sum += close[t] - (t >= kFast ? close[t - kFast] : 0);
    slow_sum += close[t] - (t >= kSlow ? close[t - kSlow] : 0);
    const bool is_above = fast_sum * std::int64_t{kSlow / kFast} > slow_sum;
    if (t >= kSlow && t + 1 < size) trades = is_above != was_above && is_above != is_long;
    was_above = is_above;
  }
  if (is_long) pass.equity += static_cast<double>(close[size - 1]) * 1e-8 * kUnits;
}

}  // namespace

std::vector<BarTable> w2_tables() {
  std::vector<BarTable> tables;
  tables.reserve(kSymbols);
  for (std::size_t i = 0; i < kSymbols; ++i) tables.push_back(w2(i));
  return tables;
}

W1EnginePass engine_w2(std::span<const BarTable> tables) {
  const backtest::BacktestSpec spec = backtest::spec_of(backtest::Preset::Plain);
  const std::vector<Instrument> instruments = numbered_instruments(tables.size());
  const std::vector<BarSeries> series = series_of(tables);
  backtest::Timeline timeline{
      series, {{{std::numeric_limits<std::int64_t>::min()}, Control{Control::Kind::Open}}}};
  sim::SimVenue venue{instruments, spec.rules, Money::whole(kCash)};
  backtest::BacktestRecorder recorder{
      {.samples = series.front().size(), .orders = series.front().size() * tables.size() / 16}};
  engine::Engine<strategies::AnyStrategy> engine{
      {.instruments = instruments, .cash = Money::whole(kCash), .limits = spec.limits},
      seats_of(instruments)};

  const Stopwatch stopwatch;
  engine::run(timeline, venue, recorder, engine);
  recorder.finish();
  const double seconds = stopwatch.seconds();

  const Money equity = engine.portfolio().equity();
  return {.pass = {.fills = recorder.fills(), .equity = equity.as_double(), .seconds = seconds},
          .equity = equity,
          .commands = recorder.commands().count(),
          .commands_hash = recorder.commands().hex()};
}

W1Pass bare_w2(std::span<const BarTable> tables) {
  const Stopwatch stopwatch;
  W1Pass pass{.equity = kCash};
  for (const BarTable& table : tables) trade_bare(table.view({}), pass);
  pass.seconds = stopwatch.seconds();
  return pass;
}

}  // namespace tw::workloads
