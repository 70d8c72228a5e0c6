#pragma once

#include <optional>
#include <string>

#include "formats/json_fields.hpp"
#include "vendor/answers.hpp"
#include "vendor/stream.hpp"

namespace tw::adapters::alpaca {

/// Trades, quotes and bars have one shape in REST answers and in the stream, but for the symbol.
/// What does not hold is a fault of `fields`.

/// Returns the bar with its start as label, or nothing when a price is absent or zero.
std::optional<vendor::HistoryRow> row_of(formats::JsonFields& fields, formats::JsonNode node);

/// Returns bid and ask; an empty side is sent as 0 and is absent here. Sizes are left out: lots or
/// shares depends on the feed and the year.
vendor::SymbolQuote quote_of(formats::JsonFields& fields, formats::JsonNode node,
                             std::string symbol);

/// Ids count by exchange: "D:96921".
vendor::StreamTrade trade_of(formats::JsonFields& fields, formats::JsonNode node,
                             std::string symbol);

}  // namespace tw::adapters::alpaca
