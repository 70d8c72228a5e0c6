#pragma once

#include <string_view>

#include "core/date.hpp"
#include "core/decimal.hpp"
#include "core/money.hpp"
#include "market/timeframe.hpp"
#include "vendor/vendor.hpp"

/// What the suites of the vendors' adapters ask with, and how they write what they expect.
namespace tw::support {

inline constexpr std::string_view kKey = "K3Y";
inline constexpr Duration kPatience = Duration::seconds(10);
inline constexpr Timeframe kMinute{Timeframe::Unit::Minute, 1};

/// Returns settings of the official address with `kKey`.
inline vendor::VendorSettings keyed_settings() {
  return {.base_url = "", .stream_url = "", .key = Secret{std::string{kKey}}, .key_secret = {}};
}

inline Price price(std::string_view text) { return *parse<Price>(text); }
inline Date date(int year, int month, int day) { return *Date::from_civil(year, month, day); }

}  // namespace tw::support
