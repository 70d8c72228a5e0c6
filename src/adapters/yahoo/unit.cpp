#include "adapters/yahoo/unit.hpp"

#include <array>
#include <cstdint>

#include "core/rounding.hpp"
#include "vendor/answers.hpp"

namespace tw::adapters::yahoo {
namespace {

struct Minor {
  std::string_view word;
  std::string_view currency;
};
constexpr std::array<Minor, 6> kMinor{{{"GBp", "GBP"},
                                       {"GBX", "GBP"},
                                       {"ZAc", "ZAR"},
                                       {"ZAC", "ZAR"},
                                       {"ILA", "ILS"},
                                       {"ILa", "ILS"}}};

constexpr std::int64_t kOne = Price::kScale;

/// Rounds to whole steps; a constant one, since dividing by another costs as much as all the rest.
template <std::int64_t kStep>
Price on_grid(Price price) {
  return Price::from_raw(detail::divide_rounded_as(price.raw(), kStep, Rounding::HalfEven) * kStep);
}

}  // namespace

PriceUnit price_unit(std::string_view word) {
  for (const Minor& minor : kMinor) {
    if (minor.word == word) return {Currency{minor.currency}, true};
  }
  return {word.size() == 3 ? Currency{word} : vendor::kUnsaidCurrency, false};
}

Price in_whole_units(Price price, PriceUnit unit) {
  return unit.is_hundredth ? scaled(price, 1, 100, Rounding::HalfEven) : price;
}

Price without_float_noise(Price price) {
  const std::int64_t size = magnitude(price).raw();
  if (size < kOne / 8) return price;
  if (size < kOne) return on_grid<10>(price);
  if (size < 16 * kOne) return on_grid<100>(price);
  if (size < 128 * kOne) return on_grid<1'000>(price);
  if (size < 1'024 * kOne) return on_grid<10'000>(price);
  if (size < 16'384 * kOne) return on_grid<100'000>(price);
  if (size < 131'072 * kOne) return on_grid<1'000'000>(price);
  if (size < 1'048'576 * kOne) return on_grid<10'000'000>(price);
  if (size < 16'777'216 * kOne) return on_grid<100'000'000>(price);
  return price;
}

}  // namespace tw::adapters::yahoo
