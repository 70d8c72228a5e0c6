#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/currency.hpp"

namespace tw::adapters::alphavantage {

/// Returns Alpha Vantage's spelling of one of our symbols: share classes by a hyphen, "BRK-B".
std::string vendor_symbol(std::string_view symbol);

/// Returns our spelling of one of theirs: "BRK.B".
std::string own_symbol(std::string_view symbol);

/// Returns what prices of a symbol in our spelling are in, which no answer says; nothing where that
/// is not known for sure, as in London, where it is pence or not.
std::optional<Currency> currency_of(std::string_view symbol);

bool is_american(std::string_view symbol);

}  // namespace tw::adapters::alphavantage
