#include "indicators/adx.hpp"
#include "indicators/adxr.hpp"
#include "indicators/aroon.hpp"
#include "indicators/choppiness.hpp"
#include "indicators/column_stream.hpp"
#include "indicators/donchian.hpp"
#include "indicators/ichimoku.hpp"
#include "indicators/mass_index.hpp"
#include "indicators/parabolic_sar.hpp"
#include "indicators/supertrend.hpp"
#include "indicators/vhf.hpp"
#include "indicators/vortex.hpp"
#include "indicators/zigzag.hpp"

namespace tw::indicators {
namespace {

Column zigzag_column(const ColumnValues& values, const ColumnInput& input) {
  Column high(input.bars.size());
  Column low(input.bars.size());
  for (std::size_t i = 0; i < high.size(); ++i) {
    high[i] = Price::from_raw(input.bars.high[i]).as_double();
    low[i] = Price::from_raw(input.bars.low[i]).as_double();
  }
  return zigzag(high, low, values[0]);
}

constexpr ColumnParameter kSar[] = {{.name = "a", .min = 0, .max = 10, .is_whole = false},
                                    {.name = "m", .min = 0, .max = 10, .is_whole = false}};
constexpr ColumnParameter kSupertrend[] = {{.name = "n"},
                                           {.name = "m", .min = 0, .max = 1000, .is_whole = false}};
constexpr ColumnParameter kIchimoku[] = {{.name = "a"}, {.name = "b"}, {.name = "c"}};
constexpr ColumnParameter kMass[] = {{.name = "fast"}, {.name = "slow"}};
constexpr ColumnParameter kZigZag[] = {
    {.name = "percent", .min = 0, .max = 100, .is_whole = false}};

constexpr ColumnKind kTrend[] = {
    {"ADX", kPeriodFrom2, "ADX_14", "2n - 1",
     "Average directional index, 0 to 100: strength of the trend either way", "TA-Lib ADX",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(Adx{whole(v[0])}, in, [](const AdxValue& m) { return m.adx; });
     }},
    {"DX", kPeriodFrom2, "DX_14", "n", "Directional index, 0 to 100: what ADX averages",
     "TA-Lib DX",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(DirectionalIndex{whole(v[0])}, in,
                         [](const DirectionalIndexValue& m) { return m.dx; });
     }},
    {"PLUS_DI", kPeriodFrom2, "PLUS_DI_14", "n", "Share of upward movement in the true range, +DI",
     "TA-Lib PLUS_DI",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(DirectionalIndex{whole(v[0])}, in,
                         [](const DirectionalIndexValue& m) { return m.plus_di; });
     }},
    {"MINUS_DI", kPeriodFrom2, "MINUS_DI_14", "n",
     "Share of downward movement in the true range, -DI", "TA-Lib MINUS_DI",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(DirectionalIndex{whole(v[0])}, in,
                         [](const DirectionalIndexValue& m) { return m.minus_di; });
     }},
    {"PLUS_DM", kPeriodFrom2, "PLUS_DM_14", "n - 1", "Wilder sum of upward movement, +DM",
     "TA-Lib PLUS_DM",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(DirectionalMovement{whole(v[0])}, in,
                         [](const DirectionalMovementValue& m) { return m.plus; });
     }},
    {"MINUS_DM", kPeriodFrom2, "MINUS_DM_14", "n - 1", "Wilder sum of downward movement, -DM",
     "TA-Lib MINUS_DM",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(DirectionalMovement{whole(v[0])}, in,
                         [](const DirectionalMovementValue& m) { return m.minus; });
     }},
    {"ADXR", kPeriodFrom2, "ADXR_14", "3n - 2", "Mean of ADX now and n - 1 bars ago", "TA-Lib ADXR",
     candles_column<Adxr>},
    {"AROON_UP", kPeriod, "AROON_UP_14", "n",
     "Aroon up, 0 to 100: how recent the highest high of n + 1 bars is", "TA-Lib AROON",
     candles_column<Aroon, &AroonValue::up>},
    {"AROON_DOWN", kPeriod, "AROON_DOWN_14", "n",
     "Aroon down, 0 to 100: how recent the lowest low of n + 1 bars is", "TA-Lib AROON",
     candles_column<Aroon, &AroonValue::down>},
    {"AROONOSC", kPeriod, "AROONOSC_14", "n", "Aroon up minus Aroon down", "TA-Lib AROONOSC",
     candles_column<Aroon, &AroonValue::oscillator>},
    {"TTR_AROON_UP", kPeriod, "TTR_AROON_UP_20", "n - 1",
     "Aroon up, with a first value over n bars", "TTR aroon",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(Aroon{whole(v[0]), true}, in, [](const AroonValue& m) { return m.up; });
     }},
    {"TTR_AROON_DN", kPeriod, "TTR_AROON_DN_20", "n - 1",
     "Aroon down, with a first value over n bars", "TTR aroon",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(Aroon{whole(v[0]), true}, in, [](const AroonValue& m) { return m.down; });
     }},
    {"SAR", kSar, "SAR_0.02_0.2", "1", "Parabolic stop and reverse; its factor grows by a up to m",
     "TA-Lib SAR",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(ParabolicSar{v[0], v[1]}, in);
     }},
    {"SUPERTREND", kSupertrend, "SUPERTREND_7_3.0", "n",
     "Supertrend: the bars' middle -+ m ATRs, tightened until the close passes the band before it; "
     "ATR is PTA_ATR",
     "pandas-ta supertrend",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(Supertrend{whole(v[0]), v[1]}, in,
                         [](const SupertrendValue& m) { return m.line; });
     }},
    {"SUPERTREND_DIR", kSupertrend, "SUPERTREND_DIR_7_3.0", "n",
     "Direction of that trend, 1 up or -1 down", "pandas-ta supertrend",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(Supertrend{whole(v[0]), v[1]}, in,
                         [](const SupertrendValue& m) { return m.direction; });
     }},
    {"ICHIMOKU_TENKAN", kIchimoku, "ICHIMOKU_TENKAN_9_26_52", "a - 1",
     "Ichimoku conversion line: middle of the range of a bars", "ta IchimokuIndicator",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(Donchian{whole(v[0])}, in,
                         [](const DonchianValue& m) { return m.middle(); });
     }},
    {"ICHIMOKU_KIJUN", kIchimoku, "ICHIMOKU_KIJUN_9_26_52", "b - 1",
     "Ichimoku base line: middle of the range of b bars", "ta IchimokuIndicator",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(Donchian{whole(v[1])}, in,
                         [](const DonchianValue& m) { return m.middle(); });
     }},
    {"ICHIMOKU_SENKOU_A", kIchimoku, "ICHIMOKU_SENKOU_A_9_26_52", "max(a, b) - 1",
     "Ichimoku leading span A, not shifted: mean of both lines", "ta IchimokuIndicator",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(Ichimoku{{.tenkan = whole(v[0]), .kijun = whole(v[1]), .senkou = 1}}, in,
                         [](const IchimokuValue& m) { return m.senkou_a; });
     }},
    {"ICHIMOKU_SENKOU_B", kIchimoku, "ICHIMOKU_SENKOU_B_9_26_52", "c - 1",
     "Ichimoku leading span B, not shifted: middle of the range of c bars", "ta IchimokuIndicator",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(Donchian{whole(v[2])}, in,
                         [](const DonchianValue& m) { return m.middle(); });
     }},
    {"VORTEX_POS", kPeriod, "VORTEX_POS_14", "n",
     "Vortex +: reach of highs above the lows before them in the true ranges", "ta VortexIndicator",
     candles_column<Vortex, &VortexValue::plus>},
    {"VORTEX_NEG", kPeriod, "VORTEX_NEG_14", "n",
     "Vortex -: reach of lows below the highs before them in the true ranges", "ta VortexIndicator",
     candles_column<Vortex, &VortexValue::minus>},
    {"MASS", kMass, "MASS_9_25", "2fast + slow - 3",
     "Mass index: sum over slow bars of the fast EMA of the range by its own EMA", "ta MassIndex",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_candles(MassIndex{whole(v[0]), whole(v[1])}, in);
     }},
    {"TTR_VHF", kPeriod, "TTR_VHF_20", "n",
     "Vertical horizontal filter: range of n closes in the sum of their n changes", "TTR VHF",
     closes_column<Vhf>},
    {"CHOP", kPeriodFrom2, "CHOP_14", "n",
     "Choppiness, 0 to 100: log of the true ranges summed in the range of n bars", "pandas-ta chop",
     candles_column<Choppiness>},
    {"TTR_ZIGZAG", kZigZag, "TTR_ZIGZAG_10", "0",
     "Lines between turns of at least percent. Repaints: known only afterwards, never a signal",
     "TTR ZigZag of high and low", zigzag_column},
};

}  // namespace

std::span<const ColumnKind> trend() { return kTrend; }

}  // namespace tw::indicators
