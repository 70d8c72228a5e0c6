#pragma once

#include <string_view>

#include "core/timestamp.hpp"

/// Words of Polygon.io, which calls itself Massive since October 2025.
namespace tw::adapters::polygon {

inline constexpr std::string_view kBaseUrl = "https://api.massive.com";
/// Answers still, and is named in `next_url` and in error texts.
inline constexpr std::string_view kOldBaseUrl = "https://api.polygon.io";
inline constexpr std::string_view kStreamUrl = "wss://socket.massive.com/stocks";

/// `status` of an answer.
inline constexpr std::string_view kOk = "OK";
inline constexpr std::string_view kOldOk = "success";
inline constexpr std::string_view kDelayed = "DELAYED";  ///< Good data of a plan that is late.
inline constexpr std::string_view kNotAuthorized = "NOT_AUTHORIZED";
inline constexpr std::string_view kNotFound = "NOT_FOUND";
/// `error` of one row of a snapshot.
inline constexpr std::string_view kNotEntitled = "NOT_ENTITLED";

/// How late DELAYED is.
inline constexpr Duration kDelay = Duration::minutes(15);
/// Snapshots count sizes in round lots.
inline constexpr int kRoundLot = 100;

/// The largest pages that are given.
inline constexpr int kAggregatesMax = 50'000;
inline constexpr int kReferenceMax = 1000;
inline constexpr int kChainMax = 250;
inline constexpr int kSearchMax = 25;
/// Our bound on following `next_url`: 40 pages of minutes are two million bars.
inline constexpr int kPagesMax = 40;
/// Ours: the vendor names no bound for a connection.
inline constexpr int kStreamSymbolsMax = 1000;
inline constexpr int kTopicsPerMessage = 100;

}  // namespace tw::adapters::polygon
