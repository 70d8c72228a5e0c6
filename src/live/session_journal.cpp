#include "live/session_journal.hpp"

#include <span>
#include <utility>

#include "backtest/run_setup.hpp"
#include "core/code_version.hpp"
#include "formats/backtest_options.hpp"

namespace tw::live {
namespace {

bool put(store::JournalWriter& journal, formats::RecordKind kind,
         std::span<const std::byte> payload) {
  return journal.append(static_cast<std::uint16_t>(kind), formats::kRecordVersion, payload);
}

/// Returns "paper-20261126T143000.123Z": sorts by time, and is a file name everywhere.
std::string folder_name(const formats::JournalOpening& opening) {
  std::string name = opening.mode + "-";
  for (const char c : to_string(opening.started_at)) {
    if (c != '-' && c != ':') name += c;
  }
  return name;
}

}  // namespace

formats::JournalOpening opening_of(const backtest::BacktestSpec& spec,
                                   const std::vector<backtest::Feed>& feeds,
                                   std::vector<formats::JournalOption> options, std::string mode,
                                   Timestamp started_at) {
  formats::JournalOpening opening{.code_version = std::string{code_version()},
                                  .mode = std::move(mode),
                                  .started_at = started_at,
                                  .options = std::move(options),
                                  .instruments = {}};
  const auto seats = backtest::seats_of(spec, feeds);
  const auto units = backtest::lead_in_units(spec, feeds, seats.front().strategy.warmup_bars());
  for (std::size_t i = 0; i < feeds.size(); ++i) {
    const backtest::Feed& feed = feeds[i];
    opening.instruments.push_back({.instrument = feed.instrument,
                                   .timeframe = feed.bars.timeframe,
                                   .first_session = Date{feed.bars.session[feed.range.first]},
                                   .sleeve = static_cast<std::uint32_t>(feed.sleeve),
                                   .units = units[i]});
  }
  return opening;
}

std::expected<backtest::BacktestSpec, std::string> spec_of(const formats::JournalOpening& opening) {
  std::vector<formats::Option> options;
  options.reserve(opening.options.size());
  for (const auto& [key, value] : opening.options) options.push_back({key, value, "the journal"});
  auto request = formats::resolve(options);
  if (!request) return std::unexpected{"the journal's opening: " + request.error().front()};
  return std::move(request->spec);
}

std::expected<std::unique_ptr<store::JournalWriter>, store::FileError> begin_journal(
    const std::string& folder, const formats::JournalOpening& opening) {
  const auto session = static_cast<std::uint64_t>(opening.started_at.unix_ns);
  store::JournalWriter::Options options = kJournalOptions;
  options.session = session;
  auto journal = store::JournalWriter::create(folder + "/" + folder_name(opening), options);
  if (!journal) return journal;
  if (!put(**journal, formats::RecordKind::Opening, formats::encode(opening))) {
    return std::unexpected{*(*journal)->failure()};
  }
  return journal;
}

void end_journal(store::JournalWriter& journal, std::string_view commands_hash) {
  put(journal, formats::RecordKind::Closing, std::as_bytes(std::span{commands_hash}));
  journal.close();
}

}  // namespace tw::live
