#include "indicators/catalogue.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "indicators/adx.hpp"
#include "indicators/atr.hpp"
#include "indicators/bollinger.hpp"
#include "indicators/candle.hpp"
#include "indicators/donchian.hpp"
#include "indicators/ema.hpp"
#include "indicators/linear_regression_slope.hpp"
#include "indicators/macd.hpp"
#include "indicators/momentum.hpp"
#include "indicators/obv.hpp"
#include "indicators/roc.hpp"
#include "indicators/rsi.hpp"
#include "indicators/sma.hpp"
#include "indicators/std_dev.hpp"
#include "indicators/stochastic.hpp"
#include "indicators/true_range.hpp"
#include "indicators/wma.hpp"

namespace tw::indicators {
namespace {

using Column = std::vector<double>;

/// Returns what `update(i)` says for each bar, through `pick`; NaN where it says nothing.
template <class Update, class Pick>
Column stream(std::size_t bars, Update update, Pick pick) {
  Column column(bars);
  for (std::size_t i = 0; i < bars; ++i) {
    const auto value = update(i);
    column[i] = value ? pick(*value) : std::numeric_limits<double>::quiet_NaN();
  }
  return column;
}

constexpr auto kItself = [](double value) { return value; };

template <class Indicator, class Pick = decltype(kItself)>
Column of_closes(Indicator indicator, const BarSeries& bars, Pick pick = {}) {
  const auto update = [&](std::size_t i) {
    return indicator.update(Price::from_raw(bars.close[i]).as_double());
  };
  return stream(bars.size(), update, pick);
}

template <class Indicator, class Pick = decltype(kItself)>
Column of_candles(Indicator indicator, const BarSeries& bars, Pick pick = {}) {
  const auto update = [&](std::size_t i) { return indicator.update(Candle::of(bars.at(i))); };
  return stream(bars.size(), update, pick);
}

/// Returns the slope of OBV over the last `period` bars: is volume behind the move?
class ObvSlope {
 public:
  explicit ObvSlope(int period) : slope_{period} {}
  std::optional<double> update(const Candle& candle) { return slope_.update(*obv_.update(candle)); }

