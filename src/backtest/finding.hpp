#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tw::backtest {

/// A number or a name that a finding rests on.
struct Evidence {
  std::string_view name;  ///< "best_trade_share", as in JSON.
  double value = 0.0;
  std::string text;  ///< Instead of the number where it is not empty: a symbol, a date.
};

/// What a rule of the diagnosis has to say about a run: docs/diagnosis.md lists them all.
struct Finding {
  enum class Severity : std::uint8_t {
    Critical,  ///< The figures cannot be believed, or the account did not survive.
    Warning,   ///< A reason to expect less than what is shown.
    Note,      ///< Worth knowing.
  };
  std::string_view rule;
  Severity severity = Severity::Note;
  std::string finding;  ///< One sentence with its numbers.
  std::vector<Evidence> evidence;
  std::string_view remedy;  ///< What to try.
};

constexpr std::string_view to_string(Finding::Severity severity) {
  constexpr std::string_view kNames[] = {"critical", "warning", "note"};
  return kNames[static_cast<std::size_t>(severity)];
}

}  // namespace tw::backtest
