#include <algorithm>

#include "indicators/catalogue_families.hpp"
#include "indicators/column_stream.hpp"
#include "indicators/macd.hpp"
#include "indicators/momentum.hpp"
#include "indicators/roc.hpp"
#include "indicators/rsi.hpp"
#include "indicators/stochastic.hpp"

namespace tw::indicators {
namespace {

/// The faster of the first two periods is the fast one, whichever comes first.
Macd macd(const ColumnValues& v) {
  return Macd{{.fast = whole(std::min(v[0], v[1])),
               .slow = whole(std::max(v[0], v[1])),
               .signal = whole(v[2])}};
}

Stochastic slow_stochastic(const ColumnValues& v) {
  return Stochastic{{.fast_k = whole(v[0]), .slow_k = whole(v[1]), .slow_d = whole(v[2])}};
}

Stochastic fast_stochastic(const ColumnValues& v) {
  return Stochastic{{.fast_k = whole(v[0]), .slow_k = 1, .slow_d = whole(v[1])}};
}

constexpr ColumnParameter kMacd[] = {
    {.name = "fast", .min = 2}, {.name = "slow", .min = 2}, {.name = "signal"}};
constexpr ColumnParameter kSlowStochastic[] = {{.name = "k"}, {.name = "slowk"}, {.name = "slowd"}};
constexpr ColumnParameter kFastStochastic[] = {{.name = "k"}, {.name = "d"}};

constexpr ColumnKind kKinds[] = {
    {"RSI", kPeriodFrom2, "RSI_14", "n",
     "Relative strength index, 0 to 100: Wilder's share of gains in all movement", "TA-Lib RSI",
     [](const ColumnValues& v, const ColumnInput& in) { return of_closes(Rsi{whole(v[0])}, in); }},
    {"MACD", kMacd, "MACD_12_26_9", "slow + signal - 2", "Fast EMA minus slow EMA of the close",
     "TA-Lib MACD",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_closes(macd(v), in, [](const MacdValue& m) { return m.line; });
     }},
    {"MACDSIGNAL", kMacd, "MACDSIGNAL_12_26_9", "slow + signal - 2", "EMA of the MACD line",
     "TA-Lib MACD",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_closes(macd(v), in, [](const MacdValue& m) { return m.signal; });
     }},
    {"MACDHIST", kMacd, "MACDHIST_12_26_9", "slow + signal - 2", "MACD line minus its signal",
     "TA-Lib MACD",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_closes(macd(v), in, [](const MacdValue& m) { return m.histogram; });
     }},
    {"STOCH_SLOWK", kSlowStochastic, "STOCH_SLOWK_14_3_3", "k + slowk + slowd - 3",
     "Slow stochastic %K, 0 to 100, SMA smoothing", "TA-Lib STOCH",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(slow_stochastic(v), in, [](const StochasticValue& m) { return m.k; });
     }},
    {"STOCH_SLOWD", kSlowStochastic, "STOCH_SLOWD_14_3_3", "k + slowk + slowd - 3",
     "Slow stochastic %D: SMA of slow %K", "TA-Lib STOCH",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(slow_stochastic(v), in, [](const StochasticValue& m) { return m.d; });
     }},
    {"STOCHF_FASTK", kFastStochastic, "STOCHF_FASTK_14_3", "k + d - 2",
     "Fast stochastic %K, 0 to 100: place of the close in the range of k bars", "TA-Lib STOCHF",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(fast_stochastic(v), in, [](const StochasticValue& m) { return m.k; });
     }},
    {"STOCHF_FASTD", kFastStochastic, "STOCHF_FASTD_14_3", "k + d - 2",
     "Fast stochastic %D: SMA of fast %K", "TA-Lib STOCHF",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(fast_stochastic(v), in, [](const StochasticValue& m) { return m.d; });
     }},
    {"ROC", kPeriod, "ROC_10", "n", "Rate of change of the close over n bars, percent",
     "TA-Lib ROC",
     [](const ColumnValues& v, const ColumnInput& in) { return of_closes(Roc{whole(v[0])}, in); }},
    {"MOM", kPeriod, "MOM_10", "n", "Change of the close over n bars, in price", "TA-Lib MOM",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_closes(Momentum{whole(v[0])}, in);
     }},
};

}  // namespace

std::span<const ColumnKind> momentum() { return kKinds; }

}  // namespace tw::indicators
