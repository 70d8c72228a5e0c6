#include "indicators/close_volatility.hpp"
#include "indicators/column_stream.hpp"
#include "indicators/donchian.hpp"
#include "indicators/keltner.hpp"
#include "indicators/natr.hpp"
#include "indicators/range_volatility.hpp"
#include "indicators/true_range.hpp"
#include "indicators/ulcer_index.hpp"
#include "indicators/weighted_atr.hpp"

namespace tw::indicators {
namespace {

enum class Band { Upper, Middle, Lower };

template <Band kBand>
Column bollinger_column(const ColumnValues& v, const ColumnInput& input) {
  const std::size_t size = input.bars.size();
  std::array<Column, 3> lines{Column(size), Column(size), Column(size)};
  bollinger(closes_of(input.bars), whole(v[0]), v[1],
            {.upper = lines[0], .middle = lines[1], .lower = lines[2]});
  return std::move(lines[static_cast<std::size_t>(kBand)]);
}

Column atr_column(const ColumnValues& v, const ColumnInput& input) {
  const BarSeries& bars = input.bars;
  Column high(bars.size());
  Column low(bars.size());
  for (std::size_t i = 0; i < bars.size(); ++i) {
    high[i] = Price::from_raw(bars.high[i]).as_double();
    low[i] = Price::from_raw(bars.low[i]).as_double();
  }
  Column column(bars.size());
  atr({.high = high, .low = low, .close = closes_of(bars)}, whole(v[0]), column);
  return column;
}

constexpr ColumnParameter kBands[] = {
    {.name = "n", .min = 2}, {.name = "deviations", .min = 0, .max = 1000, .is_whole = false}};

KeltnerEma keltner(const ColumnValues& v) { return KeltnerEma{whole(v[0]), whole(v[1]), v[2]}; }

constexpr ColumnParameter kPeriodFrom3[] = {{.name = "n", .min = 3}};
constexpr ColumnParameter kKeltner[] = {
    {.name = "n"},
    {.name = "atr"},
    {.name = "multiplier", .min = 0, .max = 1000, .is_whole = false}};

constexpr ColumnKind kVolatility[] = {
    {"BBUPPER", kBands, "BBUPPER_20_2.0", "n - 1",
     "Upper Bollinger band: SMA plus so many population deviations", "TA-Lib BBANDS",
     bollinger_column<Band::Upper>},
    {"BBMIDDLE", kBands, "BBMIDDLE_20_2.0", "n - 1", "Middle Bollinger band: the SMA",
     "TA-Lib BBANDS", bollinger_column<Band::Middle>},
    {"BBLOWER", kBands, "BBLOWER_20_2.0", "n - 1",
     "Lower Bollinger band: SMA minus so many population deviations", "TA-Lib BBANDS",
     bollinger_column<Band::Lower>},
    {"TRANGE",
     {},
     "TRANGE",
     "1",
     "True range: the bar's range and the gap before it",
     "TA-Lib TRANGE",
     [](const ColumnValues&, const ColumnInput& in) { return of_candles(TrueRange{}, in); }},
    {"ATR", kPeriod, "ATR_14", "n", "Average true range, Wilder smoothing", "TA-Lib ATR",
     atr_column},
    {"DONCHIAN_UPPER", kPeriod, "DONCHIAN_UPPER_20", "n - 1", "Donchian channel: highest high",
     "ta DonchianChannel",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(Donchian{whole(v[0])}, in, [](const DonchianValue& m) { return m.upper; });
     }},
    {"DONCHIAN_MIDDLE", kPeriod, "DONCHIAN_MIDDLE_20", "n - 1",
     "Donchian channel: mean of its two bounds", "ta DonchianChannel",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(Donchian{whole(v[0])}, in,
                         [](const DonchianValue& m) { return m.middle(); });
     }},
    {"DONCHIAN_LOWER", kPeriod, "DONCHIAN_LOWER_20", "n - 1", "Donchian channel: lowest low",
     "ta DonchianChannel",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(Donchian{whole(v[0])}, in, [](const DonchianValue& m) { return m.lower; });
     }},
    {"NATR", kPeriod, "NATR_14", "n", "ATR in percent of the close", "TA-Lib NATR",
     candles_column<Natr>},
    {"TTR_ATR", kPeriod, "TTR_ATR_14", "n", "The same as ATR", "TTR ATR", atr_column},
    {"PTA_ATR", kPeriod, "PTA_ATR_7", "n",
     "Average true range as an exponential mean of weight 1/n whose weights are made to add up to "
     "1",
     "pandas-ta atr, rma", candles_column<WeightedAtr>},
    {"TTR_DONCHIAN_HIGH", kPeriod, "TTR_DONCHIAN_HIGH_20", "n - 1", "The same as DONCHIAN_UPPER",
     "TTR DonchianChannel", candles_column<Donchian, &DonchianValue::upper>},
    {"TTR_DONCHIAN_LOW", kPeriod, "TTR_DONCHIAN_LOW_20", "n - 1", "The same as DONCHIAN_LOWER",
     "TTR DonchianChannel", candles_column<Donchian, &DonchianValue::lower>},
    {"KELTNER_EMA_UPPER", kKeltner, "KELTNER_EMA_UPPER_20_10_2", "max(n, atr) - 1",
     "Upper Keltner band: EMA of the close plus multiplier ATRs; both begin at the first bar",
     "ta KeltnerChannel",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(keltner(v), in, [](const KeltnerValue& m) { return m.upper; });
     }},
    {"KELTNER_EMA_MIDDLE", kKeltner, "KELTNER_EMA_MIDDLE_20_10_2", "max(n, atr) - 1",
     "Middle of that channel: EMA of the close from the first close on", "ta KeltnerChannel",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(keltner(v), in, [](const KeltnerValue& m) { return m.middle; });
     }},
    {"KELTNER_EMA_LOWER", kKeltner, "KELTNER_EMA_LOWER_20_10_2", "max(n, atr) - 1",
     "Lower Keltner band: EMA of the close minus multiplier ATRs", "ta KeltnerChannel",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(keltner(v), in, [](const KeltnerValue& m) { return m.lower; });
     }},
    {"KELTNER_ORIG_UPPER", kPeriod, "KELTNER_ORIG_UPPER_20", "n - 1",
     "Keltner's own upper band: SMA of (4h - 2l + c)/3", "ta KeltnerChannel, original_version",
     candles_column<KeltnerOriginal, &KeltnerValue::upper>},
    {"KELTNER_ORIG_MIDDLE", kPeriod, "KELTNER_ORIG_MIDDLE_20", "n - 1",
     "Keltner's own middle: SMA of the typical price", "ta KeltnerChannel, original_version",
     candles_column<KeltnerOriginal, &KeltnerValue::middle>},
    {"KELTNER_ORIG_LOWER", kPeriod, "KELTNER_ORIG_LOWER_20", "n - 1",
     "Keltner's own lower band: SMA of (4l - 2h + c)/3", "ta KeltnerChannel, original_version",
     candles_column<KeltnerOriginal, &KeltnerValue::lower>},
    {"ULCER", kPeriod, "ULCER_14", "n - 1",
     "Ulcer index: root mean square of the drawdowns from the high of n closes, percent",
     "ta UlcerIndex", closes_column<UlcerIndex>},
    {"VOL_CLOSE", kPeriodFrom3, "VOL_CLOSE_20", "n - 1",
     "Annual volatility of n - 1 logarithmic returns, sample deviation times sqrt 252",
     "TTR volatility, close", closes_column<CloseVolatility>},
    {"VOL_PARKINSON", kPeriod, "VOL_PARKINSON_20", "n - 1",
     "Annual volatility by Parkinson, from highs and lows", "TTR volatility, parkinson",
     candles_column<ParkinsonVolatility>},
    {"VOL_GARMAN_KLASS", kPeriod, "VOL_GARMAN_KLASS_20", "n - 1",
     "Annual volatility by Garman and Klass, from ranges and bodies",
     "TTR volatility, garman.klass", candles_column<GarmanKlassVolatility>},
    {"VOL_ROGERS_SATCHELL", kPeriod, "VOL_ROGERS_SATCHELL_20", "n - 1",
     "Annual volatility by Rogers and Satchell, right under a drift",
     "TTR volatility, rogers.satchell", candles_column<RogersSatchellVolatility>},
    {"VOL_GK_YZ", kPeriod, "VOL_GK_YZ_20", "n", "Garman and Klass with Yang and Zhang's gap term",
     "TTR volatility, gk.yz", candles_column<GapGarmanKlassVolatility>},
    {"VOL_YANG_ZHANG", kPeriodFrom2, "VOL_YANG_ZHANG_20", "n",
     "Annual volatility by Yang and Zhang, alpha 1.34: gaps, bodies and ranges",
     "TTR volatility, yang.zhang", candles_column<YangZhangVolatility>},
};

}  // namespace

std::span<const ColumnKind> volatility() { return kVolatility; }

}  // namespace tw::indicators
