#include "live/paper_replay.hpp"

namespace tw::live {

PaperReplay::PaperReplay(const backtest::BacktestSpec& spec,
                         const std::vector<backtest::Feed>& feeds, ReplayFeed::Pace pace,
                         store::JournalWriter* journal)
    : feed_{replay_of(spec, feeds), bars_, pace}, core_{[this, spec, feeds, journal] {
        run_ = run_paper(spec, feeds, inbox_, latest_, journal);
      }} {}

PaperReplay::~PaperReplay() { stop(); }

const Snapshot* PaperReplay::news() {
  // Once the history is told there is nothing left to speak about, and the session may end.
  if (feed_.is_done()) control_.close();
  return latest_.take();
}

bool PaperReplay::tell(Control::Kind kind) {
  // It has no time of its own: it happens at the moment that the session has come to.
  return control_.try_push({.stamp = {}, .event = Control{kind}});
}

const PaperRun& PaperReplay::finish() {
  control_.close();
  if (core_.joinable()) core_.join();
  return run_;
}

const PaperRun& PaperReplay::stop() {
  inbox_.request_stop();
  return finish();
}

}  // namespace tw::live
