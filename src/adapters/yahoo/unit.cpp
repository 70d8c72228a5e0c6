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

/// Below `price_raw` floats lie closer than `step_raw` to each other.
struct Grain {
  std::int64_t price_raw;
  std::int64_t step_raw;
};
constexpr std::int64_t kOne = Price::kScale;
constexpr std::array<Grain, 8> kGrains{{{kOne, 10},
                                        {16 * kOne, 100},
                                        {128 * kOne, 1'000},
                                        {1'024 * kOne, 10'000},
                                        {16'384 * kOne, 100'000},
                                        {131'072 * kOne, 1'000'000},
                                        {1'048'576 * kOne, 10'000'000},
                                        {16'777'216 * kOne, 100'000'000}}};

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
  for (const Grain& grain : kGrains) {
    if (size >= grain.price_raw) continue;
    const std::int64_t steps =
        detail::divide_rounded_as(price.raw(), grain.step_raw, Rounding::HalfEven);
    return Price::from_raw(steps * grain.step_raw);
  }
  return price;
}

}  // namespace tw::adapters::yahoo
