#pragma once

#include <string>
#include <vector>

#include "core/timestamp.hpp"
#include "events/command.hpp"

namespace tw::backtest {

/// Something that was asked of the venue, and the moment of its decision.
struct Asked {
  Timestamp at;
  Command command;
};

/// How closely two runs must agree to have asked for the same.
enum class Likeness : std::uint8_t {
  Exact,     ///< Every field of every command.
  Decision,  ///< What, when, which way and why; neither size nor price.
};

/// Returns whether both asked for the same at the same moment.
bool is_like(const Asked& a, const Asked& b, Likeness likeness);

/// Returns "order 17: buy market 100 AAPL, 'fast above slow'" or "cancel order 17"; `symbols` by
/// instrument.
std::string to_string(const Asked& asked, const std::vector<std::string>& symbols);

}  // namespace tw::backtest
