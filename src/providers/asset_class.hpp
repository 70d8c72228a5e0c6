#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "market/session_calendar.hpp"

namespace tw::providers {

/// What kind of thing a symbol names: vendors are good at some and not at others.
enum class AssetClass : std::uint8_t { Stock, Index, Fx, Crypto, Future, Option };
inline constexpr std::size_t kAssetClasses = 6;

/// Returns "stock", "index", "fx", "crypto", "future", "option".
std::string_view to_string(AssetClass asset_class);
std::optional<AssetClass> parse_asset_class(std::string_view text);

/// Returns what our spelling of a symbol says: "^GSPC" is an index, "EUR/USD" fx, "BTC/USD" crypto,
/// "ES=F" a future, "AAPL240119C00150000" an option, anything else a stock.
AssetClass asset_class_of(std::string_view symbol);

/// Returns the hours that things of a class keep.
const SessionCalendar& calendar_of(AssetClass asset_class);

}  // namespace tw::providers
