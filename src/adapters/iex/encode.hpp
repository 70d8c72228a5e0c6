#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/date.hpp"
#include "vendor/http_message.hpp"
#include "vendor/vendor.hpp"

namespace tw::adapters::iex {

/// Where and with which key requests go. Owns: a view of the key.
struct Access {
  std::string base_url;
  std::string_view key;
};

Access access_of(const vendor::VendorSettings& settings);

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
