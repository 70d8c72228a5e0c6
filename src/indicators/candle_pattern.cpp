#include "indicators/candle_pattern.hpp"

#include <algorithm>
#include <vector>

#include "indicators/candle_families.hpp"

namespace tw::indicators {
namespace {

std::vector<CandleRule> all_rules() {
  std::vector<CandleRule> all;
  for (const auto rules : {rules_of_one_candle(), rules_of_two_candles(), rules_of_three_candles(),
                           rules_of_three_candles_with_a_gap(), rules_of_more_candles()}) {
    all.insert(all.end(), rules.begin(), rules.end());
  }
  return all;
}

}  // namespace

std::span<const CandleRule> candle_rules() {
  static const std::vector<CandleRule> all = all_rules();
  return all;
}

const CandleRule* find_candle_rule(std::string_view name) {
  const auto found = std::ranges::find(candle_rules(), name, &CandleRule::name);
  return found == candle_rules().end() ? nullptr : &*found;
}

}  // namespace tw::indicators
