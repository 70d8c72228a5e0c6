#include "ingest/restatement.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "ingest/placed_history.hpp"
#include "market/split_ratio.hpp"

namespace tw::ingest {
namespace {

// Adjusted prices are published with as few as two decimals, so one factor shows as several near
// it.
constexpr double kOneFactor = 5e-3;
// Sources that keep prices as binary fractions of 32 bits tell one price with other last digits.
constexpr double kSame = 2e-6;
constexpr double kSplitMin = 0.15;
constexpr double kSplitNear = 0.01;

/// Logarithms of told / stored, of the prices of which both are known.
class Moves {
 public:
  void add(std::int64_t stored, std::int64_t told) {
    if (stored <= 0 || told <= 0) return;
    moves_.push_back(std::log(static_cast<double>(told) / static_cast<double>(stored)));
  }
  std::size_t moved() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(moves_, [](double move) { return std::abs(move) > kSame; }));
  }
  double first() const { return moves_.front(); }
  /// Returns true when there are several and all moved by one factor.
  bool is_one_factor() const {
    if (moves_.size() < 2 || moved() < moves_.size()) return false;
    for (const double move : moves_) {
      // Within the noise of rounding, and all the same way.
      const bool is_near = std::abs(move - first()) <= std::min(kOneFactor, std::abs(first()) / 2);
      if (!is_near) return false;
    }
    return true;
  }
  /// Returns the move that looks like a split, or zero.
  double split_like() const {
    for (const double move : moves_) {
      if (std::abs(move) < kSplitMin) continue;
      const double split = std::log(nearest_split(std::exp(-move)).value());
      if (std::abs(-move - split) <= kSplitNear) return move;
    }
    return 0.0;
  }

 private:
  std::vector<double> moves_;
};

}  // namespace

Restatement compare_vintages(const BarSeries& stored, const BarSeries& told) {
  Restatement result;
  Moves prices;
  Moves adjusted;
  std::size_t old = 0;
  for (std::size_t i = 0; i < told.size(); ++i) {
    const Timestamp label = label_of(told, i);
    while (old < stored.size() && label_of(stored, old) < label) ++old;
    if (old == stored.size()) break;
    if (label_of(stored, old) != label) continue;
    result.compared += 1;
    prices.add(stored.close[old], told.close[i]);
    if (stored.adjusted_close.empty() || told.adjusted_close.empty()) continue;
    adjusted.add(stored.adjusted_close[old], told.adjusted_close[i]);
  }
  if (prices.moved() > 0) {
    const double split = prices.split_like();
    result.prices_rescaled = prices.is_one_factor() || split != 0.0;
    if (result.prices_rescaled) result.ratio = std::exp(split != 0.0 ? split : prices.first());
  }
  result.adjusted_rescaled = !result.prices_rescaled && adjusted.is_one_factor();
  if (result.adjusted_rescaled) result.ratio = std::exp(adjusted.first());
  if (!result.prices_rescaled) result.corrected = prices.moved();
  return result;
}

}  // namespace tw::ingest
