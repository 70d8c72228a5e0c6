#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "backtest/run_setup.hpp"
#include "live/paper_replay.hpp"
#include "live/session_journal.hpp"
#include "live/tape.hpp"
#include "store/journal_reader.hpp"
#include "store/journal_writer.hpp"
#include "strategies/catalogue.hpp"
#include "support/random_walk.hpp"

namespace tw::support {

/// A paper session over walks that are the same every time: what it is made of, and its journal.
class WalkedSession {
 public:
  /// Bars of its averages: the slower they are, the fewer are its orders among its events.
  struct Averages {
    std::string fast = "3";
    std::string slow = "8";
  };

  WalkedSession(std::uint32_t instruments, int sessions, Averages averages)
      : spec_{backtest::spec_of(backtest::Preset::Realistic)}, averages_{std::move(averages)} {
    const std::vector<strategies::Setting> settings{
        {"fast", averages_.fast}, {"slow", averages_.slow}, {"stop", "0.03"}, {"target", "0.04"}};
    spec_.parameters = *strategies::resolve(**strategies::find(spec_.strategy), settings);
    tables_.reserve(instruments);
    feeds_.reserve(instruments);
    for (std::uint32_t i = 0; i < instruments; ++i) {
      tables_.push_back(random_walk(100 + i, sessions));
      feeds_.push_back({.instrument = {.id = InstrumentId{i},
                                       .symbol = std::string(1, static_cast<char>('A' + i))},
                        .bars = tables_[i].view(InstrumentId{i}),
                        .range = {100, static_cast<std::size_t>(sessions)}});
    }
  }
  WalkedSession(std::uint32_t instruments, int sessions)
      : WalkedSession{instruments, sessions, Averages{}} {}
  WalkedSession(const WalkedSession&) = delete;  // The feeds look into the tables.
  WalkedSession& operator=(const WalkedSession&) = delete;

  const backtest::BacktestSpec& spec() const { return spec_; }
  const std::vector<backtest::Feed>& feeds() const { return feeds_; }

  /// Makes the journal of a new session in `folder`.
  std::unique_ptr<store::JournalWriter> begin(const std::string& folder,
                                              const store::JournalWriter::Options& options) const {
    auto writer = store::JournalWriter::create(folder, options);
    if (!writer) throw std::runtime_error{writer.error().message};
    std::vector<formats::JournalOption> said{{"strategy", spec_.strategy},
                                             {"parameters.fast", averages_.fast},
                                             {"parameters.slow", averages_.slow},
                                             {"parameters.stop", "0.03"},
                                             {"parameters.target", "0.04"}};
    for (const backtest::Feed& feed : feeds_) said.push_back({"symbols", feed.instrument.symbol});
    const auto opening = formats::encode(live::opening_of(spec_, feeds_, said, "paper", {}));
    (*writer)->append(static_cast<std::uint16_t>(formats::RecordKind::Opening),
                      formats::kRecordVersion, opening);
    return std::move(*writer);
  }

  /// Plays the session on `tape` to its end, and ends its journal. Returns why not, if not.
  std::optional<std::string> play(live::Tape& tape) const {
    live::PaperReplay replay{spec_, feeds_, {}, &tape};
    const live::PaperRun& run = replay.finish();
    if (!run.failure) live::end_journal(*tape.writer(), run.commands_hash);
    return run.failure;
  }

  /// Returns everything on record but the checkpoints, which stand where files begin.
  static std::vector<std::string> story(const store::Journal& journal) {
    std::vector<std::string> story;
    for (const store::JournalRecord& record : journal.records()) {
      if (record.kind == static_cast<std::uint16_t>(formats::RecordKind::Checkpoint)) continue;
      story.emplace_back(reinterpret_cast<const char*>(record.payload.data()),
                         record.payload.size());
      story.back() += static_cast<char>(record.kind);
    }
    return story;
  }
  static bool has_ended(const store::Journal& journal) {
    return !journal.records().empty() &&
           journal.records().back().kind ==
               static_cast<std::uint16_t>(formats::RecordKind::Closing);
  }

 private:
  backtest::BacktestSpec spec_;
  Averages averages_;
  std::vector<BarTable> tables_;
  std::vector<backtest::Feed> feeds_;
};

}  // namespace tw::support
