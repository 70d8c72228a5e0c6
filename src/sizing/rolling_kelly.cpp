#include "sizing/rolling_kelly.hpp"

#include <algorithm>

#include "sizing/kelly.hpp"

namespace tw::sizing {

void RollingKelly::add(double trade_return) {
  returns_[next_] = trade_return;
  next_ = (next_ + 1) % kTrades;
  size_ = std::min(size_ + 1, kTrades);
}

double RollingKelly::fraction(double multiple, double most) const {
  const double trades = static_cast<double>(size_);
  const double called_for = size_ == 0 ? 0.0 : std::clamp(estimate(most), 0.0, most);
  const double mixed =
      (trades * called_for + kPriorTrades * kPriorFraction) / (trades + kPriorTrades);
  return std::clamp(multiple * mixed, std::min(kLeast, most), most);
}

double RollingKelly::estimate(double most) const {
  double wins = 0.0;
  double won = 0.0;
  double lost = 0.0;
  for (std::size_t i = 0; i < size_; ++i) {
    wins += returns_[i] > 0.0 ? 1.0 : 0.0;
    (returns_[i] > 0.0 ? won : lost) += returns_[i];
  }
  const double losses = static_cast<double>(size_) - wins;
  if (!(won > 0.0)) return 0.0;
  if (!(lost < 0.0)) return most;
  return kelly_fraction(
      {.win_rate = wins / static_cast<double>(size_), .win = won / wins, .loss = -lost / losses});
}

}  // namespace tw::sizing
