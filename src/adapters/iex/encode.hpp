#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/date.hpp"
#include "vendor/access.hpp"
#include "vendor/http_message.hpp"

namespace tw::adapters::iex {

using vendor::Access;

/// True for an address whose service is gone.
bool is_retired(std::string_view base_url);

/// All daily bars: ranges count back from the day of the answer.
vendor::HttpRequest days_request(const Access& access, const std::string& symbol);
vendor::HttpRequest minutes_request(const Access& access, const std::string& symbol, Date date);
vendor::HttpRequest quotes_request(const Access& access, const std::vector<std::string>& symbols);
vendor::HttpRequest dividends_request(const Access& access, const std::string& symbol);
vendor::HttpRequest splits_request(const Access& access, const std::string& symbol);
vendor::HttpRequest stats_request(const Access& access, const std::string& symbol);

}  // namespace tw::adapters::iex
