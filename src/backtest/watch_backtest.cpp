#include "backtest/watch_backtest.hpp"

#include "backtest/command_digest.hpp"
#include "backtest/run_setup.hpp"
#include "engine/run.hpp"
#include "strategies/all.hpp"

namespace tw::backtest {
namespace {

/// Hashes commands as a report's recorder does, and tells of every step.
class TellingRecorder {
 public:
  explicit TellingRecorder(const OnStep& on_step) : on_step_{on_step} {}

  template <class Event, class Engine>
  void record(const Stamp& stamp, const Event& event, const Commands& commands,
              const Engine& engine) {
    for (const Command& command : commands) digest_.add(stamp, command);
    on_step_({stamp, event}, commands, engine.desk());
  }
  std::string hash() const { return digest_.hex(); }

 private:
  const OnStep& on_step_;
  CommandDigest digest_;
};

}  // namespace

std::string watch_backtest(const BacktestSpec& spec, const std::vector<Feed>& feeds,
                           const OnStep& on_step, strategy::Sightings& sightings) {
  TW_ASSERT(!feeds.empty());
  const std::vector<Instrument> instruments = instruments_of(feeds);
  std::vector<Seat> seats = seats_of(spec, feeds);
  const int warmup_bars = warmup_of(seats);
  Timeline timeline = timeline_of(spec, feeds, warmup_bars);
  sim::SimVenue venue = venue_of(spec, feeds, instruments);
  engine::EngineConfig config = config_of(spec, feeds, instruments);
  config.units = lead_in_units(spec, feeds, warmup_bars);
  config.sightings = &sightings;
  engine::Engine<strategies::AnyStrategy> engine{config, std::move(seats)};
  TellingRecorder recorder{on_step};
  engine::run(timeline, venue, recorder, engine);
  return recorder.hash();
}

}  // namespace tw::backtest
