#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/yahoo/wire.hpp"
#include "core/timestamp.hpp"
#include "vendor/http_message.hpp"
#include "vendor/operation.hpp"

namespace tw::adapters::yahoo {

/// Returns Yahoo's spelling of one of ours: share classes by a hyphen, "BRK-B".
std::string yahoo_symbol(std::string_view symbol);

/// Returns our spelling of one of Yahoo's: "BRK.B".
std::string own_symbol(std::string_view symbol);

/// Returns how Yahoo spells `timeframe`, or nullptr when it has no such bars.
const Interval* interval_of(Timeframe timeframe);

/// A span of time. Units: Unix seconds; the end is exclusive.
struct Window {
  std::int64_t begin_s = 0;
  std::int64_t end_s = 0;

  friend bool operator==(const Window&, const Window&) = default;
};

/// Cuts what `request` asks for into windows that Yahoo answers at once, oldest first.
///
/// Bars of a day or more are labelled by their session's date but stamped with its open, which may
/// lie a day before or after in UTC: their window is wider, the surplus is dropped when read.
std::vector<Window> windows_of(const vendor::HistoryRequest& request, const Interval& interval);

/// Cookies and crumb of one session with Yahoo.
struct Pass {
  std::string cookies;
  std::string crumb;
};

vendor::HttpRequest encode_chart(std::string_view base_url, const vendor::HistoryRequest& request,
                                 const Interval& interval, Window window);
vendor::HttpRequest encode_quotes(std::string_view base_url,
                                  const std::vector<std::string>& symbols, const Pass& pass);
vendor::HttpRequest encode_search(std::string_view base_url, std::string_view text);
vendor::HttpRequest encode_options(std::string_view base_url,
                                   const vendor::OptionChainRequest& request, const Pass& pass);
vendor::HttpRequest encode_fundamentals(std::string_view base_url, std::string_view symbol,
                                        const Pass& pass);

/// Returns the request whose answer sets the cookies, whatever its status.
vendor::HttpRequest encode_cookies(std::string_view base_url);
vendor::HttpRequest encode_crumb(std::string_view base_url, std::string_view cookies);

}  // namespace tw::adapters::yahoo
