#include "research/price_noise.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "analytics/moments.hpp"
#include "core/splitmix.hpp"

namespace tw::research {
namespace {

constexpr int kUniforms = 12;  // Their sum has a variance of one.

std::int64_t moved(std::int64_t price, double scale, SplitMix& stream) {
  double z = -kUniforms / 2.0;
  for (int i = 0; i < kUniforms; ++i) z += stream.uniform();
  const double noisy = static_cast<double>(price) * (1.0 + scale * z);
  return std::max<std::int64_t>(1, std::llround(noisy));
}

}  // namespace

double bar_deviation(const BarSeries& bars) {
  std::vector<double> returns;
  for (std::size_t i = 1; i < bars.size(); ++i) {
    const auto before = static_cast<double>(bars.close[i - 1]);
    returns.push_back(static_cast<double>(bars.close[i]) / before - 1.0);
  }
  return analytics::sample_deviation(returns).value_or(0.0);
}

BarTable with_noise(const BarSeries& bars, double deviation, const PriceNoise& noise) {
  // Every path and instrument has a stream of its own.
  const std::uint64_t place = noise.path * 0x1'0000'0000ULL + index_of(bars.instrument);
  SplitMix stream{SplitMix::mix(noise.seed + SplitMix::mix(place))};
  const double scale = noise.share * deviation;
  BarTable table;
  table.timeframe = bars.timeframe;
  table.start.assign(bars.start.begin(), bars.start.end());
  table.end.assign(bars.end.begin(), bars.end.end());
  table.session.assign(bars.session.begin(), bars.session.end());
  table.volume.assign(bars.volume.begin(), bars.volume.end());
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const std::int64_t open = moved(bars.open[i], scale, stream);
    const std::int64_t high = moved(bars.high[i], scale, stream);
    const std::int64_t low = moved(bars.low[i], scale, stream);
    const std::int64_t close = moved(bars.close[i], scale, stream);
    table.open.push_back(open);
    table.high.push_back(std::max({open, high, low, close}));
    table.low.push_back(std::min({open, high, low, close}));
    table.close.push_back(close);
  }
  return table;
}

}  // namespace tw::research
