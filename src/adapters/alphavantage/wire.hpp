#pragma once

#include <string_view>

namespace tw::adapters::alphavantage {

inline constexpr std::string_view kName = "alphavantage";
inline constexpr std::string_view kBaseUrl = "https://www.alphavantage.co";
inline constexpr std::string_view kKeyName = "ALPHA_VANTAGE_API_KEY";

/// The zone of American bars; other exchanges have daily ones only, which name a date.
inline constexpr std::string_view kZone = "America/New_York";

/// Rows of an answer of `outputsize=compact`.
inline constexpr std::size_t kCompactRows = 100;

/// Months of minutes that one question may be cut into.
inline constexpr int kMonthsMax = 360;

}  // namespace tw::adapters::alphavantage
