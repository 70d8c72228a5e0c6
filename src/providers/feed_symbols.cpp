#include "providers/feed_symbols.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace tw::providers {

FeedSymbol::FeedSymbol(std::string name, InstrumentId id, std::optional<Timeframe> bars)
    : symbol{std::move(name)}, calendar{&calendar_of(asset_class_of(symbol))} {
  if (bars) {
    builder.emplace(id, *calendar, BarBuilder::Options{.timeframe = *bars, .extended_hours = true});
  }
}

bool FeedSymbol::is_repeat(std::string_view id) {
  if (id.empty()) return false;
  const std::uint64_t mark = std::hash<std::string_view>{}(id) | 1U;  // Zero is an empty place.
  if (std::ranges::find(ids_, mark) != ids_.end()) return true;
  ids_[next_id_] = mark;
  next_id_ = (next_id_ + 1) % kIdsMax;
  return false;
}

FeedSymbols::FeedSymbols(const std::vector<std::string>& names, std::optional<Timeframe> bars) {
  symbols_.reserve(names.size());
  for (const std::string& name : names) {
    if (!places_.try_emplace(name, symbols_.size()).second) continue;
    symbols_.emplace_back(name, InstrumentId{static_cast<std::uint32_t>(symbols_.size())}, bars);
  }
}

FeedSymbol* FeedSymbols::find(const std::string& name) {
  const auto found = places_.find(name);
  return found == places_.end() ? nullptr : &symbols_[found->second];
}

}  // namespace tw::providers
