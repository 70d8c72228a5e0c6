#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "vendor/access.hpp"
#include "vendor/http_message.hpp"
#include "vendor/operation.hpp"

namespace tw::adapters::tiingo {

using vendor::Access;

/// Returns the vendor's spelling: BRK.B is brk-b, and the pair BTC/USD is btcusd.
std::string ticker_of(std::string_view symbol);
/// Returns ours of a ticker of the exchange: brk-b is BRK.B.
std::string symbol_of(std::string_view ticker);
/// True for a pair such as BTC/USD, which is asked for elsewhere than a share.
bool is_pair(std::string_view symbol);

/// Bars: of the day and longer from the consolidated tape, intraday from IEX, of pairs from many
/// venues. Requires a frequency of the vendor's, and none above a day for a pair.
vendor::HttpRequest bars_request(const Access& access, const vendor::HistoryRequest& request);
/// Quotes of shares, or of one pair.
vendor::HttpRequest quotes_request(const Access& access, const std::vector<std::string>& symbols);
vendor::HttpRequest search_request(const Access& access, const std::string& text);
vendor::HttpRequest meta_request(const Access& access, const std::string& symbol);

}  // namespace tw::adapters::tiingo
