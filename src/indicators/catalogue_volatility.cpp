#include "indicators/atr.hpp"
#include "indicators/bollinger.hpp"
#include "indicators/catalogue_families.hpp"
#include "indicators/column_stream.hpp"
#include "indicators/donchian.hpp"
#include "indicators/true_range.hpp"

namespace tw::indicators {
namespace {

Bollinger bands(const ColumnValues& v) { return Bollinger{whole(v[0]), v[1]}; }

constexpr ColumnParameter kBands[] = {
    {.name = "n", .min = 2}, {.name = "deviations", .min = 0, .max = 1000, .is_whole = false}};

constexpr ColumnKind kKinds[] = {
    {"BBUPPER", kBands, "BBUPPER_20_2.0", "n - 1",
     "Upper Bollinger band: SMA plus so many population deviations", "TA-Lib BBANDS",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_closes(bands(v), in, [](const BollingerValue& m) { return m.upper; });
     }},
    {"BBMIDDLE", kBands, "BBMIDDLE_20_2.0", "n - 1", "Middle Bollinger band: the SMA",
     "TA-Lib BBANDS",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_closes(bands(v), in, [](const BollingerValue& m) { return m.middle; });
     }},
    {"BBLOWER", kBands, "BBLOWER_20_2.0", "n - 1",
     "Lower Bollinger band: SMA minus so many population deviations", "TA-Lib BBANDS",
     [](const ColumnValues& v, const ColumnInput& in) {
       return of_closes(bands(v), in, [](const BollingerValue& m) { return m.lower; });
     }},
    {"TRANGE",
     {},
     "TRANGE",
     "1",
     "True range: the bar's range and the gap before it",
     "TA-Lib TRANGE",
     [](const ColumnValues&, const ColumnInput& in) { return of_candles(TrueRange{}, in); }},
    {"ATR", kPeriod, "ATR_14", "n", "Average true range, Wilder smoothing", "TA-Lib ATR",
     [](const ColumnValues& v, const ColumnInput& in) { return of_candles(Atr{whole(v[0])}, in); }},
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
};

}  // namespace

std::span<const ColumnKind> volatility() { return kKinds; }

}  // namespace tw::indicators
