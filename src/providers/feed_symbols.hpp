#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "market/bar_builder.hpp"
#include "market/session_calendar.hpp"
#include "providers/asset_class.hpp"
#include "providers/feed_item.hpp"

namespace tw::providers {

/// One symbol of a feed.
struct FeedSymbol {
  FeedSymbol(std::string name, InstrumentId id, std::optional<Timeframe> bars);

  /// Returns whether a trade of that id came before, among the last ones; remembers it. A trade
  /// without an id is always new.
  bool is_repeat(std::string_view id);

  // Constant after construction.
  std::string symbol;
  const SessionCalendar* calendar;

  // Moves with what is heard.
  FeedStatus::Kind kind = FeedStatus::Kind::Down;
  Timestamp heard_at;       ///< Zero: never.
  Timestamp subscribed_at;  ///< The subscription was sent on this connection; zero: it was not.
  bool is_confirmed = false;
  bool is_refused = false;                ///< This source does not carry it.
  std::optional<Timestamp> lost_at;       ///< Since then nothing can have been heard.
  std::optional<Timestamp> gap_until;     ///< The end of the last gap, while it is not filled.
  std::optional<Timestamp> dropped_from;  ///< Trades that the buffer refused begin here.
  std::optional<BarBuilder> builder;
  /// Trades in [from, until) were not heard: bars that touch it are not complete.
  std::optional<std::pair<Timestamp, Timestamp>> unheard;

 private:
  static constexpr std::size_t kIdsMax = 64;
  std::array<std::uint64_t, kIdsMax> ids_{};  ///< Hashes, the oldest overwritten first.
  std::size_t next_id_ = 0;
};

/// The symbols of a feed by their names.
class FeedSymbols {
 public:
  FeedSymbols(const std::vector<std::string>& names, std::optional<Timeframe> bars);

  /// Returns nullptr for one that was not asked for.
  FeedSymbol* find(const std::string& name);
  std::vector<FeedSymbol>& all() { return symbols_; }

 private:
  std::vector<FeedSymbol> symbols_;
  std::unordered_map<std::string, std::size_t> places_;
};

}  // namespace tw::providers
