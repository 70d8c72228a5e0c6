#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <vector>

#include "backtest/run_backtest.hpp"
#include "market/bar_table.hpp"

namespace tw::backtest {

/// Returns the feeds with nothing that was known after `at`: neither bars nor what issuers did.
/// Nothing when a feed would be empty.
std::optional<std::vector<Feed>> without_future(const std::vector<Feed>& feeds, Timestamp at);

/// Feeds with columns of their own. Owns: what `feeds` view; the lists keep their elements in
/// place when it moves.
struct ChangedFeeds {
  std::list<BarTable> tables;
  std::vector<Feed> feeds;
};

/// Returns the feeds with everything after `at` replaced: at the same times a walk around the last
/// known close, drawn from `seed`, and no corporate action.
ChangedFeeds with_noise_after(const std::vector<Feed>& feeds, Timestamp at, std::uint64_t seed);

/// Returns the feeds with every price, tick and dividend `factor` times as high.
///
/// Nothing when a price would leave its range.
std::optional<ChangedFeeds> at_scale(const std::vector<Feed>& feeds, std::int64_t factor);

}  // namespace tw::backtest
