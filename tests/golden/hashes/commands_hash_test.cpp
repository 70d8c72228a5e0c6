// The same build and the same events give the same commands, byte for byte, and so does the other
// compiler: this suite runs with both against one approved file.

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <string>

#include "backtest/run_backtest.hpp"
#include "strategies/catalogue.hpp"
#include "workloads/w1_bars.hpp"

namespace tw::backtest {
namespace {

constexpr const char* kApproved = "tests/golden/hashes/commands_hash.txt";
constexpr std::size_t kBars = 150'000;

struct Outcome {
  std::string hash;
  std::uint64_t commands = 0;
};

BarTable bars() {
  return workloads::minute_bars({.seed = 20'261'122, .bars = kBars, .sigma = 0.002},
                                *Date::from_civil(2015, 1, 1));
}

/// Runs `entry` at its defaults over the walk, on an account of its own.
Outcome run_once(const strategies::Entry& entry, Preset preset, const BarTable& table) {
  BacktestSpec spec = spec_of(preset);
  spec.rules.keeps_hours = false;  // The walk's minutes run through the night.
  spec.strategy = entry.name;
  spec.parameters = *strategies::resolve(entry, {});
  spec.size = Size::units(Quantity::whole(10));
  spec.cash = Money::whole(1'000'000);
  Instrument instrument;
  instrument.symbol = "WALK";
  const BacktestRun run = run_backtest(
      spec, {{.instrument = instrument, .bars = table.view(InstrumentId{0}), .range = {0, kBars}}});
  return {run.recorder.commands().hex(), run.recorder.commands().count()};
}

/// Returns one line a strategy and preset: "sma_cross realistic 9999 <hash>".
std::string all_hashes(const BarTable& table) {
  std::ostringstream text;
  for (const strategies::Entry& entry : strategies::catalogue()) {
    for (const Preset preset : {Preset::Realistic, Preset::BacktestingPy}) {
      const Outcome outcome = run_once(entry, preset, table);
      text << entry.name << ' ' << kPresetNames[static_cast<std::size_t>(preset)] << ' '
           << outcome.commands << ' ' << outcome.hash << '\n';
    }
  }
  return text.str();
}

std::string approved() {
  std::ifstream in{kApproved};
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(CommandsHash, IsTheSameOnEveryRunAndWithBothCompilers) {
  const BarTable table = bars();
  const std::string first = all_hashes(table);
  const std::string second = all_hashes(table);
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream{kApproved} << first;

  EXPECT_EQ(first, second);
  EXPECT_EQ(first, approved()) << "if the change is meant: UPDATE_GOLDEN=1, then read the diff";
}

TEST(CommandsHash, CoversAThousandCommandsAndMore) {
  const BarTable table = bars();

  const Outcome outcome = run_once(**strategies::find("sma_cross"), Preset::BacktestingPy, table);

  EXPECT_GE(outcome.commands, 1000u);
}

TEST(CommandsHash, ChangesWithOneParameter) {
  const BarTable table = bars();
  const strategies::Entry& entry = **strategies::find("sma_cross");
  BacktestSpec spec = spec_of(Preset::Plain);
  Instrument instrument;
  instrument.symbol = "WALK";
  std::string hashes[2];

  for (const int i : {0, 1}) {
    const strategies::Setting fast{"fast", i == 0 ? "10" : "11"};
    spec.parameters = *strategies::resolve(entry, {&fast, 1});
    hashes[i] =
        run_backtest(
            spec,
            {{.instrument = instrument, .bars = table.view(InstrumentId{0}), .range = {0, kBars}}})
            .recorder.commands()
            .hex();
  }

  EXPECT_NE(hashes[0], hashes[1]);
}

}  // namespace
}  // namespace tw::backtest
