#include "sim/carry.hpp"

namespace tw::sim {

Money accrued(Money amount, Ratio annual, int days) {
  constexpr std::int64_t kYear = 360;
  const auto raw = divide_rounded(Wide{amount.raw()} * annual.raw() * days,
                                  Wide{Ratio::kScale} * kYear, Rounding::HalfEven);
  if (!raw) arithmetic_overflowed(MoneyUnit::kName);
  return Money::from_raw(*raw);
}

Money interest(const CarryRates& rates, Money cash, Money shorted, int days) {
  if (cash.raw() < 0) return accrued(cash, rates.debit, days);
  const Money ours = cash - shorted;
  return ours.raw() > 0 ? accrued(ours, rates.credit, days) : Money{};
}

}  // namespace tw::sim
