#include "live/paper_replay.hpp"

#include <cstddef>
#include <utility>
#include <variant>

#include "formats/journal_record.hpp"

namespace tw::live {

namespace {

std::vector<std::byte> bytes_of(Stamp stamp, const auto& event) {
  stamp.sequence = 0;  // Who told the engine something between two bars has moved the others on.
  formats::RecordBytes bytes;
  formats::encode_event(stamp, event, bytes);
  return {bytes.view().begin(), bytes.view().end()};
}

/// Returns what a session has not been told yet.
backtest::Timeline rest_of(const backtest::BacktestSpec& spec,
                           const std::vector<backtest::Feed>& feeds, const Tape* tape) {
  backtest::Timeline history = replay_of(spec, feeds);
  if (tape == nullptr) return history;
  for (std::size_t left = told_so_far(spec, feeds, tape->inputs()).of_history; left > 0; --left) {
    history.next([](const Stamp&, const auto&) {});
  }
  return history;
}

}  // namespace

ToldSoFar told_so_far(const backtest::BacktestSpec& spec, const std::vector<backtest::Feed>& feeds,
                      RecordedInputs inputs) {
  ToldSoFar told;
  backtest::Timeline history = replay_of(spec, feeds);
  std::vector<std::byte> next;
  const auto take = [&](const Stamp& stamp, const auto& event) { next = bytes_of(stamp, event); };
  bool has_more = history.next(take);
  while (const auto input = inputs.next()) {
    const auto recorded =
        std::visit([&](const auto& event) { return bytes_of(input->stamp, event); }, input->event);
    if (has_more && recorded == next) {
      told.of_history += 1;
      has_more = history.next(take);
    } else if (std::holds_alternative<Control>(input->event)) {
      told.of_operator += 1;
    } else {
      told.of_others += 1;
    }
  }
  return told;
}

PaperReplay::PaperReplay(const backtest::BacktestSpec& spec,
                         const std::vector<backtest::Feed>& feeds, ReplayFeed::Pace pace,
                         Tape* tape, EventTap* tap)
    : feed_{rest_of(spec, feeds, tape), bars_, pace}, core_{[this, spec, feeds, tape, tap] {
        run_ = run_paper(spec, feeds, inbox_, latest_, tape, tap);
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
