#pragma once

#include <string>
#include <string_view>

#include "vendor/http_message.hpp"
#include "vendor/operation.hpp"
#include "vendor/vendor.hpp"

namespace tw::adapters::finnhub {

/// Where and with which key requests go. Owns: a view of the key.
struct Access {
  std::string base_url;
  std::string_view key;
};

Access access_of(const vendor::VendorSettings& settings);

/// Requires a resolution of the vendor's.
vendor::HttpRequest candles_request(const Access& access, const vendor::HistoryRequest& request);
vendor::HttpRequest quote_request(const Access& access, const std::string& symbol);
vendor::HttpRequest search_request(const Access& access, const std::string& text);
vendor::HttpRequest profile_request(const Access& access, const std::string& symbol);
vendor::HttpRequest metric_request(const Access& access, const std::string& symbol);

}  // namespace tw::adapters::finnhub
