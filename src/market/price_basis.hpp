#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tw::inline market {

/// What has been taken out of a series of prices already.
enum class PriceBasis : std::uint8_t {
  Unknown,  ///< Nobody said: used as they stand.
  Raw,      ///< Nothing: as they traded on their day.
  Split,    ///< Splits: in the units of the last day.
  Total,    ///< Splits and dividends: no price that anyone paid.
};

std::string_view to_string(PriceBasis basis);

/// Returns the basis of that name: unknown, raw, split or total.
std::optional<PriceBasis> parse_basis(std::string_view text);

}  // namespace tw::inline market
