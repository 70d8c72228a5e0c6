#pragma once

#include <string>
#include <variant>

#include "core/timestamp.hpp"
#include "events/event.hpp"
#include "market/bar.hpp"
#include "market/timeframe.hpp"
#include "vendor/stream.hpp"

namespace tw::providers {

/// A bar of a live feed.
struct FeedBar {
  std::string symbol;
  Timeframe timeframe;
  Bar bar;                  ///< Its `instrument` is the symbol's place in the list of symbols.
  bool is_complete = true;  ///< False: trades of it fell into a gap that is not filled.
  bool is_filled = false;   ///< From history, in the place of what a gap took.
};

/// The state of a symbol's feed changed; of the whole stream when `symbol` is empty.
struct FeedChange {
  std::string symbol;
  FeedStatus::Kind kind = FeedStatus::Kind::Down;
  Timestamp at;
  std::string source;  ///< The vendor whose stream it is.
  std::string why;     ///< For a person; may be empty.
  /// Of a gap: nothing was heard from `gap_from` until `gap_until`.
  Timestamp gap_from;
  Timestamp gap_until;
};

/// Returns "live", "stale", "gap", "down".
std::string_view to_string(FeedStatus::Kind kind);

using FeedItem = std::variant<vendor::StreamTrade, vendor::StreamQuote, FeedBar, FeedChange>;

}  // namespace tw::providers
