#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "indicators/awesome_oscillator.hpp"
#include "indicators/balance_of_power.hpp"
#include "indicators/cci.hpp"
#include "indicators/cmo.hpp"
#include "indicators/column_stream.hpp"
#include "indicators/dpo.hpp"
#include "indicators/kst.hpp"
#include "indicators/log_roc.hpp"
#include "indicators/macd.hpp"
#include "indicators/momentum.hpp"
#include "indicators/price_oscillator.hpp"
#include "indicators/roc.hpp"
#include "indicators/stochastic.hpp"
#include "indicators/stochastic_rsi.hpp"
#include "indicators/trix.hpp"
#include "indicators/tsi.hpp"
#include "indicators/ultimate_oscillator.hpp"
#include "indicators/williams_r.hpp"

namespace tw::indicators {
namespace {

enum class MacdLine { Line, Signal, Histogram };

/// The faster of the first two periods is the fast one, whichever comes first.
template <MacdLine kLine>
Column macd_column(const ColumnValues& v, const ColumnInput& input) {
  const MacdPeriods periods{.fast = whole(std::min(v[0], v[1])),
                            .slow = whole(std::max(v[0], v[1])),
                            .signal = whole(v[2])};
  const std::size_t size = input.bars.size();
  std::array<Column, 3> lines{Column(size), Column(size), Column(size)};
  macd(closes_of(input.bars), periods,
       {.line = lines[0], .signal = lines[1], .histogram = lines[2]});
  return std::move(lines[static_cast<std::size_t>(kLine)]);
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

PriceOscillator oscillator(const ColumnValues& v) {
  return PriceOscillator{whole(v[0]), whole(v[1])};
}

StochasticRsi stochastic_rsi(const ColumnValues& v) {
  return StochasticRsi{{.rsi = whole(v[0]), .fast_k = whole(v[1]), .fast_d = whole(v[2])}};
}

constexpr ColumnParameter kTwoAverages[] = {{.name = "fast"}, {.name = "slow"}};
constexpr ColumnParameter kStochasticRsi[] = {
    {.name = "rsi", .min = 2}, {.name = "k"}, {.name = "d"}};
constexpr ColumnParameter kUltimate[] = {{.name = "a"}, {.name = "b"}, {.name = "c"}};
constexpr ColumnParameter kTsi[] = {{.name = "slow"}, {.name = "fast"}};

constexpr ColumnKind kMomentum[] = {
    {"RSI", kPeriodFrom2, "RSI_14", "n",
     "Relative strength index, 0 to 100: Wilder's share of gains in all movement", "TA-Lib RSI",
     batch_column<rsi>},
    {"MACD", kMacd, "MACD_12_26_9", "slow + signal - 2", "Fast EMA minus slow EMA of the close",
     "TA-Lib MACD", macd_column<MacdLine::Line>},
    {"MACDSIGNAL", kMacd, "MACDSIGNAL_12_26_9", "slow + signal - 2", "EMA of the MACD line",
     "TA-Lib MACD", macd_column<MacdLine::Signal>},
    {"MACDHIST", kMacd, "MACDHIST_12_26_9", "slow + signal - 2", "MACD line minus its signal",
     "TA-Lib MACD", macd_column<MacdLine::Histogram>},
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
    {"CMO", kPeriodFrom2, "CMO_14", "n",
     "Chande momentum, -100 to 100: gains less losses in all movement, Wilder smoothing",
     "TA-Lib CMO", closes_column<Cmo>},
    {"TTR_CMO", kPeriodFrom2, "TTR_CMO_14", "n",
     "Chande momentum, -100 to 100: gains less losses in all movement, plain sums of n changes",
     "TTR CMO", closes_column<PlainCmo>},
    {"TTR_RSI", kPeriodFrom2, "TTR_RSI_14", "n", "The same as RSI", "TTR RSI", batch_column<rsi>},
    {"APO_EMA", kTwoAverages, "APO_EMA_12_26", "max - 1",
     "Fast EMA minus slow EMA of the close, each seeded on its own first bars",
     "TA-Lib APO, matype 1",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_closes(oscillator(v), in,
                        [](const PriceOscillatorValue& m) { return m.absolute; });
     }},
    {"PPO_EMA", kTwoAverages, "PPO_EMA_12_26", "max - 1", "The same gap in percent of the slow EMA",
     "TA-Lib PPO, matype 1",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_closes(oscillator(v), in, [](const PriceOscillatorValue& m) { return m.percent; });
     }},
    {"STOCHRSI_FASTK", kStochasticRsi, "STOCHRSI_FASTK_14_5_3", "rsi + k + d - 2",
     "Fast stochastic %K of the RSI, 0 to 100", "TA-Lib STOCHRSI",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_closes(stochastic_rsi(v), in, [](const StochasticValue& m) { return m.k; });
     }},
    {"STOCHRSI_FASTD", kStochasticRsi, "STOCHRSI_FASTD_14_5_3", "rsi + k + d - 2",
     "Fast stochastic %D of the RSI: SMA of its %K", "TA-Lib STOCHRSI",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_closes(stochastic_rsi(v), in, [](const StochasticValue& m) { return m.d; });
     }},
    {"CCI", kPeriod, "CCI_14", "n - 1",
     "Commodity channel index: distance of the typical price from its mean in mean deviations "
     "times 0.015",
     "TA-Lib CCI", candles_column<Cci>},
    {"WILLR", kPeriod, "WILLR_14", "n - 1",
     "Williams %R, -100 to 0: distance of the close below the highest high in the range of n bars",
     "TA-Lib WILLR", candles_column<WilliamsR>},
    {"BOP",
     {},
     "BOP",
     "0",
     "Balance of power, -1 to 1: the bar's body in its range",
     "TA-Lib BOP",
     [](const ColumnValues&, const ColumnInput& in) { return of_candles(BalanceOfPower{}, in); }},
    {"ULTOSC", kUltimate, "ULTOSC_7_14_28", "max",
     "Ultimate oscillator, 0 to 100: buying pressure in the true range over three windows",
     "TA-Lib ULTOSC",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(UltimateOscillator{{whole(v[0]), whole(v[1]), whole(v[2])}}, in);
     }},
    {"TRIX", kPeriod, "TRIX_15", "3n - 2",
     "Rate of change over one bar of the triple EMA of the close, percent", "TA-Lib TRIX",
     closes_column<Trix>},
    {"TTR_ROC", kPeriod, "TTR_ROC_14_log", "n", "Logarithm of the close over the close n bars ago",
     "TTR ROC, type continuous", closes_column<LogRoc>, false, "_log"},
    {"TSI", kTsi, "TSI_25_13", "slow + fast - 1",
     "True strength index, -100 to 100: twice smoothed change in twice smoothed movement",
     "ta TSIIndicator",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_closes(Tsi{whole(v[0]), whole(v[1])}, in);
     }},
    {"AO", kTwoAverages, "AO_5_34", "max - 1",
     "Awesome oscillator: fast mean of the bars' middles minus the slow one",
     "ta AwesomeOscillatorIndicator",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(
           AwesomeOscillator{whole(std::min(v[0], v[1])), whole(std::max(v[0], v[1]))}, in);
     }},
    {"KST",
     {},
     "KST",
     "52",
     "Know sure thing: means over 10, 10, 10, 15 bars of the change over 10, 15, 20, 30, weighted "
     "1 to 4",
     "ta KSTIndicator",
     [](const ColumnValues&, const ColumnInput& in) {
       return of_closes(Kst{}, in, [](const KstValue& m) { return m.line; });
     }},
    {"KST_SIGNAL",
     {},
     "KST_SIGNAL",
     "52",
     "Mean of the last 9 values of KST",
     "ta KSTIndicator",
     [](const ColumnValues&, const ColumnInput& in) {
       return of_closes(Kst{}, in, [](const KstValue& m) { return m.signal; });
     }},
    {"DPO", kPeriod, "DPO_20", "max(n - 1, n/2 + 1)",
     "Detrended price: the close n/2 + 1 bars ago minus today's mean of n", "ta DPOIndicator",
     closes_column<Dpo>},
};

}  // namespace

std::span<const ColumnKind> momentum() { return kMomentum; }

}  // namespace tw::indicators
