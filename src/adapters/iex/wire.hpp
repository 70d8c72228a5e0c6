#pragma once

#include <array>
#include <string_view>

/// Words of IEX Cloud, which was shut down on 2024-08-31.
namespace tw::adapters::iex {

inline constexpr std::string_view kBaseUrl = "https://cloud.iexapis.com/v1";

/// The hosts that serve nobody any more.
inline constexpr std::array<std::string_view, 5> kRetiredHosts{
    "cloud.iexapis.com", "sandbox.iexapis.com", "cloud-sse.iexapis.com", "api.iex.cloud",
    "api.iextrading.com"};

inline constexpr int kQuotesMax = 100;
/// Minutes are asked for a day at a time.
inline constexpr int kDaysMax = 62;

}  // namespace tw::adapters::iex
