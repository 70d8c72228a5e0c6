#pragma once

#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "providers/environment.hpp"
#include "providers/router.hpp"

namespace tw::providers {

/// What the configuration says of one vendor.
struct VendorChoice {
  std::string url;                                       ///< Empty: the official one.
  std::string stream_url;                                ///< Empty: the official one.
  std::optional<std::vector<vendor::RateLimit>> limits;  ///< Else those of the free plan.
  bool is_enabled = true;
};

/// How market data is fetched: the file of settings, with the environment over it.
struct Settings {
  RouterOptions router;
  std::string ca_file;  ///< PEM file trusted besides the system's authorities; may be empty.
  std::map<std::string, VendorChoice> vendors;
};

/// Reads a file of settings. `name` is for errors; `vendors` are those that there are.
///
/// Errors: one line for each key that is unknown (with the nearest one that is) and each value that
/// does not fit.
/// Source: examples/tradewind.toml shows every key.
std::expected<Settings, std::vector<std::string>> parse_settings(
    std::string_view text, std::string_view name,
    const std::vector<const vendor::VendorFacts*>& vendors);

/// Lets TRADEWIND_<VENDOR>_URL, TRADEWIND_<VENDOR>_STREAM_URL and TRADEWIND_CA_FILE override.
void apply_environment(Settings& settings, const Environment& environment,
                       const std::vector<const vendor::VendorFacts*>& vendors);

/// Returns "TRADEWIND_POLYGON_URL" of "polygon" and "_URL".
std::string variable_of(std::string_view vendor, std::string_view ending);

/// Returns the settings as a file that reads back the same, without secrets: there are none.
std::string settings_text(const Settings& settings,
                          const std::vector<const vendor::VendorFacts*>& vendors);

/// Parses "250ms", "20s", "5m", "2h", "1d". Returns nothing for what is none or not positive.
std::optional<Duration> parse_duration(std::string_view text);
/// Returns the shortest text that `parse_duration` reads back.
std::string duration_text(Duration span);

/// Parses "5/1m", "800/1d".
std::optional<vendor::RateLimit> parse_limit(std::string_view text);
std::string limit_text(const vendor::RateLimit& limit);

}  // namespace tw::providers
