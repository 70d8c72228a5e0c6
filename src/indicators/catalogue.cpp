#include "indicators/catalogue.hpp"

#include "indicators/catalogue_families.hpp"

namespace tw::indicators {
namespace {

std::vector<ColumnKind> all_families() {
  std::vector<ColumnKind> all;
  for (const auto family : {moving_averages(), momentum(), trend(), volatility(), volume(),
                            statistics(), levels(), candle_patterns()}) {
    all.insert(all.end(), family.begin(), family.end());
  }
  return all;
}

}  // namespace

std::span<const ColumnKind> catalogue() {
  static const std::vector<ColumnKind> all = all_families();
  return all;
}

std::string pattern_of(const ColumnKind& kind) {
  std::string pattern{kind.name};
  for (const ColumnParameter& parameter : kind.parameters) {
    pattern += '_';
    pattern += parameter.name;
  }
  return pattern.append(kind.suffix);
}

}  // namespace tw::indicators
