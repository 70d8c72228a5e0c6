#include "research/leaders.hpp"

#include <algorithm>
#include <cmath>

namespace tw::research {

bool leads(const Ranked& a, const Ranked& b) {
  return a.score != b.score ? a.score > b.score : a.row.point < b.row.point;
}

void Leaders::offer(const TrialRow& row, double score) {
  if (std::isnan(score) || kept_max_ == 0) return;
  const Ranked ranked{.row = row, .score = score};
  if (kept_.size() == kept_max_) {
    if (!leads(ranked, kept_.back())) return;
    kept_.pop_back();
  }
  kept_.insert(std::ranges::upper_bound(kept_, ranked, leads), ranked);
}

}  // namespace tw::research
