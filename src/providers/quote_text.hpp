#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "providers/sourced.hpp"
#include "vendor/answers.hpp"

namespace tw::providers {

/// Returns a quote with its source, latency and time of arrival as one JSON object, of texts alone:
/// numbers of JSON readers are doubles, and prices are exact.
std::string quote_text(const Sourced<vendor::SymbolQuote>& answer);

/// Returns what `quote_text` wrote; nothing where it is another thing, or of another build.
std::optional<Sourced<vendor::SymbolQuote>> parse_quote_text(std::string_view text);

}  // namespace tw::providers