 private:
  Obv obv_;
  LinearRegressionSlope slope_;
};

int whole(double value) { return static_cast<int>(value); }

/// The faster of the first two periods is the fast one, whichever comes first.
Macd macd(const ColumnValues& v) {
  return Macd{{.fast = whole(std::min(v[0], v[1])),
               .slow = whole(std::max(v[0], v[1])),
               .signal = whole(v[2])}};
}

Bollinger bands(const ColumnValues& v) { return Bollinger{whole(v[0]), v[1]}; }

Stochastic slow_stochastic(const ColumnValues& v) {
  return Stochastic{{.fast_k = whole(v[0]), .slow_k = whole(v[1]), .slow_d = whole(v[2])}};
}

Stochastic fast_stochastic(const ColumnValues& v) {
  return Stochastic{{.fast_k = whole(v[0]), .slow_k = 1, .slow_d = whole(v[1])}};
}

constexpr ColumnParameter kPeriod[] = {{.name = "n"}};
constexpr ColumnParameter kPeriodFrom2[] = {{.name = "n", .min = 2}};
constexpr ColumnParameter kMacd[] = {
    {.name = "fast", .min = 2}, {.name = "slow", .min = 2}, {.name = "signal"}};
constexpr ColumnParameter kBands[] = {
    {.name = "n", .min = 2}, {.name = "deviations", .min = 0, .max = 1000, .is_whole = false}};
constexpr ColumnParameter kSlowStochastic[] = {{.name = "k"}, {.name = "slowk"}, {.name = "slowd"}};
constexpr ColumnParameter kFastStochastic[] = {{.name = "k"}, {.name = "d"}};

constexpr ColumnKind kCatalogue[] = {
    {"SMA", kPeriod, "SMA_20", "n - 1", "Simple moving average of the close", "TA-Lib SMA",
     [](const ColumnValues& v, const BarSeries& b) { return of_closes(Sma{whole(v[0])}, b); }},
    {"EMA", kPeriod, "EMA_20", "n - 1",
     "Exponential moving average of the close, weight 2/(n+1), seeded with the first SMA",
     "TA-Lib EMA",
     [](const ColumnValues& v, const BarSeries& b) { return of_closes(Ema{whole(v[0])}, b); }},
    {"WMA", kPeriod, "WMA_20", "n - 1",
     "Weighted moving average of the close, weights 1 to n, the newest most", "TA-Lib WMA",
     [](const ColumnValues& v, const BarSeries& b) { return of_closes(Wma{whole(v[0])}, b); }},
    {"RSI", kPeriodFrom2, "RSI_14", "n",
     "Relative strength index, 0 to 100: Wilder's share of gains in all movement", "TA-Lib RSI",
     [](const ColumnValues& v, const BarSeries& b) { return of_closes(Rsi{whole(v[0])}, b); }},
    {"MACD", kMacd, "MACD_12_26_9", "slow + signal - 2", "Fast EMA minus slow EMA of the close",
     "TA-Lib MACD",
     [](const ColumnValues& v, const BarSeries& b) {
       return of_closes(macd(v), b, [](const MacdValue& m) { return m.line; });
     }},
    {"MACDSIGNAL", kMacd, "MACDSIGNAL_12_26_9", "slow + signal - 2", "EMA of the MACD line",
     "TA-Lib MACD",
     [](const ColumnValues& v, const BarSeries& b) {
       return of_closes(macd(v), b, [](const MacdValue& m) { return m.signal; });
     }},
    {"MACDHIST", kMacd, "MACDHIST_12_26_9", "slow + signal - 2", "MACD line minus its signal",
     "TA-Lib MACD",
     [](const ColumnValues& v, const BarSeries& b) {
       return of_closes(macd(v), b, [](const MacdValue& m) { return m.histogram; });
     }},
    {"BBUPPER", kBands, "BBUPPER_20_2.0", "n - 1",
     "Upper Bollinger band: SMA plus so many population deviations", "TA-Lib BBANDS",
     [](const ColumnValues& v, const BarSeries& b) {
       return of_closes(bands(v), b, [](const BollingerValue& m) { return m.upper; });
     }},
    {"BBMIDDLE", kBands, "BBMIDDLE_20_2.0", "n - 1", "Middle Bollinger band: the SMA",
     "TA-Lib BBANDS",
     [](const ColumnValues& v, const BarSeries& b) {
       return of_closes(bands(v), b, [](const BollingerValue& m) { return m.middle; });
     }},
    {"BBLOWER", kBands, "BBLOWER_20_2.0", "n - 1",
     "Lower Bollinger band: SMA minus so many population deviations", "TA-Lib BBANDS",
     [](const ColumnValues& v, const BarSeries& b) {
       return of_closes(bands(v), b, [](const BollingerValue& m) { return m.lower; });
     }},
    {"STDDEV", kPeriodFrom2, "STDDEV_20", "n - 1", "Population standard deviation of the close",
     "TA-Lib STDDEV",
     [](const ColumnValues& v, const BarSeries& b) { return of_closes(StdDev{whole(v[0])}, b); }},
    {"VAR", kPeriod, "VAR_20", "n - 1", "Population variance of the close", "TA-Lib VAR",
     [](const ColumnValues& v, const BarSeries& b) {
       return of_closes(Moments{whole(v[0])}, b, [](const MomentsValue& m) { return m.variance; });
     }},
    {"TRANGE",
     {},
     "TRANGE",
     "1",
     "True range: the bar's range and the gap before it",
     "TA-Lib TRANGE",
     [](const ColumnValues&, const BarSeries& b) { return of_candles(TrueRange{}, b); }},
    {"ATR", kPeriod, "ATR_14", "n", "Average true range, Wilder smoothing", "TA-Lib ATR",
     [](const ColumnValues& v, const BarSeries& b) { return of_candles(Atr{whole(v[0])}, b); }},
    {"ADX", kPeriodFrom2, "ADX_14", "2n - 1",
     "Average directional index, 0 to 100: strength of the trend either way", "TA-Lib ADX",
     [](const ColumnValues& v, const BarSeries& b) {
       return of_candles(Adx{whole(v[0])}, b, [](const AdxValue& m) { return m.adx; });
     }},
    {"DX", kPeriodFrom2, "DX_14", "n", "Directional index, 0 to 100: what ADX averages",
     "TA-Lib DX",
     [](const ColumnValues& v, const BarSeries& b) {
       return of_candles(DirectionalIndex{whole(v[0])}, b,
                         [](const DirectionalIndexValue& m) { return m.dx; });
     }},
    {"PLUS_DI", kPeriodFrom2, "PLUS_DI_14", "n", "Share of upward movement in the true range, +DI",
     "TA-Lib PLUS_DI",
     [](const ColumnValues& v, const BarSeries& b) {
       return of_candles(DirectionalIndex{whole(v[0])}, b,
                         [](const DirectionalIndexValue& m) { return m.plus_di; });
     }},
    {"MINUS_DI", kPeriodFrom2, "MINUS_DI_14", "n",
     "Share of downward movement in the true range, -DI", "TA-Lib MINUS_DI",
     [](const ColumnValues& v, const BarSeries& b) {
       return of_candles(DirectionalIndex{whole(v[0])}, b,
                         [](const DirectionalIndexValue& m) { return m.minus_di; });
     }},
    {"PLUS_DM", kPeriodFrom2, "PLUS_DM_14", "n - 1", "Wilder sum of upward movement, +DM",
     "TA-Lib PLUS_DM",
     [](const ColumnValues& v, const BarSeries& b) {
       return of_candles(DirectionalMovement{whole(v[0])}, b,
                         [](const DirectionalMovementValue& m) { return m.plus; });
     }},
    {"MINUS_DM", kPeriodFrom2, "MINUS_DM_14", "n - 1", "Wilder sum of downward movement, -DM",
     "TA-Lib MINUS_DM",
     [](const ColumnValues& v, const BarSeries& b) {
       return of_candles(DirectionalMovement{whole(v[0])}, b,
                         [](const DirectionalMovementValue& m) { return m.minus; });
     }},
    {"STOCH_SLOWK", kSlowStochastic, "STOCH_SLOWK_14_3_3", "k + slowk + slowd - 3",
     "Slow stochastic %K, 0 to 100, SMA smoothing", "TA-Lib STOCH",
     [](const ColumnValues& v, const BarSeries& b) {
       return of_candles(slow_stochastic(v), b, [](const StochasticValue& m) { return m.k; });
     }},
    {"STOCH_SLOWD", kSlowStochastic, "STOCH_SLOWD_14_3_3", "k + slowk + slowd - 3",
     "Slow stochastic %D: SMA of slow %K", "TA-Lib STOCH",
     [](const ColumnValues& v, const BarSeries& b) {
       return of_candles(slow_stochastic(v), b, [](const StochasticValue& m) { return m.d; });
     }},
    {"STOCHF_FASTK", kFastStochastic, "STOCHF_FASTK_14_3", "k + d - 2",
     "Fast stochastic %K, 0 to 100: place of the close in the range of k bars", "TA-Lib STOCHF",
     [](const ColumnValues& v, const BarSeries& b) {
       return of_candles(fast_stochastic(v), b, [](const StochasticValue& m) { return m.k; });
     }},
    {"STOCHF_FASTD", kFastStochastic, "STOCHF_FASTD_14_3", "k + d - 2",
     "Fast stochastic %D: SMA of fast %K", "TA-Lib STOCHF",
     [](const ColumnValues& v, const BarSeries& b) {
       return of_candles(fast_stochastic(v), b, [](const StochasticValue& m) { return m.d; });
     }},
    {"OBV",
     {},
     "OBV",
     "0",
     "On-balance volume, from the first bar's volume",
     "TA-Lib OBV",
     [](const ColumnValues&, const BarSeries& b) { return of_candles(Obv{}, b); }},
    {"OBV_SLOPE", kPeriodFrom2, "OBV_SLOPE_5", "n - 1",
     "Least-squares slope of on-balance volume over n bars", "TA-Lib LINEARREG_SLOPE of TA-Lib OBV",
     [](const ColumnValues& v, const BarSeries& b) {
       return of_candles(ObvSlope{whole(v[0])}, b);
     }},
    {"ROC", kPeriod, "ROC_10", "n", "Rate of change of the close over n bars, percent",
     "TA-Lib ROC",
     [](const ColumnValues& v, const BarSeries& b) { return of_closes(Roc{whole(v[0])}, b); }},
    {"MOM", kPeriod, "MOM_10", "n", "Change of the close over n bars, in price", "TA-Lib MOM",
     [](const ColumnValues& v, const BarSeries& b) { return of_closes(Momentum{whole(v[0])}, b); }},
    {"LINEARREG_SLOPE", kPeriodFrom2, "LINEARREG_SLOPE_14", "n - 1",
     "Least-squares slope of the close over n bars, per bar", "TA-Lib LINEARREG_SLOPE",
     [](const ColumnValues& v, const BarSeries& b) {
       return of_closes(LinearRegressionSlope{whole(v[0])}, b);
     }},
    {"MAX_HIGH", kPeriod, "MAX_HIGH_20", "n - 1", "Highest high of n bars, this one among them",
     "TA-Lib MAX",
     [](const ColumnValues& v, const BarSeries& b) {
       return of_candles(Donchian{whole(v[0])}, b, [](const DonchianValue& m) { return m.upper; });
     }},
    {"MIN_LOW", kPeriod, "MIN_LOW_20", "n - 1", "Lowest low of n bars, this one among them",
     "TA-Lib MIN",
     [](const ColumnValues& v, const BarSeries& b) {
       return of_candles(Donchian{whole(v[0])}, b, [](const DonchianValue& m) { return m.lower; });
     }},
    {"DONCHIAN_UPPER", kPeriod, "DONCHIAN_UPPER_20", "n - 1", "Donchian channel: highest high",
     "ta DonchianChannel",
     [](const ColumnValues& v, const BarSeries& b) {
       return of_candles(Donchian{whole(v[0])}, b, [](const DonchianValue& m) { return m.upper; });
     }},
    {"DONCHIAN_MIDDLE", kPeriod, "DONCHIAN_MIDDLE_20", "n - 1",
     "Donchian channel: mean of its two bounds", "ta DonchianChannel",
     [](const ColumnValues& v, const BarSeries& b) {
       return of_candles(Donchian{whole(v[0])}, b,
                         [](const DonchianValue& m) { return m.middle(); });
     }},
    {"DONCHIAN_LOWER", kPeriod, "DONCHIAN_LOWER_20", "n - 1", "Donchian channel: lowest low",
     "ta DonchianChannel",
     [](const ColumnValues& v, const BarSeries& b) {
       return of_candles(Donchian{whole(v[0])}, b, [](const DonchianValue& m) { return m.lower; });
     }},
};

}  // namespace

std::span<const ColumnKind> catalogue() { return kCatalogue; }

std::string pattern_of(const ColumnKind& kind) {
  std::string pattern{kind.name};
  for (const ColumnParameter& parameter : kind.parameters) {
    pattern += '_';
    pattern += parameter.name;
  }
  return pattern;
}

}  // namespace tw::indicators
