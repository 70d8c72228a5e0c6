#pragma once

#include <cstddef>
#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "backtest/backtest_spec.hpp"
#include "backtest/run_backtest.hpp"
#include "core/timestamp.hpp"
#include "formats/journal_record.hpp"
#include "store/journal_writer.hpp"

namespace tw::live {

/// Returns how a session of `spec` begins, so that its journal replays without the data and files
/// that it was started with. `options` are those that gave the spec.
formats::JournalOpening opening_of(const backtest::BacktestSpec& spec,
                                   const std::vector<backtest::Feed>& feeds,
                                   std::vector<formats::JournalOption> options, std::string mode,
                                   Timestamp started_at);

/// Returns what a session was told to do.
/// Errors: one line: the opening names what this build does not have.
std::expected<backtest::BacktestSpec, std::string> spec_of(const formats::JournalOpening& opening);

/// How the product writes journals. A replay of history is small; what is reserved and not used is
/// given back at the end.
inline constexpr store::JournalWriter::Options kJournalOptions{.segment_bytes = std::size_t{4}
                                                                                << 20};

/// Makes the journal of a session in a folder of its own, "DIR/paper-20261126T143000.123Z", and
/// writes its opening.
/// Errors: as `JournalWriter::create`.
std::expected<std::unique_ptr<store::JournalWriter>, store::FileError> begin_journal(
    const std::string& folder, const formats::JournalOpening& opening);

/// Writes that the session ended as it should, and closes.
void end_journal(store::JournalWriter& journal, std::string_view commands_hash);

}  // namespace tw::live
