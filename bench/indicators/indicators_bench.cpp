// W5 of ../shared/WORKLOADS.md: nanoseconds an element, output written to a buffer that is reused.
//
//     indicators_bench [--benchmark_filter=Sma]     TW_BENCH_BARS=10000000 for the full size
//
// Read the counter `element`; figures, with the machine they are from, go into BUDGETS.md.
#include <benchmark/benchmark.h>
#include <cstdlib>
#include <limits>
#include <vector>

#include "indicators/atr.hpp"
#include "indicators/bollinger.hpp"
#include "indicators/ema.hpp"
#include "indicators/macd.hpp"
#include "indicators/rsi.hpp"
#include "indicators/sma.hpp"
#include "workloads/w1_bars.hpp"

namespace tw::indicators {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

struct Inputs {
  std::vector<double> closes;
  std::vector<Candle> candles;
};

const Inputs& inputs() {
  static const Inputs all = [] {
    const char* asked = std::getenv("TW_BENCH_BARS");
    const std::size_t bars = asked == nullptr ? 1'000'000 : std::strtoull(asked, nullptr, 10);
    const BarTable table = workloads::minute_bars({.seed = 5501, .bars = bars, .sigma = 0.0005},
                                                  *Date::from_civil(2015, 1, 1));
    const BarSeries series = table.view({});
    Inputs made;
    for (std::size_t i = 0; i < series.size(); ++i) {
      made.candles.push_back(Candle::of(series.at(i)));
      made.closes.push_back(made.candles.back().close);
    }
    return made;
  }();
  return all;
}

/// Runs a fresh copy of `indicator` over all samples; `pick` makes one number of each answer.
template <class Indicator, class Sample, class Pick>
void measure(benchmark::State& state, const Indicator& indicator,
             const std::vector<Sample>& samples, Pick pick) {
  std::vector<double> column(samples.size());
  for (auto _ : state) {
    Indicator fresh = indicator;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const auto value = fresh.update(samples[i]);
      column.data()[i] = value ? pick(*value) : kNan;
    }
    benchmark::DoNotOptimize(column.data());
    benchmark::ClobberMemory();
  }
  const auto elements =
      static_cast<double>(state.iterations()) * static_cast<double>(samples.size());
  state.counters["element"] =
      benchmark::Counter(elements, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

constexpr auto kItself = [](double value) { return value; };

void sma_30(benchmark::State& s) { measure(s, Sma{30}, inputs().closes, kItself); }
void ema_30(benchmark::State& s) { measure(s, Ema{30}, inputs().closes, kItself); }
void rsi_14(benchmark::State& s) { measure(s, Rsi{14}, inputs().closes, kItself); }
void atr_14(benchmark::State& s) { measure(s, Atr{14}, inputs().candles, kItself); }
void bollinger_20_2(benchmark::State& s) {
  const auto pick = [](const BollingerValue& bands) { return bands.upper + bands.lower; };
  measure(s, Bollinger{20, 2.0}, inputs().closes, pick);
}
void macd_12_26_9(benchmark::State& s) {
  const auto pick = [](const MacdValue& value) { return value.histogram; };
  measure(s, Macd{}, inputs().closes, pick);
}

BENCHMARK(sma_30)->Unit(benchmark::kMillisecond);
BENCHMARK(ema_30)->Unit(benchmark::kMillisecond);
BENCHMARK(rsi_14)->Unit(benchmark::kMillisecond);
BENCHMARK(atr_14)->Unit(benchmark::kMillisecond);
BENCHMARK(bollinger_20_2)->Unit(benchmark::kMillisecond);
BENCHMARK(macd_12_26_9)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tw::indicators

BENCHMARK_MAIN();
