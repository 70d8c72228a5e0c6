#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/date.hpp"
#include "core/timestamp.hpp"
#include "market/price_basis.hpp"
#include "market/timeframe.hpp"

namespace tw::vendor {

/// What may be asked of a vendor. Each has its own budget, health and order of preference.
enum class Operation : std::uint8_t {
  Quote,
  Quotes,
  History,
  Actions,
  Search,
  OptionChain,
  Fundamentals,
  Stream,
};
inline constexpr std::size_t kOperations = 8;

/// Returns "quote", "quotes", "history", "actions", "search", "option-chain", "fundamentals",
/// "stream".
std::string_view to_string(Operation operation);
std::optional<Operation> parse_operation(std::string_view text);

/// A set of operations.
class Operations {
 public:
  constexpr Operations() = default;
  template <class... Each>
  explicit constexpr Operations(Each... each)
      : bits_{static_cast<std::uint16_t>((0U | ... | bit(each)))} {}
  constexpr bool has(Operation operation) const { return (bits_ & bit(operation)) != 0; }

 private:
  static constexpr unsigned bit(Operation operation) {
    return 1U << static_cast<unsigned>(operation);
  }
  std::uint16_t bits_ = 0;
};

/// Bars of one symbol, asked for in our own spelling ("BRK.B"); the adapter spells it for its
/// vendor. Both ends are inclusive and compared with the bar's start.
struct HistoryRequest {
  std::string symbol;
  Timeframe timeframe;
  Timestamp from;
  Timestamp to;
  bool with_extended_hours = false;
  /// Unknown: whatever the vendor gives by default, which the answer names.
  PriceBasis basis = PriceBasis::Unknown;
};

/// Splits, dividends and symbol changes with an ex-date from `from` to `to`, both inclusive.
struct ActionsRequest {
  std::string symbol;
  Timestamp from;
  Timestamp to;
};

struct OptionChainRequest {
  std::string underlying;
  std::optional<Date> expiry;  ///< Left out: the nearest, and the list of the others.
};

}  // namespace tw::vendor
