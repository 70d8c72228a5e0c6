#pragma once

#include <string>
#include <string_view>

#include "vendor/access.hpp"
#include "vendor/http_message.hpp"
#include "vendor/operation.hpp"

namespace tw::adapters::finnhub {

using vendor::Access;

/// Requires a resolution of the vendor's.
vendor::HttpRequest candles_request(const Access& access, const vendor::HistoryRequest& request);
vendor::HttpRequest quote_request(const Access& access, const std::string& symbol);
vendor::HttpRequest search_request(const Access& access, const std::string& text);
vendor::HttpRequest profile_request(const Access& access, const std::string& symbol);
vendor::HttpRequest metric_request(const Access& access, const std::string& symbol);

}  // namespace tw::adapters::finnhub
