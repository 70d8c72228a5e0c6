#include "store/coverage.hpp"

#include <algorithm>

namespace tw::store {

void Coverage::add(Stretch stretch) {
  if (stretch.empty()) return;
  // Those that overlap or touch it become one with it.
  const auto first = std::ranges::lower_bound(stretches_, stretch.from, {}, &Stretch::until);
  auto last = first;
  for (; last != stretches_.end() && last->from <= stretch.until; ++last) {
    stretch.from = std::min(stretch.from, last->from);
    stretch.until = std::max(stretch.until, last->until);
  }
  stretches_.insert(stretches_.erase(first, last), stretch);
}

void Coverage::add(const Coverage& other) {
  for (const Stretch& stretch : other.stretches_) add(stretch);
}

bool Coverage::covers(Stretch stretch) const { return missing_in(stretch).empty(); }

std::vector<Stretch> Coverage::missing_in(Stretch stretch) const {
  std::vector<Stretch> missing;
  for (const Stretch& known : stretches_) {
    if (known.until <= stretch.from || stretch.until <= known.from) continue;
    if (stretch.from < known.from) missing.push_back({stretch.from, known.from});
    stretch.from = known.until;
  }
  if (!stretch.empty()) missing.push_back(stretch);
  return missing;
}

}  // namespace tw::store
