#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backtest/run_backtest.hpp"
#include "formats/journal_record.hpp"
#include "live/paper_replay.hpp"
#include "store/journal_reader.hpp"
#include "store/journal_writer.hpp"

namespace tw::app {

/// A paper session whose process died, as its journal has it.
struct CutOffSession {
  std::string name;
  store::Journal journal;
  live::ToldSoFar told;        ///< The history and the operator, before the cut.
  std::uint64_t commands = 0;  ///< That left.
  std::uint64_t orders = 0;
  std::uint64_t fills = 0;
  std::uint32_t last_order = 0;  ///< The highest order number of ours; 0 when none left.

  /// What the writer found when it went on.
  std::uint64_t records_kept = 0;
  std::uint64_t ids_found = 0;
  bool is_after_restart = false;

  void note_opened(const store::JournalWriter& writer);
};

/// Finds the session that is to go on, and refuses what cannot: `name` is a folder or a name of
/// `tradewind journal list`, or "latest": the newest that was cut off.
///
/// `options` and `feeds` say what would be played to it from here on; they must be what was played
/// to it before. Errors: throws Failure, BadData: there is none such, it ended as it should, is
/// damaged, was run by another build or on other history.
CutOffSession find_cut_off_session(const std::string& name, const std::string& home,
                                   const backtest::BacktestSpec& spec,
                                   const std::vector<backtest::Feed>& feeds,
                                   const std::vector<formats::JournalOption>& options);

/// Puts on record that a person lets the session go on, and behind what; and its begin, where it
/// died before that was. Errors: throws Failure, as `note_audit`.
void note_recovery(const std::string& home, const CutOffSession& session);

/// Returns what was recovered, in lines.
std::string recovery_text(const CutOffSession& session);

}  // namespace tw::app
