#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/date.hpp"
#include "core/money.hpp"
#include "ingest/load_bars.hpp"
#include "market/timeframe.hpp"

namespace tw::ingest {

/// What one source says of one bar.
struct BarValues {
  Price open;
  Price high;
  Price low;
  Price close;
  Volume volume;

  friend bool operator==(const BarValues&, const BarValues&) = default;
};

/// A bar that nothing may use before a person has looked, and what speaks against it.
struct QuarantinedBar {
  enum class Reason : std::uint8_t {
    Disagreement,  ///< Another source says something else; `other` holds what.
    Impossible,    ///< No bar can have such prices: it was never stored.
  };
  enum class Ruling : std::uint8_t {
    Open,      ///< Left out of every use.
    Accepted,  ///< A person said that it is right: it is used.
    Rejected,  ///< A person said that it is wrong: it stays out.
  };

  std::string at;  ///< Its label: the session's date, or the start in ISO 8601 UTC.
  std::string source;
  Reason reason = Reason::Disagreement;
  BarValues values;
  std::string other_source;  ///< Empty where there is none.
  BarValues other;           ///< As that source has it, on its own basis.
  Date found_on;
  Ruling ruling = Ruling::Open;

  bool is_left_out() const { return ruling != Ruling::Accepted; }
};

std::string_view to_string(QuarantinedBar::Reason reason);
std::string_view to_string(QuarantinedBar::Ruling ruling);

/// Returns where the quarantine of a symbol's bars is kept:
/// `<home>/quarantine/bars/<symbol>.<timeframe>.csv`.
std::string quarantine_path(const std::string& home, const std::string& symbol,
                            Timeframe timeframe);

/// Returns what is in quarantine, by label and source; nothing when there is no such file.
/// Errors: the file is not one of ours.
std::expected<std::vector<QuarantinedBar>, LoadError> quarantined_bars(const std::string& home,
                                                                       const std::string& symbol,
                                                                       Timeframe timeframe);

/// Makes `bars` all that is in quarantine; without any the file goes. Errors: it is as it was.
std::expected<void, LoadError> keep_quarantined(const std::string& home, const std::string& symbol,
                                                Timeframe timeframe,
                                                std::vector<QuarantinedBar> bars);

/// Returns the text of that file, and what such a text holds.
std::string quarantined_csv(const std::vector<QuarantinedBar>& bars);
std::optional<std::vector<QuarantinedBar>> parse_quarantined(std::string_view text);

}  // namespace tw::ingest
