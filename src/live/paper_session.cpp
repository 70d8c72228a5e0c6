#include "live/paper_session.hpp"

#include <optional>
#include <utility>
#include <variant>

#include "backtest/run_setup.hpp"
#include "engine/run.hpp"
#include "live/journal_recorder.hpp"
#include "live/recorder.hpp"
#include "strategies/all.hpp"

namespace tw::live {
namespace {

/// The inbox of a session with a tape: what is on record first, then what arrives.
class TapedInbox {
 public:
  TapedInbox(Tape* tape, ReplayInbox& arriving) : tape_{tape}, arriving_{arriving} {}

  template <class Deliver>
  bool next(Deliver&& deliver) {
    if (is_repeating_) {
      if (const auto input = tape_->next_input()) {
        last_ = input->stamp;
        std::visit([&](const auto& event) { deliver(input->stamp, event); }, input->event);
        return true;
      }
      is_repeating_ = false;
      if (!tape_->go_on()) return false;
      if (last_) arriving_.go_on_after(*last_);
    }
    return arriving_.next(deliver);
  }

 private:
  Tape* tape_;
  ReplayInbox& arriving_;
  bool is_repeating_ = tape_ != nullptr;
  std::optional<Stamp> last_;
};

}  // namespace

backtest::Timeline replay_of(const backtest::BacktestSpec& spec,
                             const std::vector<backtest::Feed>& feeds) {
  return backtest::timeline_of(spec, feeds, backtest::warmup_of(backtest::seats_of(spec, feeds)));
}

PaperRun run_paper(const backtest::BacktestSpec& spec, const std::vector<backtest::Feed>& feeds,
                   ReplayInbox& inbox, Latest<Snapshot>& latest, Tape* tape, EventTap* tap) {
  const std::vector<Instrument> instruments = backtest::instruments_of(feeds);
  sim::SimVenue venue = backtest::venue_of(spec, feeds, instruments);
  auto seats = backtest::seats_of(spec, feeds);
  engine::EngineConfig config = backtest::config_of(spec, feeds, instruments);
  config.units = backtest::lead_in_units(spec, feeds, backtest::warmup_of(seats));
  engine::Engine<strategies::AnyStrategy> engine{config, std::move(seats)};
  Recorder recorder{latest};
  JournalRecorder journalled{tape, recorder};
  TapedInbox taped{tape, inbox};
  TappedRecorder tapped{tap, journalled};
  engine::run(taped, venue, tapped, engine);
  recorder.finish();
  PaperRun run{.commands_hash = recorder.commands().hex(), .last = recorder.snapshot()};
  if (tape != nullptr) run.failure = tape->failure();
  // Our books and the venue's must tell the same story, or the session proves nothing. Where the
  // journal failed, the engine was not told all that the venue did.
  TW_ASSERT(run.failure || engine.portfolio().equity() == venue.account().equity());
  return run;
}

}  // namespace tw::live
