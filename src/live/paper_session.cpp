#include "live/paper_session.hpp"

#include "backtest/run_setup.hpp"
#include "engine/run.hpp"
#include "live/journal_recorder.hpp"
#include "live/recorder.hpp"

namespace tw::live {

backtest::Timeline replay_of(const backtest::BacktestSpec& spec,
                             const std::vector<backtest::Feed>& feeds) {
  return backtest::timeline_of(spec, feeds, backtest::warmup_of(backtest::seats_of(spec, feeds)));
}

PaperRun run_paper(const backtest::BacktestSpec& spec, const std::vector<backtest::Feed>& feeds,
                   ReplayInbox& inbox, Latest<Snapshot>& latest, store::JournalWriter* journal) {
  const std::vector<Instrument> instruments = backtest::instruments_of(feeds);
  sim::SimVenue venue = backtest::venue_of(spec, feeds, instruments);
  auto seats = backtest::seats_of(spec, feeds);
  engine::EngineConfig config = backtest::config_of(spec, feeds, instruments);
  config.units = backtest::lead_in_units(spec, feeds, backtest::warmup_of(seats));
  engine::Engine<strategies::AnyStrategy> engine{config, std::move(seats)};
  Recorder recorder{latest};
  JournalRecorder journalled{journal, recorder, [&inbox] { inbox.request_stop(); }};
  engine::run(inbox, venue, journalled, engine);
  recorder.finish();
  // Our books and the venue's must tell the same story, or the session proves nothing.
  TW_ASSERT(engine.portfolio().equity() == venue.account().equity());
  return {.commands_hash = recorder.commands().hex(), .last = recorder.snapshot()};
}

}  // namespace tw::live
