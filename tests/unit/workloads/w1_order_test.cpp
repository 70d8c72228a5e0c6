// W1 pins the order of things in the loop: what a bar fills is told before the bar.

#include <gtest/gtest.h>

#include "backtest/backtest_spec.hpp"
#include "backtest/timeline.hpp"
#include "core/decimal.hpp"
#include "engine/engine.hpp"
#include "engine/run.hpp"
#include "sim/sim_venue.hpp"
#include "strategies/sma_cross.hpp"
#include "workloads/w1_bars.hpp"

namespace tw::workloads {
namespace {

using Engine = engine::Engine<strategies::SmaCross>;

struct FillCount {
  std::uint64_t fills = 0;

  template <class Event>
  void record(const Stamp& /*stamp*/, const Event& event, const Commands& /*commands*/,
              const Engine& /*engine*/) {
    if constexpr (std::same_as<Event, OrderEvent>) {
      fills += event.kind == OrderEvent::Kind::Filled ? 1 : 0;
    }
  }
};

/// The loop with its bug: the strategy sees a bar before what that bar filled.
void run_bar_first(backtest::Timeline& inbox, sim::SimVenue& venue, FillCount& recorder,
                   Engine& engine) {
  Commands commands;
  sim::Reports reports;
  const auto step = [&](const Stamp& stamp, const auto& event) {
    commands.clear();
    engine.on(stamp, event, commands);
    recorder.record(stamp, event, commands, engine);
    if (!commands.empty()) venue.send(commands, stamp.at);
  };
  const auto step_all = [&] {
    for (const Stamped& report : reports) {
      std::visit([&](const auto& event) { step(report.stamp, event); }, report.event);
    }
    reports.clear();
  };
  while (inbox.next([&](const Stamp& stamp, const auto& event) {
    venue.observe(stamp, event, reports);
    step(stamp, event);
    step_all();
    venue.settle(stamp, reports);
    step_all();
  })) {
  }
}

struct Result {
  std::uint64_t fills = 0;
  std::string equity;
};

template <class Loop>
Result play(const BarTable& bars, Loop loop) {
  const backtest::BacktestSpec spec = backtest::spec_of(backtest::Preset::Plain);
  const std::vector<Instrument> instruments{{.symbol = "W1"}};
  const std::array<double, 5> values{10, 30, 0, 0, 0};
  const Money cash = Money::whole(10'000'000);
  std::vector<engine::Seat<strategies::SmaCross>> seats;
  seats.push_back(
      {.strategy = strategies::SmaCross{{}, values}, .size = Size::units(Quantity::whole(100))});
  backtest::Timeline timeline{{bars.view({})}, {{{INT64_MIN}, Control{Control::Kind::Open}}}};
  sim::SimVenue venue{instruments, spec.rules, cash};
  FillCount recorder;
  Engine engine{{.instruments = instruments, .cash = cash, .limits = spec.limits},
                std::move(seats)};
  loop(timeline, venue, recorder, engine);
  return {recorder.fills, to_string(engine.portfolio().equity())};
}

TEST(W1, HasItsExactFillsAndEquityWhenFillsAreToldBeforeTheirBar) {
  const Result result = play(w1(), [](auto&... parts) { engine::run(parts...); });

  EXPECT_EQ(result.fills, 39'051U);
  EXPECT_EQ(result.equity, "9352171.82829");
}

TEST(W1, LosesFillsWhenTheBarIsToldFirst) {
  const Result result = play(w1(), [](auto&... parts) { run_bar_first(parts...); });

  EXPECT_EQ(result.fills, 37'155U);
}

}  // namespace
}  // namespace tw::workloads
