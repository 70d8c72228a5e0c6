#include "workloads/engine_w1.hpp"

#include <array>
#include <limits>

#include "backtest/backtest_recorder.hpp"
#include "backtest/backtest_spec.hpp"
#include "backtest/timeline.hpp"
#include "engine/engine.hpp"
#include "engine/run.hpp"
#include "heap/heap.hpp"
#include "sim/sim_venue.hpp"
#include "strategies/all.hpp"
#include "strategies/catalogue.hpp"
#include "workloads/stopwatch.hpp"

namespace tw::workloads {
namespace {

constexpr std::int64_t kCash = 10'000'000;
constexpr std::int64_t kUnits = 100;
constexpr int kFast = 10;
constexpr int kSlow = 30;
constexpr std::uint64_t kSteadyFrom = 10'000;

/// An inbox that notes the allocation count once the run has settled.
class CountingInbox {
 public:
  explicit CountingInbox(backtest::Timeline& timeline) : timeline_{timeline} {}

  template <class Deliver>
  bool next(Deliver&& deliver) {
    if (--until_steady_ == 0) allocations_at_steady_ = heap::allocation_count();
    return timeline_.next(deliver);
  }
  std::uint64_t allocations_since() const {
    return heap::allocation_count() - allocations_at_steady_;
  }

 private:
  backtest::Timeline& timeline_;
  std::uint64_t until_steady_ = kSteadyFrom;
  std::uint64_t allocations_at_steady_ = 0;
};

}  // namespace

W1EnginePass engine_w1(const BarSeries& bars) {
  const backtest::BacktestSpec spec = backtest::spec_of(backtest::Preset::Plain);
  std::vector<Instrument> instruments{
      {.id = {}, .symbol = "W1", .calendar = CalendarKind::AlwaysOpen}};
  const std::array<double, 5> values{kFast, kSlow, 0.0, 0.0, 0.0};
  std::vector<engine::Seat<strategies::AnyStrategy>> seats;
  seats.push_back({.strategy = (*strategies::find("sma_cross"))->make({}, values),
                   .instrument = {},
                   .size = Size::units(Quantity::whole(kUnits))});
  backtest::Timeline timeline{
      {bars}, {{{std::numeric_limits<std::int64_t>::min()}, Control{Control::Kind::Open}}}};
  CountingInbox inbox{timeline};
  sim::SimVenue venue{instruments, spec.rules, Money::whole(kCash)};
  backtest::BacktestRecorder recorder{{.samples = bars.size(), .orders = bars.size() / 16}};
  engine::Engine<strategies::AnyStrategy> engine{
      {.instruments = instruments, .cash = Money::whole(kCash), .limits = spec.limits},
      std::move(seats)};

  const Stopwatch stopwatch;
  engine::run(inbox, venue, recorder, engine);
  recorder.finish();
  const double seconds = stopwatch.seconds();
  const std::uint64_t allocations = inbox.allocations_since();

  const Money equity = engine.portfolio().equity();
  return {.pass = {.fills = recorder.fills(), .equity = equity.as_double(), .seconds = seconds},
          .equity = equity,
          .commands = recorder.commands().count(),
          .commands_hash = recorder.commands().hex(),
          .allocations_steady = allocations};
}

W1Pass bare_w1(const BarSeries& bars) {
  const Stopwatch stopwatch;
  const std::int64_t* open = bars.open.data();
  const std::int64_t* close = bars.close.data();
  const std::size_t size = bars.size();
  double cash = kCash;
  bool is_long = false;
  bool buys = false;
  bool sells = false;
  std::uint64_t fills = 0;
  std::int64_t fast_sum = 0;
  std::int64_t slow_sum = 0;
  bool was_above = false;
  for (std::size_t t = 0; t < size; ++t) {
    if (buys || sells) {
      const double value = static_cast<double>(open[t]) * 1e-8 * kUnits;
      cash += (buys ? -value : value) - value * 0.001;
      is_long = buys;
      fills += 1;
      buys = sells = false;
    }
    fast_sum += close[t] - (t >= kFast ? close[t - kFast] : 0);
    slow_sum += close[t] - (t >= kSlow ? close[t - kSlow] : 0);
    const bool is_above = fast_sum * (kSlow / kFast) > slow_sum;
    if (t >= kSlow && t + 1 < size) {
      buys = is_above && !was_above && !is_long;
      sells = !is_above && was_above && is_long;
    }
    was_above = is_above;
  }
  const double equity =
      cash + (is_long ? static_cast<double>(close[size - 1]) * 1e-8 * kUnits : 0.0);
  return {.fills = fills, .equity = equity, .seconds = stopwatch.seconds()};
}

}  // namespace tw::workloads
